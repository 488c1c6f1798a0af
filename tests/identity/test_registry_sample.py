"""The sample registry: the same for the same seed, and good to the last row."""

import csv
import io
from datetime import date, timedelta
from itertools import pairwise

import pytest

from contracts.events.internal import Standing
from services.identity.domain.dea import DeaFinding, fits_formula
from services.identity.domain.registry_rows import Row, rows
from services.identity.sample_registry import MAX_COUNT, sample_rows, write_sample

TODAY = date(2028, 2, 29)


def written(count: int, seed: int) -> str:
    text = io.StringIO()
    write_sample(text, count=count, seed=seed, on=TODAY)
    return text.getvalue()


def test_every_row_of_a_sample_can_be_imported_and_none_needs_a_review() -> None:
    read = list(rows(written(2000, 3).splitlines(keepends=True)))

    good = [row for row in read if isinstance(row, Row)]
    assert len(good) == 2000
    assert len({row.registered.dea_number for row in good}) == 2000
    assert all(fits_formula(row.registered.dea_number) for row in good)
    assert {each for row in good for each in row.registered.dea_findings} <= {DeaFinding.SURNAME_LETTER}
    assert len({row.registered.profession for row in good}) == 2


def test_numbers_follow_no_order_and_none_comes_twice() -> None:
    read = list(sample_rows(3000, seed=5, on=TODAY))

    for column, digits in (("dea_number", slice(2, 8)), ("license_number", slice(-6, None))):
        numbers = [int(row[column][digits]) for row in read]
        assert len(set(numbers)) == 3000
        assert sum(abs(one - other) < 10 for one, other in pairwise(numbers)) < 10
    assert len({row["csp_number"] for row in read}) == 3000


def test_what_lapsed_expired_before_the_day_and_nothing_else() -> None:
    read = [row for row in rows(written(2000, 4).splitlines(keepends=True)) if isinstance(row, Row)]
    held = [
        each
        for row in read
        for each in (row.registered.license, row.registered.controlled_substance, row.registered.dea)
    ]

    assert {each.standing for each in held} == set(Standing)
    assert all((each.standing is Standing.LAPSED) == ((each.expires_on or TODAY) < TODAY) for each in held)
    assert all(each.expires_on and (each.expires_on + timedelta(days=1)).day == 1 for each in held)


def test_the_same_seed_gives_the_same_file_and_another_one_another() -> None:
    assert written(50, 1) == written(50, 1) != written(50, 2)


def test_a_longer_file_begins_like_a_shorter_one() -> None:
    longer = list(csv.reader(io.StringIO(written(20, 1))))
    assert longer[:11] == list(csv.reader(io.StringIO(written(10, 1))))


@pytest.mark.parametrize("count", [-1, MAX_COUNT + 1])
def test_what_cannot_be_written_is_refused(count: int) -> None:
    with pytest.raises(ValueError, match="between"):
        list(sample_rows(count, seed=1, on=TODAY))
