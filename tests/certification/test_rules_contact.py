"""Phone numbers in their usual spellings are judged without parsing, and no differently."""

import phonenumbers
from hypothesis import example, given, settings
from hypothesis import strategies as st

from contracts.contact import normal_phone

SPELLINGS = [
    "{}{}{}",
    "{}-{}-{}",
    "({}) {}-{}",
    "({}){}-{}",
    "{}.{}.{}",
    "1 {} {} {}",
    "+1 {} {} {}",
    " +1-{}-{}-{} ",
]


@given(
    st.sampled_from(SPELLINGS),
    st.integers(0, 999),
    st.integers(0, 999),
    st.integers(0, 9999),
)
@settings(max_examples=300)
@example("{}{}{}", 809, 111, 0)  # which the library takes for one
def test_a_number_is_judged_as_the_library_parses_it(
    spelling: str, area: int, office: int, line: int
) -> None:
    text = spelling.format(f"{area:03}", f"{office:03}", f"{line:04}")
    try:
        parsed = phonenumbers.parse(text, "US")
    except phonenumbers.NumberParseException:
        assert normal_phone(text) is None
        return
    lawful = phonenumbers.is_valid_number(parsed) and office >= 200 and 11 not in (office % 100, area % 100)
    expected = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164) if lawful else None
    assert normal_phone(text) == expected
