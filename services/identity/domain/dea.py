"""DEA registration numbers: two letters, six digits and a check digit (facts 5.1).

The sum d1+d3+d5 plus twice d2+d4+d6 ends in d7. The second letter is usually the surname's; it is not checked,
since maiden names and businesses differ.
"""

import re

_FORMAT = re.compile(r"[A-Z][A-Z9][0-9]{7}")
_SUFFIXED = re.compile(r"[A-Z][A-Z9][0-9]{7}-.+")
PHYSICIANS = frozenset("ABFG")
NURSE_PRACTITIONERS = frozenset("M")


class BadDeaNumber(ValueError):
    """No DEA number of a practitioner. The text tells the cure and does not repeat the number."""


def normal_dea_number(text: str) -> str:
    """The number in capitals without spaces. Raises BadDeaNumber where it is none of a practitioner's own."""
    number = re.sub(r"\s", "", text).upper()
    if _SUFFIXED.fullmatch(number):
        raise BadDeaNumber("This is a hospital's number with a suffix. Give your own DEA number.")
    if not _FORMAT.fullmatch(number):
        raise BadDeaNumber("A DEA number has two letters and seven digits, e.g. BB1388568.")
    if number[0] not in PHYSICIANS | NURSE_PRACTITIONERS:
        raise BadDeaNumber("This DEA number is of a registrant who cannot certify patients.")
    if check_digit(number) != int(number[-1]):
        raise BadDeaNumber("The last digit does not fit the others. Look for a slip of the pen.")
    return number


def check_digit(number: str) -> int:
    d1, d2, d3, d4, d5, d6 = (int(digit) for digit in number[2:8])
    return (d1 + d3 + d5 + 2 * (d2 + d4 + d6)) % 10


def masked(number: str) -> str:
    """What may be shown of it: never the whole."""
    return f"{number[:2]}•••••{number[-2:]}"
