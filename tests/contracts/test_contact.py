"""E-mail addresses and phone numbers: whatever is typed comes into one form, or is refused."""

import string

import phonenumbers
import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.contact import normal_email, normal_phone

ATOM = st.text(string.ascii_letters + string.digits + "!#$%&'*+-/=?^_`{|}~", min_size=1, max_size=20)
LOCAL = st.lists(ATOM, min_size=1, max_size=3).map(".".join).filter(lambda text: len(text) <= 64)
LABEL = st.text(string.ascii_letters + string.digits, min_size=1, max_size=20)
DOMAIN = st.lists(LABEL, min_size=1, max_size=3).map(lambda labels: f"{'.'.join(labels)}.Com")
ADDRESS = st.builds("{}@{}".format, LOCAL, DOMAIN)
SPACE = st.text(" \t\n", max_size=3)
# Of any letters alone almost nothing comes that could be one.
WORD = st.text(st.characters(categories=["L", "Nd"]), min_size=1, max_size=4)
LIKE_AN_ADDRESS = st.builds("{}@{}.com".format, WORD, WORD)
LIKE_A_NUMBER = st.from_regex(r"\+?1?[ (]?[2-9]\d\d[ )-]?[2-9]\d\d[ -]?\d{4}", fullmatch=True)


@given(ADDRESS, SPACE, SPACE)
def test_an_address_is_the_same_in_any_case_and_with_space_around(
    address: str, before: str, after: str
) -> None:
    normal = normal_email(address)

    assert normal == address.lower()
    assert normal_email(f"{before}{address.swapcase()}{after}") == normal
    assert normal_email(normal) == normal


USUAL = st.lists(st.sampled_from([*"aZ9._+-", "xn", "a" * 62]), max_size=5).map("".join)
TOP = st.sampled_from(
    ["com", "c", "test", "local", "example", "c1", "COM", "co.uk", "a" * 63, "a" * 64, "\u212aom"]
)


@given(st.builds("{}@{}.{}".format, USUAL, USUAL, TOP))
@settings(max_examples=500)
def test_the_short_way_for_usual_addresses_says_what_the_library_says(address: str) -> None:
    try:
        library = validate_email(address, check_deliverability=False, strict=True).normalized.lower()
    except EmailNotValidError:
        library = None

    assert normal_email(address) == library


@given(st.text() | LIKE_AN_ADDRESS)
def test_whatever_is_typed_is_refused_or_comes_into_a_form_that_stays(text: str) -> None:
    normal = normal_email(text)

    if normal is not None:
        assert normal_email(normal) == normal
        assert normal.count("@") >= 1
        assert normal == normal.strip().lower()


@given(ADDRESS, st.characters(categories=["Cc", "Cs", "Zs", "Zl", "Zp"]), st.data())
def test_no_space_or_control_character_gets_inside(address: str, char: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(1, len(address) - 1))

    assert normal_email(address[:place] + char + address[place:]) is None


@given(ADDRESS, ADDRESS)
def test_two_addresses_are_none(one: str, other: str) -> None:
    for between in ("", ",", ";", ", ", "@"):
        assert normal_email(one + between + other) is None


@given(st.integers(1, 90))
def test_the_part_before_the_at_has_64_characters_at_most(length: int) -> None:
    address = f"{'a' * length}@example.com"

    assert normal_email(address) == (address if length <= 64 else None)


@given(st.integers(209, 272))
def test_an_address_has_254_characters_at_most(length: int) -> None:
    domain = f"{'a' * 50}.{'b' * 50}.{'c' * 40}.{'d' * 60}.com"
    address = f"{'l' * (length - len(domain) - 1)}@{domain}"

    assert len(address) == length
    assert normal_email(address) == (address if length <= 254 else None)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "@",
            "a@",
            "@example.com",
            "a@b",
            "a@example",
            "a..b@example.com",
            ".a@example.com",
            "a.@example.com",
        ),
        *(
            "a@-example.com",
            "a@example-.com",
            "a@exam ple.com",
            "a@[192.0.2.1]",
            "a@192.0.2.1",
            '"a b"@example.com',
        ),
        *(
            "Ana <ana@example.com>",
            "a@example.com\nBcc: b@example.com",
            "a@example.com\x00",
            f"{'a' * 65}@example.com",
        ),
    ],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    assert normal_email(text) is None


@given(st.text() | LIKE_A_NUMBER)
def test_whatever_is_typed_as_a_phone_number_is_refused_or_comes_into_a_form_that_stays(text: str) -> None:
    normal = normal_phone(text)

    if normal is not None:
        assert normal_phone(normal) == normal
        assert normal.startswith("+1")
        assert len(normal) == 12
        assert normal[1:].isascii()
        assert normal[1:].isdecimal()


@given(st.sampled_from(["203", "475", "860", "959", "212"]), st.integers(0, 99))
def test_a_phone_number_is_the_same_however_it_is_written(area: str, line: int) -> None:
    """With the exchange 555 and lines 0100 to 0199: nobody's."""
    exchange, last = "555", f"01{line:02}"

    for written in (
        f"{area}{exchange}{last}",
        f"({area}) {exchange}-{last}",
        f"{area}-{exchange}-{last}",
        f"{area}.{exchange}.{last}",
        f"1 {area} {exchange} {last}",
        f"+1 {area}-{exchange}-{last}",
    ):
        assert normal_phone(written) == f"+1{area}{exchange}{last}"


@given(st.integers(200, 999), st.integers(200, 999), st.integers(0, 9999))
@settings(max_examples=500)
def test_the_short_way_for_usual_numbers_says_what_the_library_says(
    area: int, exchange: int, line: int
) -> None:
    """Whatever the line is: the answer is kept for each exchange."""
    number = f"{area}{exchange}{line:04}"
    is_one = phonenumbers.is_valid_number(phonenumbers.parse(number, "US"))
    is_n11 = "11" in (str(area)[1:], str(exchange)[1:])

    assert normal_phone(number) == (f"+1{number}" if is_one and not is_n11 else None)
