"""DEA registration numbers: two letters, six digits and a check digit (facts 5.1).

The sum d1+d3+d5 plus twice d2+d4+d6 ends in d7; a few genuine numbers break that, so a registry may vouch for
one and a reviewer decides. The first letter is the kind of registrant: some are nobody who certifies, and of most
no source says what they stand for, so that a reviewer decides there too. The second letter is usually the
surname's, or 9: another one is only worth a look, since maiden names and businesses differ.
"""

import re
from enum import StrEnum

from contracts.events.internal import Profession

_FORMAT = re.compile(r"[A-Z][A-Z9][0-9]{7}")
_SUFFIXED = re.compile(r"[A-Z][A-Z9][0-9]{7}-.+")
_LETTERS = {
    Profession.PHYSICIAN: frozenset("ABFG"),
    Profession.NURSE_PRACTITIONER: frozenset("M"),
    Profession.PHYSICIAN_ASSISTANT: frozenset("M"),
}
_NOBODYS = frozenset(
    "PRX"
)  # distributors and laboratories; the waiver for buprenorphine, which ended in 2023


class BadDeaNumber(ValueError):
    """No DEA number of a practitioner. The text tells the cure and does not repeat the number."""


class DeaFinding(StrEnum):
    """What is unusual about a practitioner's number."""

    CHECK_DIGIT = "CHECK_DIGIT"
    REGISTRANT_LETTER = "REGISTRANT_LETTER"
    SURNAME_LETTER = "SURNAME_LETTER"

    @property
    def needs_review(self) -> bool:
        """Whether a reviewer decides before the practitioner may certify."""
        return self is not DeaFinding.SURNAME_LETTER


def well_formed_dea_number(text: str) -> str:
    """The number in capitals without spaces; its check digit may be wrong. Raises BadDeaNumber."""
    number = re.sub(r"\s", "", text).upper()
    if _SUFFIXED.fullmatch(number):
        raise BadDeaNumber("This is a hospital's number with a suffix. Give your own DEA number.")
    if not _FORMAT.fullmatch(number):
        raise BadDeaNumber("A DEA number has two letters and seven digits, e.g. BB1388568.")
    if number[0] in _NOBODYS:
        raise BadDeaNumber("This DEA number is of a registrant who cannot certify patients.")
    return number


def normal_dea_number(text: str) -> str:
    """The number in capitals without spaces. Raises BadDeaNumber where it is none of a practitioner's own."""
    number = well_formed_dea_number(text)
    if not fits_formula(number):
        raise BadDeaNumber("The last digit does not fit the others. Look for a slip of the pen.")
    return number


def findings(number: str, profession: Profession, last_name: str) -> tuple[DeaFinding, ...]:
    """What is unusual about a well-formed number of this practitioner."""
    found = []
    if not fits_formula(number):
        found.append(DeaFinding.CHECK_DIGIT)
    if number[0] not in _LETTERS[profession]:
        found.append(DeaFinding.REGISTRANT_LETTER)
    if number[1] not in ("9", last_name[:1].upper()):
        found.append(DeaFinding.SURNAME_LETTER)
    return tuple(found)


def fits_formula(number: str) -> bool:
    return check_digit(number) == int(number[-1])


def check_digit(number: str) -> int:
    d1, d2, d3, d4, d5, d6 = (int(digit) for digit in number[2:8])
    return (d1 + d3 + d5 + 2 * (d2 + d4 + d6)) % 10


def masked(number: str) -> str:
    """What its own practitioner is shown of it."""
    return f"{number[:2]}•••••{number[-2:]}"
