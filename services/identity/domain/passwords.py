"""Which passwords are acceptable (NIST SP 800-63B-4 section 3.1.1.2): long and hard to guess, whatever is in them.

What is easy to guess is zxcvbn's to say: it knows tens of thousands of leaked passwords, words and names, keyboards,
sequences, dates and repetitions, and how people change them.
"""

import re
import unicodedata

from zxcvbn import zxcvbn

MIN_CHARS, MAX_CHARS = (
    15,
    128,
)  # 15: the password is the only factor (docs/decisions/0029-fifteen-characters.md)
SAFE = 4  # zxcvbn's best score: not among the first 10^10 guesses
# The estimate takes the longer the more characters it sees, and the more letters these can stand for.
LOOKED_AT = 32
_RARE_LETTERS = str.maketrans("{[<|+", "~~~~~")
_OURS = (
    *("connecticut", "hartford", "newhaven", "marijuana", "cannabis", "palliative", "medical", "dispensary"),
    *("physician", "practitioner", "nurse", "doctor", "patient", "caregiver"),
    *("certification", "registration", "registry", "mmp", "biznet"),
)


class BadPassword(ValueError):
    """Not acceptable; the text tells why."""


def normal_password(text: str) -> str:
    """What is hashed: an accent or a full-width digit is the same however a keyboard sends it."""
    return unicodedata.normalize("NFKC", text)


def acceptable_password(text: str, *, email: str) -> str:
    """The password in normal form (NFKC). Raises BadPassword."""
    password = normal_password(text)
    if len(password) < MIN_CHARS:
        raise BadPassword(f"Use at least {MIN_CHARS} characters. A few words are easy to remember.")
    if len(password) > MAX_CHARS:
        raise BadPassword(f"Use at most {MAX_CHARS} characters.")
    words = [*_OURS, email, email.partition("@")[0], *re.split(r"[@._+-]", email)]
    if all(_score(part, words) < SAFE for part in (password[:LOOKED_AT], password[-LOOKED_AT:])):
        raise BadPassword(
            "This password is among the first that a thief tries. Choose another: a few words that have "
            "nothing to do with each other."
        )
    return password


def _score(text: str, words: list[str]) -> int:
    score: int = zxcvbn(text.translate(_RARE_LETTERS), user_inputs=[word for word in words if word])["score"]
    return score
