"""The people of the golden table, and rows of it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from contracts.events.internal import Profession, Standing
from services.certification.domain.people import (
    Attestation,
    Caregiver,
    Credential,
    DosageForm,
    Findings,
    Modality,
    Patient,
    PhysicianRole,
    Practitioner,
    Relationship,
    Signature,
)
from services.certification.rules.facts import Facts
from services.certification.rules.law import Switches
from services.certification.rules.model import Outcome, Rule
from services.certification.rules.rooms import RULES
from services.certification.rules.rulebook import Rulebooks

TODAY = date(2026, 11, 25)
NURSE, ASSISTANT = Profession.NURSE_PRACTITIONER, Profession.PHYSICIAN_ASSISTANT
ACTIVE = Credential(Standing.ACTIVE, date(2027, 2, 28))
RIVERA = Practitioner(
    id="rivera",
    name="Elena Rivera, MD",
    email="rivera@clinic.example",
    account_id="account-rivera",
    profession=Profession.PHYSICIAN,
    profile_confirmed=True,
    license=ACTIVE,
    controlled_substance=ACTIVE,
    dea=ACTIVE,
    dea_state="CT",
    practice_state="CT",
    board_certifications=("Neurology",),
)
OSEI = replace(
    RIVERA,
    id="osei",
    name="Kofi Osei, MD",
    email="osei@clinic.example",
    account_id="account-osei",
    board_certifications=(),
)
ANA = Patient(
    first_name="Ana",
    last_name="Torres",
    date_of_birth=date(1980, 5, 17),
    street="12 Elm Street",
    city="Hartford",
    state="CT",
    zip="06103",
    email="ana@example.com",
    phone="860-555-0123",
    lacks_legal_capacity=False,
    confined=False,
)
AFFIRMED = tuple(Attestation)
FOUND = Findings(
    conditions=("PTSD",),
    examined_on=date(2026, 11, 24),
    modality=Modality.IN_PERSON,
    prescriptions_reviewed_on=date(2026, 11, 24),
    attestations=AFFIRMED,
)
# Ana, an adult; with Lee, her caregiver; and Mia, who is ten, with her mother and two physicians.
LAWFUL = Facts(TODAY, RIVERA, ANA, FOUND)
LEE = Caregiver(
    person_id="lee",
    first_name="Lee",
    last_name="Park",
    date_of_birth=date(1975, 1, 2),
    email="lee@example.com",
    relationship=Relationship.OTHER,
    undertakes_management=True,
    is_practitioner_of_patient=False,
    other_relationships=(),
)
CARED = replace(
    LAWFUL,
    findings=replace(FOUND, caregiver_needed=True, caregiver_need="Tremor of both hands"),
    caregiver=LEE,
)
MINOR = replace(
    LAWFUL,
    patient=replace(
        ANA, first_name="Mia", date_of_birth=date(2016, 6, 1), email="eva@example.com", emancipated=False
    ),
    findings=replace(
        FOUND,
        conditions=("CEREBRAL_PALSY",),
        dosage_forms=(DosageForm.OIL,),
        physician_role=PhysicianRole.BOARD_CERTIFIED,
    ),
    caregiver=replace(
        LEE,
        first_name="Eva",
        email="Eva@example.com",
        relationship=Relationship.PARENT,
        controls_possession=True,
    ),
    cosigner=Signature(OSEI, PhysicianRole.PRIMARY_CARE, TODAY, (Attestation.IN_MINORS_BEST_INTEREST,)),
)
BASES = {"Ana": LAWFUL, "Ana with Lee": CARED, "Mia": MINOR}
FACTS_OF_NOBODY = (
    "cosigner",
    "caregiver",
    "overlaps_until",
    "renews",
    "temporary_email",
    "reserved_email",
    "revoked_on",
    "decided_on",
    "patient_has_signers_account",
    "caregiver_has_signers_account",
)
BY_ID = {rule.id: rule for rule in RULES}


def case(
    rule: str, outcome: type[Outcome], on: date = TODAY, who: str = "Ana", switch: str = "", **changes: Any
) -> Any:
    """A row: a lawful case with some facts changed, e.g. patient_state="NY"; facts of nobody's by their name."""
    facts = replace(BASES[who], signed_on=on)
    for name, value in changes.items():
        part, _, field = name.partition("_")
        if name in FACTS_OF_NOBODY:
            facts = replace(facts, **{name: value})
        else:
            facts = replace(facts, **{part: replace(getattr(facts, part), **{field: value})})
    told = ", ".join(f"{name}={_short(value)}" for name, value in changes.items()) or "as it is"
    by = f" [{switch}]" if switch else ""
    return pytest.param(
        rule,
        outcome,
        facts,
        Switches.of(switch.split(",") if switch else ()),
        id=f"{rule} {outcome.__name__}: {who}, {told}, signed {on}{by}",
    )


def outcome_of(rule: Rule, facts: Facts, switches: Switches) -> Outcome:
    """As in the rulebook of the day of signing, whether or not the rule is in force then."""
    return rule.outcome(facts, Rulebooks(switches).in_force_on(facts.signed_on).law)


def without(attestation: Attestation) -> tuple[Attestation, ...]:
    return tuple(each for each in AFFIRMED if each is not attestation)


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 60 else text[:57] + "..."
