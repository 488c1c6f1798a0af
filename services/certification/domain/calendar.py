"""Legal dates are Connecticut's calendar dates; instants are UTC."""

from calendar import monthrange
from datetime import date, datetime
from zoneinfo import ZoneInfo

CONNECTICUT = ZoneInfo("America/New_York")


def connecticut_date(instant: datetime) -> date:
    return instant.astimezone(CONNECTICUT).date()


def one_year_after(day: date) -> date:
    """The last day of a certification signed on `day` (CGS 21a-408c(b)); 29 February gives 28 February."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def six_months_after(day: date) -> date:
    """The same day of the month, or the month's last where it has none such."""
    year, month = day.year + (day.month + 5) // 12, (day.month + 5) % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def age_on(day: date, born: date | None) -> int | None:
    """Years completed on `day`. A leap-day child comes of age on 1 March."""
    if born is None:
        return None
    had_birthday = (day.month, day.day) >= (born.month, born.day)
    return day.year - born.year - (0 if had_birthday else 1)


def day_of_age(born: date, years: int) -> date:
    """The day on which these years are completed, as `age_on` counts them."""
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)
