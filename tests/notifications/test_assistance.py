"""The guide's three places, their hours, and which of them is nearest."""

import pytest

from contracts.events.internal import Language
from services.notifications.domain.assistance import (
    BY_AREA,
    HARTFORD,
    MILFORD,
    PLACES,
    STAMFORD,
    Day,
    nearest_first,
)
from services.notifications.mails.wording import clock, opening_hours


@pytest.mark.parametrize(
    ("zip", "first", "last"),
    [
        ("06106", "Hartford", "Stamford"),
        ("06001-1234", "Hartford", "Stamford"),
        ("06320", "Hartford", "Stamford"),
        ("06460", "Milford", "Stamford"),
        ("06510", "Milford", "Stamford"),
        ("06604", "Milford", "Hartford"),
        ("06810", "Stamford", "Hartford"),
        ("06902", "Stamford", "Hartford"),
    ],
)
def test_the_nearest_place_comes_first(zip: str, first: str, last: str) -> None:
    cities = [place.city for place in nearest_first(zip)]
    assert (cities[0], cities[-1]) == (first, last)


@pytest.mark.parametrize("zip", [None, "", "10001", "06", "abc", " "])
def test_an_unknown_zip_gets_the_guides_order(zip: str | None) -> None:
    assert nearest_first(zip) == PLACES


def test_every_area_of_connecticut_lists_all_three_places() -> None:
    assert sorted(BY_AREA) == [f"06{digit}" for digit in range(10)]
    assert all(set(places) == set(PLACES) for places in BY_AREA.values())


def test_the_places_are_the_guides() -> None:
    told = [(p.street, f"{p.city}, {p.state} {p.zip}", p.phone, p.fax) for p in (HARTFORD, MILFORD, STAMFORD)]
    assert told == [
        ("92 Weston Street, Suite 16", "Hartford, CT 06120", "860-246-4673", "860-519-1852"),
        ("255 W River St", "Milford, CT 06461", "203-874-4673", "203-783-1995"),
        ("814 East Main Street", "Stamford, CT 06902", "203-324-4673", "475-292-0520"),
    ]


def test_each_place_is_open_on_all_seven_days() -> None:
    assert all([hours.day for hours in place.hours] == list(Day) for place in PLACES)


def test_hours_are_told_by_ranges_of_days_in_both_languages() -> None:
    assert opening_hours(HARTFORD, Language.EN) == (
        "Monday to Friday, 10 am to 8 pm",
        "Saturday, 10 am to 6 pm",
        "Sunday, 10 am to 3 pm",
    )
    assert opening_hours(HARTFORD, Language.ES) == (
        "lunes a viernes, de 10:00 a 20:00",
        "sábado, de 10:00 a 18:00",
        "domingo, de 10:00 a 15:00",
    )


@pytest.mark.parametrize(
    ("time", "told"), [("00:00", "12 am"), ("09:05", "9:05 am"), ("12:00", "12 pm"), ("23:30", "11:30 pm")]
)
def test_the_clock_has_twelve_hours_in_english(time: str, told: str) -> None:
    assert clock(time, Language.EN) == told
