"""What holds of every case, lawful or not."""

from dataclasses import fields, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import orjson
from hypothesis import assume, given, settings
from hypothesis import strategies as st

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
from services.certification.rules import conditions
from services.certification.rules.facts import Facts
from services.certification.rules.law import Switches, Telehealth
from services.certification.rules.model import Rule, Severity
from services.certification.rules.rooms import RULES
from services.certification.rules.rulebook import Rulebooks, Verdict, in_force_on
from services.certification.usecases.decide import decision, facts_from
from tests.certification.cases import BASES, TODAY, outcome_of

days = st.dates(min_value=date(2012, 10, 1), max_value=date(2040, 1, 1))
people_born = st.none() | st.dates(min_value=date(1920, 1, 1), max_value=date(2040, 1, 1))
texts = (
    st.none()
    | st.sampled_from(["", "CT", "NY", "06103", "06390", "ana@example.com", "860-555-0123"])
    | st.text(max_size=12)
)
maybe = st.none() | st.booleans()
roles = st.none() | st.sampled_from(PhysicianRole)
codes = st.sampled_from([entry.code for entry in (*conditions.ADULT, *conditions.MINOR)]) | st.text(
    max_size=5
)
credentials = st.none() | st.builds(Credential, st.sampled_from(Standing), st.none() | days)
practitioners = st.builds(
    Practitioner,
    id=st.sampled_from(["rivera", "osei"]),
    name=st.sampled_from([None, "Ana Torres, MD", "Kofi Osei, MD"]),
    email=st.sampled_from([None, "ana@example.com", "lee@example.com"]),
    dea_state=st.sampled_from([None, "CT", "NY"]),
    practice_state=st.sampled_from([None, "CT", "NY"]),
    profession=st.none() | st.sampled_from(Profession),
    profile_confirmed=st.booleans(),
    license=credentials,
    controlled_substance=credentials,
    dea=credentials,
    board_certifications=st.sampled_from([(), ("Neurology",)]),
)
patients = st.builds(
    Patient,
    **dict.fromkeys(("first_name", "last_name", "street", "city", "state", "zip", "email", "phone"), texts),
    date_of_birth=people_born,
    lacks_legal_capacity=maybe,
    emancipated=maybe,
    confined=maybe,
)
findings = st.builds(
    Findings,
    conditions=st.lists(codes, max_size=3).map(tuple),
    underlying_condition=texts,
    pain_months=st.none() | st.integers(0, 12),
    other_treatment_failed=maybe,
    examined_on=st.none() | days,
    modality=st.none() | st.sampled_from(Modality),
    prescriptions_reviewed_on=st.none() | days,
    attestations=st.just(tuple(Attestation)) | st.lists(st.sampled_from(Attestation)).map(tuple),
    dosage_forms=st.lists(st.sampled_from(DosageForm), max_size=2).map(tuple),
    caregiver_needed=maybe,
    caregiver_need=texts,
    physician_role=roles,
)
relationships = st.none() | st.sampled_from(Relationship)
caregivers = st.none() | st.builds(
    Caregiver,
    first_name=texts,
    last_name=texts,
    date_of_birth=people_born,
    email=texts,
    phone=texts,
    relationship=relationships,
    undertakes_management=maybe,
    controls_possession=maybe,
    is_practitioner_of_patient=maybe,
    other_relationships=st.none() | st.lists(st.sampled_from(Relationship), max_size=2).map(tuple),
)
switches = st.builds(
    Switches,
    **{f.name: st.booleans() for f in fields(Switches) if f.name != "telehealth"},
    telehealth=st.sampled_from(Telehealth),
)
PARTS: dict[str, st.SearchStrategy[Any]] = {
    "signed_on": days,
    "practitioner": practitioners,
    "patient": patients,
    "findings": findings,
    "caregiver": caregivers,
    "cosigner": st.none()
    | st.builds(
        Signature,
        practitioners,
        roles,
        st.none() | days,
        st.lists(st.sampled_from(Attestation), max_size=2).map(tuple),
    ),
    "overlaps_until": st.none() | days,
    "renews": st.booleans(),
    "temporary_email": maybe,
    "revoked_on": st.none() | days,
    "decided_on": st.none() | days,
    "patient_has_signers_account": st.booleans(),
    "caregiver_has_signers_account": st.booleans(),
}
# Arbitrary cases, and lawful ones in which one part, or one fact, is arbitrary: those come near the border.
arbitrary = st.builds(Facts, **PARTS)


