"""When a delivery that did not go through is tried again."""

from datetime import UTC, datetime, timedelta

import pytest

from services.notifications.domain.backoff import next_try

QUEUED = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("tries", "waited", "delay"),
    [
        (1, timedelta(), timedelta(seconds=1)),
        (2, timedelta(seconds=1), timedelta(seconds=5)),
        (3, timedelta(seconds=6), timedelta(seconds=30)),
        (4, timedelta(seconds=36), timedelta(minutes=2)),
        (5, timedelta(minutes=2, seconds=36), timedelta(minutes=10)),
        (6, timedelta(minutes=12, seconds=36), timedelta(hours=1)),
        (7, timedelta(hours=1, minutes=13), timedelta(hours=2)),
        (17, timedelta(hours=21, minutes=13), timedelta(hours=2)),
        (18, timedelta(hours=22), timedelta(hours=2)),  # exactly 24 hours after it was queued
        (18, timedelta(hours=22, seconds=1), None),
        (18, timedelta(hours=23, minutes=13), None),
        (1, timedelta(hours=24), None),  # the database was away for a day
    ],
)
def test_tries_grow_rarer_and_end_after_a_day(tries: int, waited: timedelta, delay: timedelta | None) -> None:
    now = QUEUED + waited
    expected = None if delay is None else now + delay
    assert next_try(tries=tries, queued_at=QUEUED, now=now) == expected


def test_a_server_that_defers_for_a_day_is_asked_eighteen_times() -> None:
    now, tries = QUEUED, 1
    while (due := next_try(tries=tries, queued_at=QUEUED, now=now)) is not None:
        now, tries = due, tries + 1
    assert tries == 18
    assert now <= QUEUED + timedelta(hours=24)
