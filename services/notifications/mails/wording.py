"""Names, days and times as people of each language read them."""

from datetime import date

from contracts.events.internal import Language
from services.notifications.domain.assistance import Day, DayRange, Place, by_range

MAX_CHARS = 100
FOOTER = {
    Language.EN: "This message was sent by a program; answers to it are not read.",
    Language.ES: "Este mensaje se envió automáticamente; nadie lee las respuestas.",
}
_MONTHS = {
    Language.EN: (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    Language.ES: (
        *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
        *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
    ),
}

_DAYS = {
    Language.EN: ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    Language.ES: ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
}


def one_line(text: str) -> str:
    """A name from elsewhere, fit for the middle of a sentence: no line breaks or control characters."""
    printable = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(printable.split())[:MAX_CHARS]


def spelled(day: date, language: Language) -> str:
    """E.g. "March 3, 2027", "3 de marzo de 2027"."""
    month = _MONTHS[language][day.month - 1]
    if language is Language.ES:
        return f"{day.day} de {month} de {day.year}"
    return f"{month} {day.day}, {day.year}"


def opening_hours(place: Place, language: Language) -> tuple[str, ...]:
    """E.g. ("Monday to Friday, 10 am to 8 pm", ...)."""
    return tuple(_range(each, language) for each in by_range(place.hours))


def clock(time: str, language: Language) -> str:
    """HH:MM as "10 am", "3:05 pm", or in Spanish as "10:00"."""
    if language is Language.ES:
        return time
    hour, minute = time.split(":")
    shown = str((int(hour) - 1) % 12 + 1)
    if minute != "00":
        shown += f":{minute}"
    return f"{shown} {'am' if int(hour) < 12 else 'pm'}"


def _range(range: DayRange, language: Language) -> str:
    to = "to" if language is Language.EN else "a"
    days = _day(range.first, language)
    if range.last is not range.first:
        days += f" {to} {_day(range.last, language)}"
    opens, closes = clock(range.opens, language), clock(range.closes, language)
    if language is Language.ES:
        return f"{days}, de {opens} a {closes}"
    return f"{days}, {opens} to {closes}"


def _day(day: Day, language: Language) -> str:
    return _DAYS[language][list(Day).index(day)]
