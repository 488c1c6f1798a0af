"""Free help with the registration: the guide's three places and which of them is nearest.

Source: the guide, step 5 ("3 Locations To Choose From").
"""

from dataclasses import dataclass
from enum import StrEnum


class Day(StrEnum):
    MONDAY = "MONDAY"
    TUESDAY = "TUESDAY"
    WEDNESDAY = "WEDNESDAY"
    THURSDAY = "THURSDAY"
    FRIDAY = "FRIDAY"
    SATURDAY = "SATURDAY"
    SUNDAY = "SUNDAY"


@dataclass(frozen=True, slots=True)
class Hours:
    """When a place is open on one day, as HH:MM of Connecticut's clock."""

    day: Day
    opens: str
    closes: str


@dataclass(frozen=True, slots=True)
class Place:
    """A place that helps patients to register, free of charge."""

    name: str
    street: str
    city: str
    state: str
    zip: str
    phone: str
    fax: str
    hours: tuple[Hours, ...]


_WEEKDAYS = tuple(Day)[:5]
_HOURS = (
    *(Hours(day, "10:00", "20:00") for day in _WEEKDAYS),
    Hours(Day.SATURDAY, "10:00", "18:00"),
    Hours(Day.SUNDAY, "10:00", "15:00"),
)
_NAME = "Arrow Alternative Care"

HARTFORD = Place(
    name=_NAME,
    street="92 Weston Street, Suite 16",
    city="Hartford",
    state="CT",
    zip="06120",
    phone="860-246-4673",
    fax="860-519-1852",
    hours=_HOURS,
)
MILFORD = Place(
    name=_NAME,
    street="255 W River St",
    city="Milford",
    state="CT",
    zip="06461",
    phone="203-874-4673",
    fax="203-783-1995",
    hours=_HOURS,
)
STAMFORD = Place(
    name=_NAME,
    street="814 East Main Street",
    city="Stamford",
    state="CT",
    zip="06902",
    phone="203-324-4673",
    fax="475-292-0520",
    hours=_HOURS,
)
PLACES = (HARTFORD, MILFORD, STAMFORD)

_FROM_HARTFORD = (HARTFORD, MILFORD, STAMFORD)
_FROM_NEW_HAVEN = (MILFORD, HARTFORD, STAMFORD)
_FROM_BRIDGEPORT = (MILFORD, STAMFORD, HARTFORD)
_FROM_STAMFORD = (STAMFORD, MILFORD, HARTFORD)

# Nearest first, seen from the middle of each of Connecticut's ZIP areas (a ZIP's first three digits).
BY_AREA = {
    "060": _FROM_HARTFORD,  # around Hartford
    "061": _FROM_HARTFORD,  # Hartford
    "062": _FROM_HARTFORD,  # Willimantic, the northeast
    "063": _FROM_HARTFORD,  # New London, the southeast
    "064": _FROM_NEW_HAVEN,  # Milford, Meriden, Middletown, the shore
    "065": _FROM_NEW_HAVEN,  # New Haven
    "066": _FROM_BRIDGEPORT,  # Bridgeport
    "067": _FROM_NEW_HAVEN,  # Waterbury, Torrington
    "068": _FROM_STAMFORD,  # Danbury, Norwalk, Greenwich
    "069": _FROM_STAMFORD,  # Stamford
}


def nearest_first(zip: str | None) -> tuple[Place, ...]:
    """All places, the nearest to a ZIP or ZIP+4 first; in the guide's order where the area is unknown."""
    return BY_AREA.get((zip or "").strip()[:3], PLACES)


@dataclass(frozen=True, slots=True)
class DayRange:
    """Days in a row with the same hours; `last` is `first` for a single day."""

    first: Day
    last: Day
    opens: str
    closes: str


def by_range(hours: tuple[Hours, ...]) -> tuple[DayRange, ...]:
    """The week as a reader wants it: Monday to Friday, Saturday, Sunday."""
    ranges: list[DayRange] = []
    for each in hours:
        last = ranges[-1] if ranges else None
        if last is not None and (last.opens, last.closes) == (each.opens, each.closes):
            ranges[-1] = DayRange(last.first, each.day, each.opens, each.closes)
        else:
            ranges.append(DayRange(each.day, each.day, each.opens, each.closes))
    return tuple(ranges)
