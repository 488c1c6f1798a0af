"""What people type, in one spelling, so that it can be compared."""

import re
import unicodedata

_OTHERS = re.compile("[^a-z0-9_]")
_NO_APOSTROPHES = str.maketrans("", "", "'’‘ʼ′`´")


def one_spelling(text: str) -> str:
    """Case, accents, apostrophes, hyphens, blanks and typographic forms do not tell texts apart.

    Underlines do, so that a name is never taken for a code: "chronic pain" is not CHRONIC_PAIN.
    """
    if text.isascii():  # as most are: one form, and no accents
        return " ".join(_OTHERS.sub(" ", text.translate(_NO_APOSTROPHES).lower()).split())
    known_forms = unicodedata.normalize("NFKC", text.translate(_NO_APOSTROPHES)).translate(_NO_APOSTROPHES)
    letters = unicodedata.normalize("NFKD", known_forms.casefold())
    plain = "".join(each for each in letters if not unicodedata.combining(each))
    return " ".join("".join(each if each.isalnum() or each == "_" else " " for each in plain).split())
