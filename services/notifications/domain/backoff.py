"""When a delivery that did not go through is tried again."""

from datetime import datetime, timedelta

# A restart of the mail server is over in seconds, greylisting in minutes, an outage in hours.
DELAYS = (
    timedelta(seconds=1),
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(hours=1),
)
AFTERWARDS = timedelta(hours=2)
GIVE_UP_AFTER = timedelta(hours=24)


def next_try(*, tries: int, queued_at: datetime, now: datetime) -> datetime | None:
    """The instant of the next try after `tries` (at least 1) have failed; None once 24 hours are over."""
    delay = DELAYS[tries - 1] if tries <= len(DELAYS) else AFTERWARDS
    due = now + delay
    return due if due <= queued_at + GIVE_UP_AFTER else None
