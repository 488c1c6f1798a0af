"""Rows of a practitioner registry, written as its file has them."""

import csv
import io

from services.identity.domain.dea import check_digit
from services.identity.domain.registry_rows import COLUMNS, OVERRIDE, Reject, Row, rows

RIVERA = {
    "dea_number": "FR1234563",
    "ssn_last4": "6789",
    "profession": "PHYSICIAN",
    "first_name": "Elena",
    "last_name": "Rivera-Canary",
    "credential": "MD",
    "license_number": "1.012345",
    "license_status": "ACTIVE",
    "license_expires_on": "2027-03-31",
    "csp_number": "CSP.0012345",
    "csp_status": "ACTIVE",
    "csp_expires_on": "",
    "dea_status": "ACTIVE",
    "dea_expires_on": "2028-01-31",
    "dea_state": "CT",
    "street": "1 Canary Lane",
    "city": "Hartford",
    "state": "CT",
    "zip": "06103",
    "board_certifications": "Pediatrics; Neurology",
}


def as_file(*people: dict[str, str], columns: tuple[str, ...] = COLUMNS) -> list[str]:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(people)
    return text.getvalue().splitlines(keepends=True)


def row(**changes: str) -> Row:
    """Rivera's row, or that of another."""
    (read,) = rows(as_file(RIVERA | changes, columns=(*COLUMNS, OVERRIDE)))
    assert not isinstance(read, Reject), read
    return read


def dea_number(number: int, letters: str = "FR") -> str:
    """A valid one for each number below a million."""
    without = f"{letters}{number:06}"
    return f"{without}{check_digit(without)}"
