"""The registry's CSV rows: good ones are kept, bad ones told by line and reason, and nothing else happens."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.events.internal import Profession, Standing
from services.identity.domain.registry_rows import COLUMNS, MAX_LINES, REQUIRED, BadFile, Reject, Row, rows
from tests.identity.registry_file import RIVERA, as_file, row


def test_a_row_says_everything_of_a_practitioner() -> None:
    read = row()

    assert read.line == 2
    assert read.ssn_last4 == "6789"
    assert read.registered.name == "Elena Rivera-Canary, MD"
    assert read.registered.profession is Profession.PHYSICIAN
    assert read.registered.license.standing is Standing.ACTIVE
    assert str(read.registered.license.expires_on) == "2027-03-31"
    assert read.registered.controlled_substance.expires_on is None
    assert read.registered.board_certifications == ("Pediatrics", "Neurology")


BAD: dict[str, tuple[dict[str, str], str]] = {
    "a wrong check digit": ({"dea_number": "FR1234567"}, "dea_number: The last digit"),
    "a suffix": ({"dea_number": "FR1234563-CANARY"}, "dea_number: This is a hospital's"),
    "three digits": ({"ssn_last4": "987"}, "ssn_last4"),
    "digits that nobody has": ({"ssn_last4": "0000"}, "ssn_last4"),
    "foreign digits": ({"ssn_last4": "६७८९"}, "ssn_last4"),
    "another profession": ({"profession": "DENTIST-CANARY"}, "profession: not one of PHYSICIAN, NURSE_PRACT"),
    "an unknown status": ({"license_status": "CANARY"}, "license_status: not one of ACTIVE"),
    "a day that is not": ({"dea_expires_on": "2027-02-30"}, "dea_expires_on: not a date"),
    "a line break in a name": ({"first_name": "Canary\r\nBcc: eve@example.com"}, "control.*first_name"),
    "a byte that is no UTF-8": ({"city": "Canary\udcff"}, "control.*city"),
    "a state's name": ({"state": "Canary"}, "^state: not a state's two"),
    "letters that are no state": ({"dea_state": "ZZ"}, "^dea_state: not a state's two"),
    "small letters": ({"state": "ct"}, "^state: not a state's two"),
    "letters for a ZIP": ({"zip": "ABCDE"}, "^zip: not five digits"),
    "four digits of a ZIP": ({"zip": "6103"}, "^zip: not five digits"),
    "a formula for a licence": ({"license_number": "=canary()"}, "formula does: license_number"),
    "a formula for a town": ({"city": "@canary"}, "formula does: city"),
    "signs in a number": ({"csp_number": "CSP.<canary>"}, "^csp_number: other than letters"),
    "a long text": ({"street": "Canary" * 100}, "500 characters: street"),
} | {f"no {column}": ({column: " "}, f"empty: {column}") for column in sorted(REQUIRED)}


@pytest.mark.parametrize("what", BAD)
def test_a_bad_row_is_told_by_line_and_column_without_its_values_and_its_neighbours_are_kept(
    what: str,
) -> None:
    changes, reason = BAD[what]
    bad = RIVERA | changes

    before, rejected, after = rows(as_file(RIVERA, bad, RIVERA | {"dea_number": "MZ7654329"}))

    assert isinstance(before, Row)
    assert isinstance(after, Row)
    assert isinstance(rejected, Reject)
    assert before.line < rejected.line < after.line
    assert re.search(reason, rejected.reason), rejected.reason
    personal = {value.strip() for value in bad.values()} - {*Profession, *Standing, "", "CT", "MD"}
    assert not [value for value in personal if value in rejected.reason]


def test_a_comma_too_many_does_not_shift_the_columns() -> None:
    heading, line = as_file(RIVERA)

    (rejected,) = rows([heading, line.replace("1 Canary Lane", "1 Canary Lane, Suite 2")])

    assert isinstance(rejected, Reject)
    assert "quotes" in rejected.reason


def test_a_short_row_lacks_its_last_columns() -> None:
    heading, _ = as_file(RIVERA)

    (rejected,) = rows([heading, "FR1234563,6789,PHYSICIAN\n"])

    assert isinstance(rejected, Reject)
    assert rejected.reason.startswith("empty: city, credential")


@pytest.mark.parametrize("column", COLUMNS)
def test_a_heading_without_a_column_is_no_registry(column: str) -> None:
    columns = tuple(each for each in COLUMNS if each != column)

    with pytest.raises(BadFile, match=column):
        list(rows(as_file(RIVERA, columns=columns)))


@pytest.mark.parametrize("lines", [[], ["\n"], ["no,registry\n"], ["\r,\r"], ["\x00\n"], ["x" * 200_000]])
def test_what_is_no_registry_is_told_so(lines: list[str]) -> None:
    with pytest.raises(BadFile):
        list(rows(lines))


def test_columns_in_another_order_and_columns_of_others_are_fine() -> None:
    columns = ("note", *reversed(COLUMNS))

    (read,) = rows(as_file(RIVERA | {"note": "x"}, columns=columns))

    assert isinstance(read, Row)
    assert read.registered == row().registered


def test_a_column_that_is_named_twice_is_told() -> None:
    heading, line = as_file(RIVERA, columns=(*COLUMNS, "state"))

    with pytest.raises(BadFile, match="more than once: state"):
        list(rows([heading, line]))


def lines_of(read: list[Row | Reject]) -> tuple[list[int], list[int]]:
    """Where the good rows begin, and the rejected ones."""
    good = [each.line for each in read if isinstance(each, Row)]
    return good, [each.line for each in read if isinstance(each, Reject)]


QUOTED = RIVERA | {"street": "2 Oak Street, Suite 3"}
FORGOTTEN = as_file(RIVERA)[1].replace("1 Canary", '"1 Canary')
CUT = as_file(QUOTED)[1].replace('Suite 3"', "Suite 3")


@pytest.mark.parametrize("broken", [FORGOTTEN, CUT], ids=["one too many", "one too few"])
@pytest.mark.parametrize("between", [0, 1, MAX_LINES - 2, MAX_LINES, 2 * MAX_LINES])
def test_a_lone_quote_costs_its_own_line_and_no_other_however_far_the_next_quote_is(
    broken: str, between: int
) -> None:
    heading, good = as_file(RIVERA)
    _, quoted = as_file(QUOTED)

    good_ones, rejected = lines_of(list(rows([heading, good, broken, *[good] * between, quoted, good])))

    assert rejected == [3]
    assert good_ones == [2, *range(4, 6 + between)]


def test_two_lone_quotes_do_not_hide_the_rows_between_in_a_column_of_others() -> None:
    heading, good, begins, ends = as_file(
        *(RIVERA | {"note": note} for note in ("", "begins", "ends")), columns=(*COLUMNS, "note")
    )
    begins, ends = begins.replace("begins", '"begins'), ends.replace("ends", 'ends"')

    good_ones, rejected = lines_of(list(rows([heading, begins, good, good, ends, good])))

    assert rejected == [2]
    assert good_ones == [3, 4, 5, 6]


def test_a_value_of_several_lines_is_one_row_named_by_its_first_line() -> None:
    notes = ("one", "two\nlines", "three\nmore\nlines", "four")
    people = [RIVERA | {"note": note} for note in notes]
    people.append(RIVERA | {"city": "Canary\nHartford"})

    good, rejected = lines_of(list(rows(as_file(*people, columns=(*COLUMNS, "note")))))

    assert good == [2, 3, 5, 8]
    assert rejected == [9]


def test_a_quote_that_never_ends_costs_no_more_memory_than_some_lines() -> None:
    heading, good = as_file(RIVERA)
    taken = 0

    def lines() -> Iterator[str]:
        nonlocal taken
        for line in (heading, FORGOTTEN, *[good] * 1000):
            taken += 1
            yield line

    first = next(iter(rows(lines())))

    assert isinstance(first, Reject)
    assert taken <= MAX_LINES + 1


BROKEN = {
    "a lone carriage return": "FR1234563,67\r89,PHYSICIAN\n",
    "a field without end": '"' + "canary " * 30_000 + "\n",
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_line_that_is_no_csv_costs_itself_alone(what: str) -> None:
    heading, line = as_file(RIVERA)

    rejected, kept = rows([heading, BROKEN[what], line])

    assert isinstance(rejected, Reject)
    assert rejected.line == 2
    assert "cannot be read as CSV" in rejected.reason
    assert isinstance(kept, Row)


cells = st.text(st.characters() | st.sampled_from('",;\n\r\x00\ud800 0123456789-'), max_size=20)


@given(st.dictionaries(st.sampled_from(COLUMNS), cells))
def test_any_cells_make_a_row_or_a_reject(changes: dict[str, str]) -> None:
    for read in rows(as_file(RIVERA | changes)):
        assert isinstance(read, Row | Reject)
        assert read.line >= 2


@given(st.lists(st.text(st.characters() | st.sampled_from('",\n\r\x00'), max_size=60), max_size=8))
def test_any_lines_make_rows_rejects_or_no_file(lines: list[str]) -> None:
    heading = as_file()
    for given_lines in (lines, heading + lines):
        try:
            assert all(isinstance(read, Row | Reject) for read in rows(given_lines))
        except BadFile:
            assert given_lines is lines
