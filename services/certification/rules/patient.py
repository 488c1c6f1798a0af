"""Whom a certification may be for: a resident of Connecticut, of age or a minor whose guardian consents."""

import re

from services.certification.domain.people import ADULT_AGE
from services.certification.rules.facts import Facts
from services.certification.rules.law import Law
from services.certification.rules.model import (
    HOLDS,
    NOT_APPLICABLE,
    Fails,
    Outcome,
    Severity,
    Source,
    rule,
)
from services.certification.rules.spelling import one_spelling
from services.certification.rules.subjects import ACT, CONNECTICUT, OLDEST, PA_16_23, has_letters
from services.certification.rules.towns import TOWNS

ZIP = re.compile(r"06[0-9]{3}(-[0-9]{4})?")
FISHERS_ISLAND = "06390"  # a Connecticut ZIP that belongs to the Town of Southold, New York
PO_BOX = re.compile(r"\bp\.?\s*o\.?\s*box\b|\bpost\s+office\s+box\b", re.IGNORECASE)


@rule(
    id="NAME-1",
    title="The patient's name is given",
    citation="CGS 21a-408d(a)",
    source=Source.LAW,
    in_force_from=ACT,
    severity=Severity.BLOCKS,
    needs=("patient.first_name", "patient.last_name"),
)
def name_given(facts: Facts) -> Outcome:
    """A registration needs information sufficient to establish the patient's identity."""
    for field in ("first_name", "last_name"):
        if not has_letters(getattr(facts.patient, field)):
            return Fails("A name has letters. Correct it.", ("patient", field))
    return HOLDS


@rule(
    id="AGE-1",
    title="The patient is eighteen or older, or a minor certified as one",
    citation="CGS 21a-408, 21a-408d(a); PA 16-23; DCP guide for physicians, step 3",
    source=Source.GUIDE,
    in_force_from=ACT,
    severity=Severity.BLOCKS,
    needs=("patient.date_of_birth",),
)
def of_age(facts: Facts, law: Law) -> Outcome:
    """On the day of signing. Since PA 16-23 the rules on minors (MIN-1 to MIN-10) decide on those under 18."""
    born = facts.patient.date_of_birth
    if born is not None and born > facts.signed_on:
        return Fails("The date of birth lies in the future. Correct it.", ("patient", "date_of_birth"))
    if facts.age is not None and facts.age > OLDEST:
        return Fails("Nobody is that old. Correct the date of birth.", ("patient", "date_of_birth"))
    if facts.age is not None and facts.age >= ADULT_AGE:
        return HOLDS
    if law.as_of >= PA_16_23:
        return NOT_APPLICABLE
    return Fails(
        "The patient is under 18, and minors are certified since 1 October 2016 only.",
        ("patient", "date_of_birth"),
    )


@rule(
    id="AGE-3",
    title="An emancipated minor is reviewed",
    citation="CGS 21a-408d(a)",
    source=Source.POLICY,
    in_force_from=PA_16_23,
    severity=Severity.REVIEW,
    applies=lambda facts: facts.minor is True,
)
def emancipated(facts: Facts) -> Outcome:
    """No guardian and no second physician is needed then; which list counts is unclear, so the minors' does."""
    if facts.patient.emancipated:
        return Fails("The patient is an emancipated minor: a reviewer decides.", ("patient", "emancipated"))
    return HOLDS


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
    """By the address of residence (ADDR-1)."""
    if (facts.patient.state or "").strip().upper() == CONNECTICUT:
        return HOLDS
    return Fails(
        "Only a Connecticut resident can be certified. Give the address of residence there, with state CT.",
        ("patient", "state"),
    )


@rule(
    id="RES-2",
    title="The patient is not confined in a facility of the Department of Correction",
    citation="CGS 21a-408; RCSA 21a-408-6(b)(1)",
    source=Source.LAW,
    in_force_from=ACT,
    severity=Severity.BLOCKS,
    only_if={"ask_beyond_guide": True},
    needs=("patient.confined",),
)
def not_confined(facts: Facts) -> Outcome:
    """An inmate is no qualifying patient."""
    if facts.patient.confined:
        return Fails(
            "A person confined in a correctional facility can't be certified. Certify after the release.",
            ("patient", "confined"),
        )
    return HOLDS


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
    """ZIP or ZIP+4 from 06001; 06390 is Fishers Island, New York (ADDR-2)."""
    code = (facts.patient.zip or "").strip()
    if ZIP.fullmatch(code) is None or code.startswith("06000"):
        return Fails("Give a Connecticut ZIP code, e.g. 06103 or 06103-1234.", ("patient", "zip"))
    if code.startswith(FISHERS_ISLAND):
        return Fails("06390 is Fishers Island, New York: no Connecticut residence.", ("patient", "zip"))
    return HOLDS


@rule(
    id="ADDR-4",
    title="The town is one of Connecticut's 169",
    citation="Connecticut's towns",
    source=Source.POLICY,
    in_force_from=ACT,
    severity=Severity.WARNS,
    needs=("patient.city",),
)
def connecticut_town(facts: Facts) -> Outcome:
    """Places with a post office of their own, e.g. Storrs or Mystic, are no towns: it is said and no more."""
    if one_spelling(facts.patient.city or "") in TOWNS:
        return HOLDS
    return Fails("This is not the name of a Connecticut town. Check the spelling.", ("patient", "city"))


@rule(
    id="ADDR-5",
    title="A residence is no post office box",
    citation="CGS 21a-408 (residence)",
    source=Source.POLICY,
    in_force_from=ACT,
    severity=Severity.REVIEW,
    needs=("patient.street",),
)
def no_post_office_box(facts: Facts) -> Outcome:
    """Nobody lives in a box; a reviewer looks at who has no other address."""
    if PO_BOX.search(facts.patient.street or ""):
        return Fails(
            "Give the street of residence; with a post office box a reviewer decides.", ("patient", "street")
        )
    return HOLDS


RULES = (
    name_given,
    of_age,
    emancipated,
    resident,
    not_confined,
    connecticut_zip,
    connecticut_town,
    no_post_office_box,
)
