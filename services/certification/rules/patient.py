"""Whom a certification may be for: a resident of Connecticut, of age."""

import re
from datetime import date

from services.certification.rules.facts import Facts
from services.certification.rules.model import Fails, Holds, Outcome, Severity, Source, rule

ACT = date(2012, 10, 1)
ADULT_YEARS = 18
CONNECTICUT = "CT"
ZIP = re.compile(r"06[0-9]{3}(-[0-9]{4})?")
FISHERS_ISLAND = "06390"  # a Connecticut ZIP that belongs to the Town of Southold, New York


@rule(
    id="NAME-1",
    title="The patient's name is given",
    citation="CGS 21a-408d(a)",
    source=Source.LAW,
    in_force_from=ACT,
    severity=Severity.BLOCKS,
    needs=("patient.first_name", "patient.last_name"),
)
def name_given(_: Facts) -> Outcome:
    """A registration needs information sufficient to establish the patient's identity."""
    return Holds()


@rule(
    id="AGE-1",
    title="The patient is eighteen or older",
    citation="CGS 21a-408; DCP guide for physicians, step 3",
    source=Source.GUIDE,
    in_force_from=ACT,
    severity=Severity.BLOCKS,
    needs=("patient.date_of_birth",),
)
def of_age(facts: Facts) -> Outcome:
    """On the day of signing."""
    born = facts.patient.date_of_birth
    if born is not None and born > facts.signed_on:
        return Fails("The date of birth lies in the future. Correct it.", ("patient", "dateOfBirth"))
    if facts.age is not None and facts.age >= ADULT_YEARS:
        return Holds()
    return Fails(
        "The patient is under 18 on the day of signing. A minor needs the certification of two physicians.",
        ("patient", "dateOfBirth"),
    )


@rule(
    id="RES-1",
    title="The patient is a Connecticut resident",
    citation="CGS 21a-408; DCP guide for physicians, step 3",
    source=Source.GUIDE,
    in_force_from=ACT,
    severity=Severity.BLOCKS,
    needs=("patient.street", "patient.city", "patient.state"),
)
def resident(facts: Facts) -> Outcome:
    """By the address of residence."""
    if (facts.patient.state or "").strip().upper() == CONNECTICUT:
        return Holds()
    return Fails("Only a Connecticut resident can be certified.", ("patient", "state"))


@rule(
    id="ADDR-3",
    title="The ZIP code is a Connecticut one",
    citation="CGS 21a-408",
    source=Source.LAW,
    in_force_from=ACT,
    severity=Severity.BLOCKS,
    needs=("patient.zip",),
)
def connecticut_zip(facts: Facts) -> Outcome:
    """ZIP or ZIP+4 from 06001; 06390 is Fishers Island, New York."""
    code = (facts.patient.zip or "").strip()
    if ZIP.fullmatch(code) is None or code == "06000":
        return Fails("Give a Connecticut ZIP code, e.g. 06103 or 06103-1234.", ("patient", "zip"))
    if code.startswith(FISHERS_ISLAND):
        return Fails("06390 is Fishers Island, New York: no Connecticut residence.", ("patient", "zip"))
    return Holds()


RULES = (name_given, of_age, resident, connecticut_zip)
