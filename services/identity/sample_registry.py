"""`registry sample`: a practitioner registry of invented people, to try the import and the rest with.

The same count, seed and day give the same file. Names, towns and streets are common words put together by chance;
numbers fit their formulas, and no more is known of them.
"""

import csv
import random
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TextIO

from services.identity.domain.dea import check_digit
from services.identity.domain.registry_rows import COLUMNS

MAX_COUNT = 1_000_000  # as many as six digits have values
_FIRST = (
    *("Amara", "Andre", "Beatriz", "Bela", "Chen", "Clara", "Daniel", "Dina", "Elise", "Emil", "Farid"),
    *("Fiona", "Grace", "Gustavo", "Hana", "Hugo", "Imani", "Ivan", "Joana", "Jonah", "Kofi", "Karin"),
    *("Lucia", "Luis", "Marek", "Mina", "Nadia", "Nikhil", "Olga", "Owen", "Paolo", "Priya", "Quinn"),
    *("Rahel", "Rosa", "Rui", "Samir", "Sofia", "Tessa", "Tomas", "Uma", "Ulrich", "Victor", "Vera", "Wei"),
    *("Wanda", "Xenia", "Yara", "Yusuf", "Zoe"),
)
_LAST = (
    *("Abbott", "Alvarez", "Baptiste", "Bergman", "Castellano", "Cho", "Delgado", "Drummond", "Eriksen"),
    *("Espinoza", "Fontaine", "Farkas", "Gupta", "Greenleaf", "Hargrove", "Hassan", "Ibrahim", "Ivanova"),
    *("Jankowski", "Joshi", "Kimura", "Kowal", "Lindqvist", "Lopes", "Mbeki", "Marchetti", "Novak"),
    *("Nguyen", "O'Dowd", "Okafor", "Petrov", "Park", "Quintero", "Quist", "Rasmussen", "Ruiz", "Santos"),
    *("Steiner", "Thibault", "Tanaka", "Underhill", "Usman", "Valdez", "Voss", "Whitlock", "Wójcik", "Xu"),
    *("Yamada", "Young", "Zielinski", "Zamora"),
)
_TOWNS = (
    *(("Hartford", "06103"), ("New Haven", "06510"), ("Stamford", "06901"), ("Bridgeport", "06604")),
    *(("Waterbury", "06702"), ("Norwich", "06360"), ("Milford", "06460"), ("Danbury", "06810")),
)
_STREETS = tuple(
    f"{name} {kind}"
    for name in ("Main", "Elm", "Church", "Park", "Prospect", "Maple", "Washington", "High", "Mill", "River")
    for kind in ("Street", "Avenue", "Road")
)
_BOARDS = ("Pediatrics", "Neurology", "Oncology", "Family Medicine", "Internal Medicine", "Psychiatry")
_NURSES_BOARDS = (
    "Family Nurse Practitioner",
    "Adult-Gerontology",
    "Pediatric Primary Care",
    "Psychiatric-Mental Health",
)
_HELD = (("ACTIVE", "LAPSED", "SUSPENDED", "REVOKED"), (970, 20, 7, 3))


def write_sample(file: TextIO, *, count: int, seed: int, on: date) -> None:
    """What was lapsed has expired before the day `on`, and nothing else."""
    writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for row in sample_rows(count, seed=seed, on=on):
        writer.writerow(row)


def sample_rows(count: int, *, seed: int, on: date) -> Iterator[dict[str, str]]:
    """Raises ValueError for more than MAX_COUNT: there are no more numbers for every seed."""
    if not 0 <= count <= MAX_COUNT:
        raise ValueError(f"between 0 and {MAX_COUNT} practitioners")
    chance = random.Random(seed)  # noqa: S311
    deas, licenses, controlled = (_Scattered.over(MAX_COUNT, chance) for _ in range(3))
    for number in range(count):
        yield _row(deas.at(number), licenses.at(number), controlled.at(number), chance, on)


@dataclass(frozen=True)
class _Scattered:
    """The numbers below `size` in an order by chance, each once, and none kept in memory."""

    size: int
    step: int
    first: int

    @classmethod
    def over(cls, size: int, chance: random.Random) -> "_Scattered":
        """Of a power of ten: every step that ends in 1, 3, 7 or 9 comes to all of them."""
        step = chance.randrange(size // 10, size, 10) + chance.choice((1, 3, 7, 9))
        return cls(size, step, chance.randrange(size))

    def at(self, place: int) -> int:
        return (self.first + place * self.step) % self.size


def _row(dea: int, license: int, controlled: int, chance: random.Random, on: date) -> dict[str, str]:
    nurse = chance.random() < 0.25
    last_name = chance.choice(_LAST)
    first_letter = "M" if nurse else chance.choices("FBAG", (60, 30, 8, 2))[0]
    # A maiden name, or a business, now and then.
    second_letter = chance.choices((last_name[0], chance.choice(_LAST)[0], "9"), (94, 4, 2))[0]
    without_check = f"{first_letter}{second_letter}{dea:06}"
    town, zip_ = chance.choice(_TOWNS)
    boards = _NURSES_BOARDS if nurse else _BOARDS
    return {
        "dea_number": f"{without_check}{check_digit(without_check)}",
        "ssn_last4": f"{chance.randint(1, 9999):04}",
        "profession": "NURSE_PRACTITIONER" if nurse else "PHYSICIAN",
        "first_name": chance.choice(_FIRST),
        "last_name": last_name,
        "credential": "APRN" if nurse else chance.choice(("MD", "MD", "DO")),
        "license_number": f"{12 if nurse else 1}.{license:06}",
        **_held("license", 12, chance, on),
        "csp_number": f"CSP.{controlled:07}",
        **_held("csp", 24, chance, on),
        **_held("dea", 36, chance, on),
        "dea_state": "CT",
        "street": f"{chance.randint(1, 400)} {chance.choice(_STREETS)}",
        "city": town,
        "state": "CT",
        "zip": zip_,
        "board_certifications": "; ".join(chance.sample(boards, chance.randint(0, 2))),
    }


def _held(what: str, months: int, chance: random.Random, on: date) -> dict[str, str]:
    """A licence or registration that is given for so many months, to the last day of one."""
    status = chance.choices(*_HELD)[0]
    ahead = -chance.randint(1, months) if status == "LAPSED" else chance.randint(0, months - 1)
    year, month = divmod(on.year * 12 + on.month - 1 + ahead, 12)
    last_day = date(year, month + 1, monthrange(year, month + 1)[1])
    return {f"{what}_status": status, f"{what}_expires_on": last_day.isoformat()}