@st.composite
def near_lawful(draw: st.DrawFn) -> Facts:
    facts = BASES[draw(st.sampled_from(sorted(BASES)))]
    for part in draw(st.lists(st.sampled_from(sorted(PARTS)), max_size=2, unique=True)):
        other = draw(PARTS[part])
        mine = getattr(facts, part)
        if type(mine) is type(other) and hasattr(other, "__dataclass_fields__") and draw(st.booleans()):
            name = draw(st.sampled_from([field.name for field in fields(other)]))
            other = replace(mine, **{name: getattr(other, name)})
        facts = replace(facts, **{part: other})
    return facts


cases = arbitrary | near_lawful()


@given(cases, switches)
@settings(max_examples=300)
def test_what_is_certified_violates_no_blocking_rule_of_its_date(facts: Facts, chosen: Switches) -> None:
    """Asked rule by rule, not through the assessment."""
    assessment = Rulebooks(chosen).in_force_on(facts.signed_on).assess(facts)

    violated = [
        rule.id
        for rule in RULES
        if rule.severity is Severity.BLOCKS
        and rule.in_force_on(facts.signed_on, chosen)
        and type(outcome_of(rule, facts, chosen)).__name__ in ("Fails", "Missing")
    ]
    assert (assessment.verdict is Verdict.REFUSED) == bool(violated)
    assert [finding.rule.id for finding in assessment.blocking] == violated
    if assessment.verdict is not Verdict.REFUSED:
        assert (facts.patient.state or "").strip().upper() == "CT"
        assert facts.age is not None
        assert (
            facts.age >= 18
            or facts.patient.emancipated
            or (facts.cosigner and Attestation("IN_MINORS_BEST_INTEREST") in facts.cosigner.attestations)
            or Attestation("SECOND_PHYSICIANS_LETTER") in facts.findings.attestations
        )
        assert facts.findings.conditions


@given(st.permutations(RULES), cases)
def test_the_order_of_rules_does_not_matter(order: list[Rule], facts: Facts) -> None:
    book = in_force_on(facts.signed_on)
    shuffled = replace(book, rules=tuple(rule for rule in order if rule in book.rules))

    assert {f.rule.id: f for f in shuffled.assess(facts).findings} == {
        f.rule.id: f for f in book.assess(facts).findings
    }
    assert shuffled.assess(facts).verdict is book.assess(facts).verdict


@given(cases)
@settings(max_examples=200)
def test_whatever_was_entered_every_rule_has_an_answer_and_it_can_be_kept_and_replayed(facts: Facts) -> None:
    book = in_force_on(facts.signed_on)
    assessment = book.assess(facts)
    assert len(assessment.findings) == len(book.rules)

    kept = decision(facts, assessment)
    stored = replace(kept, facts=orjson.loads(orjson.dumps(kept.facts)))

    assert facts_from(stored) == facts
    assert book.assess(facts_from(stored)) == assessment


@given(cases, st.sampled_from(["street", "email", "phone", "zip", "state", "first_name"]))
def test_a_missing_fact_never_helps(facts: Facts, name: str) -> None:
    book = in_force_on(facts.signed_on)
    absent: dict[str, Any] = {name: None}
    less = replace(facts, patient=replace(facts.patient, **absent))

    blocking = {f.rule.id for f in book.assess(facts).blocking}
    without = {f.rule.id for f in book.assess(less).blocking}
    if name == "email":  # no address is nobody's address, and MAIL-1 asks for one
        blocking = (blocking - {"WHO-4B"}) | {"MAIL-1"}
    assert blocking <= without or getattr(facts.patient, name) in (None, "")


ENTERED = sorted(
    {path for rule in RULES for path in rule.needs if path[0] in ("patient", "findings", "caregiver")}
)


@given(cases, st.sampled_from(ENTERED))
@settings(max_examples=300)
def test_what_is_refused_is_refused_as_well_where_one_fact_less_is_known(
    facts: Facts, path: tuple[str, str]
) -> None:
    """Nobody gets around a rule by leaving out what it looks at."""
    part, name = path
    told = getattr(facts, part)
    assume(told is not None)
    absent = () if isinstance(getattr(told, name), tuple) else None
    less: dict[str, Any] = {part: replace(told, **{name: absent})}
    book = in_force_on(facts.signed_on)

    assume(book.assess(facts).verdict is Verdict.REFUSED)
    assert book.assess(replace(facts, **less)).verdict is Verdict.REFUSED


def test_law_only_changes_on_days_that_the_rulebook_names() -> None:
    """Every day: some that are drawn at random would hardly ever meet one on which it changed."""
    days_back = (TODAY - timedelta(offset) for offset in range(5000))
    versions = ((day, in_force_on(day).version) for day in days_back)
    changed = [(day, version) for (day, version), (_, before) in pairwise(versions) if version != before]

    assert changed
    assert [(day, version) for day, version in changed if not version.startswith(f"{day}.")] == []
