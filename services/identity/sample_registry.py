"""`registry sample`: a practitioner registry of invented people, to try the import and the rest with.

The same count and seed give the same file. Names and towns are common words put together by chance; numbers fit
their formulas, and no more is known of them.
"""

import csv
import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TextIO

from services.identity.domain.dea import check_digit
from services.identity.domain.registry_rows import COLUMNS

MAX_COUNT = 3_000_000
_FIRST = (
    *(
        "Amara",
        "Beatriz",
        "Chen",
        "Daniel",
        "Elise",
        "Farid",
        "Grace",
        "Hana",
        "Ivan",
        "Joana",
        "Kofi",
        "Lucia",
    ),
    *("Marek", "Nadia", "Owen", "Priya", "Quinn", "Rosa", "Samir", "Tessa", "Uma", "Victor", "Wei", "Yara"),
)
_LAST = (
    *("Abbott", "Baptiste", "Castellano", "Delgado", "Eriksen", "Fontaine", "Gupta", "Hargrove", "Ibrahim"),
    *("Jankowski", "Kimura", "Lindqvist", "Mbeki", "Novak", "O'Dowd", "Petrov", "Quintero", "Rasmussen"),
    *("Santos", "Thibault", "Underhill", "Valdez", "Whitlock", "Xu", "Yamada", "Zielinski"),
)
_TOWNS = (
    *(("Hartford", "06103"), ("New Haven", "06510"), ("Stamford", "06901"), ("Bridgeport", "06604")),
    *(("Waterbury", "06702"), ("Norwich", "06360"), ("Milford", "06460"), ("Danbury", "06810")),
)
_STREETS = ("Sample Street", "Example Avenue", "Invented Road", "Model Lane", "Specimen Way")
_BOARDS = ("Pediatrics", "Neurology", "Oncology", "Family Medicine", "Internal Medicine", "Psychiatry")
_TODAY = date(2026, 11, 25)  # fixed, so that a seed gives the same file on any day


def write_sample(file: TextIO, *, count: int, seed: int) -> None:
    writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for row in sample_rows(count, seed=seed):
        writer.writerow(row)


def sample_rows(count: int, *, seed: int) -> Iterator[dict[str, str]]:
    """Raises ValueError for more than MAX_COUNT: there are no more numbers for every seed."""
    if not 0 <= count <= MAX_COUNT:
        raise ValueError(f"between 0 and {MAX_COUNT} practitioners")
    chance = random.Random(seed)  # noqa: S311
    for number in range(count):
        yield _row(number, chance)


def _row(number: int, chance: random.Random) -> dict[str, str]:
    nurse = chance.random() < 0.25
    last_name = chance.choice(_LAST)
    # A million six-digit numbers for each registrant letter, so that no number comes twice.
    first_letter = "M" if nurse else "BFG"[number // 1_000_000]
    without_check = f"{first_letter}{last_name[0]}{number % 1_000_000:06}"
    town, zip_ = chance.choice(_TOWNS)
    return {
        "dea_number": f"{without_check}{check_digit(without_check)}",
        "ssn_last4": f"{chance.randint(1, 9999):04}",
        "profession": "NURSE_PRACTITIONER" if nurse else "PHYSICIAN",
        "first_name": chance.choice(_FIRST),
        "last_name": last_name,
        "credential": "APRN" if nurse else chance.choice(("MD", "MD", "DO")),
        "license_number": f"{12 if nurse else 1}.{number % 1_000_000:06}",
        "license_status": chance.choices(("ACTIVE", "LAPSED", "SUSPENDED"), (97, 2, 1))[0],
        "license_expires_on": _later(chance),
        "csp_number": f"CSP.{number:07}",
        "csp_status": "ACTIVE",
        "csp_expires_on": _later(chance),
        "dea_status": "ACTIVE",
        "dea_expires_on": _later(chance),
        "dea_state": "CT",
        "street": f"{chance.randint(1, 400)} {chance.choice(_STREETS)}",
        "city": town,
        "state": "CT",
        "zip": zip_,
        "board_certifications": "; ".join(chance.sample(_BOARDS, chance.randint(0, 2))),
    }


def _later(chance: random.Random) -> str:
    return (_TODAY + timedelta(days=chance.randint(60, 1000))).isoformat()
