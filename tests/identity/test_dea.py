"""DEA numbers: the vectors of the facts, and what a slip of the pen does (21 CFR 1301; DEA-1 to DEA-7)."""

from string import ascii_uppercase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.events.internal import Profession
from services.identity.domain.dea import (
    BadDeaNumber,
    DeaFinding,
    findings,
    fits_formula,
    masked,
    normal_dea_number,
    well_formed_dea_number,
)
from tests.identity.registry_file import dea_number

VALID = ["BB1388568", "F91234563", "AB1234563", "MA1234563", "MN1234563", "FB1234563", "MZ7654329"]
INVALID = {
    "AB1234567": "last digit",
    "AB1234560": "last digit",
    "A11234563": "two letters and seven digits",
    "AB123456": "two letters and seven digits",
    "AB12345633": "two letters and seven digits",
    "AB123456३": "two letters and seven digits",
    "": "two letters and seven digits",
    "XB1234563": "cannot certify",
    "PB1234563": "cannot certify",
    "RB1234563": "cannot certify",
    "F91234563-001AB": "suffix",
}
NOBODYS = "PRX"
FIRST_LETTERS = {
    Profession.PHYSICIAN: "ABFG",
    Profession.NURSE_PRACTITIONER: "M",
    Profession.PHYSICIAN_ASSISTANT: "M",
}
first_letters = sorted(set(ascii_uppercase) - set(NOBODYS))
valid_numbers = st.builds(
    lambda number, first, second: dea_number(number, first + second),
    st.integers(0, 999_999),
    st.sampled_from(first_letters),
    st.sampled_from(f"{ascii_uppercase}9"),
)


@pytest.mark.parametrize("first", first_letters)
@pytest.mark.parametrize("profession", Profession)
def test_a_letter_of_no_known_use_or_of_another_profession_is_taken_and_reviewed(
    first: str, profession: Profession
) -> None:
    number = normal_dea_number(dea_number(123, f"{first}R"))

    found = findings(number, profession, "Rivera")

    assert (found == ()) == (first in FIRST_LETTERS[profession])
    assert found in ((), (DeaFinding.REGISTRANT_LETTER,))


@pytest.mark.parametrize("first", NOBODYS)
def test_a_letter_that_is_nobody_s_who_certifies_is_refused_even_with_a_voucher(first: str) -> None:
    with pytest.raises(BadDeaNumber, match="cannot certify"):
        well_formed_dea_number(dea_number(123, f"{first}R"))


@pytest.mark.parametrize("number", VALID)
def test_a_valid_number_is_taken(number: str) -> None:
    assert normal_dea_number(number) == number


@pytest.mark.parametrize("number", INVALID)
def test_an_invalid_number_is_refused_with_the_cure_and_without_itself(number: str) -> None:
    with pytest.raises(BadDeaNumber, match=INVALID[number]) as refused:
        normal_dea_number(number)
    assert not number or number not in str(refused.value)


@pytest.mark.parametrize("text", [" ab1234563 ", "AB 1234563", "a b\t123 45 63\n"])
def test_spaces_and_small_letters_make_no_difference(text: str) -> None:
    assert normal_dea_number(text) == "AB1234563"


@given(valid_numbers, st.integers(2, 8), st.integers(1, 9))
def test_any_one_changed_digit_is_refused_but_a_doubled_one_that_changed_by_five(
    number: str, place: int, by: int
) -> None:
    """The second, fourth and sixth digit count twice: there 5 more is 10 more, which no last digit shows."""
    changed = f"{number[:place]}{(int(number[place]) + by) % 10}{number[place + 1 :]}"
    blind = place in (3, 5, 7) and by == 5

    if blind:
        assert normal_dea_number(changed) == changed
    else:
        with pytest.raises(BadDeaNumber, match="last digit"):
            normal_dea_number(changed)


@given(valid_numbers)
def test_a_mask_shows_neither_the_number_nor_its_digits_but_the_last_two(number: str) -> None:
    shown = masked(number)

    assert len(shown) == len(number)
    assert shown[:2] + shown[-2:] == number[:2] + number[-2:]
    assert not any(character.isalnum() for character in shown[2:-2])


@given(st.text(max_size=30) | valid_numbers.map(str.lower))
def test_any_text_is_a_number_or_refused(text: str) -> None:
    try:
        number = normal_dea_number(text)
    except BadDeaNumber:
        return
    assert number.isascii()
    assert len(number) == 9


@given(valid_numbers, st.sampled_from(Profession), st.text(min_size=1, max_size=12))
def test_only_formula_and_registrant_letter_need_a_review(
    number: str, profession: Profession, last_name: str
) -> None:
    found = findings(number, profession, last_name)

    assert DeaFinding.CHECK_DIGIT not in found
    assert (DeaFinding.REGISTRANT_LETTER in found) == (number[0] not in FIRST_LETTERS[profession])
    assert (DeaFinding.SURNAME_LETTER in found) == (number[1] not in ("9", last_name[0].upper()[:1]))
    assert any(each.needs_review for each in found) == (DeaFinding.REGISTRANT_LETTER in found)


@given(valid_numbers, st.integers(1, 9))
def test_a_wrong_check_digit_is_well_formed_and_found(number: str, by: int) -> None:
    changed = f"{number[:-1]}{(int(number[-1]) + by) % 10}"

    assert well_formed_dea_number(changed.lower()) == changed
    assert not fits_formula(changed)
    assert DeaFinding.CHECK_DIGIT in findings(changed, Profession.PHYSICIAN, number[1])
