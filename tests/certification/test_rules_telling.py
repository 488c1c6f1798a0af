"""What a client is told of a finding: at which input, and what to do, also where nobody fills in a form for it."""

from dataclasses import fields, replace
from datetime import timedelta

import pytest

from contracts.events.internal import Standing
from services.certification.domain.people import Attestation, Credential, PhysicianRole, Signature
from services.certification.rules.facts import Facts
from services.certification.rules.rooms import RULES
from services.certification.rules.rulebook import Finding, in_force_on
from services.certification.rules.telling import RuleResult, camel, told
from services.certification.schema.draft_inputs import CaregiverInput, FindingsInput, PatientProfileInput
from tests.certification.cases import BY_ID, CARED, LAWFUL, LEE, MINOR, OSEI, TODAY, outcome_of
from tests.certification.test_rules import TABLE

FORM = {
    (part, field.name)
    for part, entered in (
        ("patient", PatientProfileInput),
        ("findings", FindingsInput),
        ("caregiver", CaregiverInput),
    )
    for field in fields(entered)
}
# Decided by who signs and when, or by the caregiver as a whole.
BESIDE_THE_FORM = {"caregiver", "cosigner", "cosigner.role", "cosigner.attestations", "signedOn"}
SHOWN_AT = {".".join(camel(path)) for path in FORM} | BESIDE_THE_FORM


def test_every_outcome_of_the_table_is_told_at_an_input_and_says_something_to_do() -> None:
    """Of the practitioner the registry tells: there is no input, and the message says where to turn."""
    for row in TABLE:
        rule, _, facts, switches = row.values
        words = told(Finding(BY_ID[rule], outcome_of(BY_ID[rule], facts, switches)))
        for path in map(".".join, words.paths):
            assert path in SHOWN_AT or path.startswith("practitioner."), f"{row.id}: {path}"
        assert bool(words.message) == (words.result in (RuleResult.FAILS, RuleResult.MISSING)), row.id


def test_what_rules_look_at_is_in_the_form_or_told_by_somebody_else() -> None:
    needed = {path for rule in RULES for path in rule.needs}

    assert {path for path in needed - FORM if path[0] != "practitioner"} == {
        ("cosigner",),
        ("cosigner", "role"),
    }


@pytest.mark.parametrize(
    ("facts", "rule", "words"),
    [
        (
            replace(LAWFUL, patient=replace(LAWFUL.patient, email=None)),
            "MAIL-1",
            "Fill in: patient.email.",
        ),
        (
            replace(LAWFUL, findings=replace(LAWFUL.findings, attestations=())),
            "REL-0",
            "Affirm ONGOING_CARE.",
        ),
        (
            replace(
                LAWFUL, findings=replace(LAWFUL.findings, attestations=(), prescriptions_reviewed_on=None)
            ),
            "PRAC-4",
            "Affirm PRESCRIPTION_HISTORY_REVIEWED. Fill in: findings.prescriptionsReviewedOn.",
        ),
        (
            replace(LAWFUL, practitioner=replace(LAWFUL.practitioner, license=None)),
            "PRAC-1",
            "The registry does not tell practitioner.license. Report a problem of your profile.",
        ),
        (
            replace(MINOR, cosigner=None),
            "MIN-1",
            "A second physician has to sign: submit, and pass the reference on.",
        ),
        (
            replace(MINOR, cosigner=Signature(OSEI)),
            "MIN-1B",
            "The second physician has to say in which of the two roles they sign.",
        ),
        (
            replace(CARED, caregiver=replace(LEE, date_of_birth=None, other_relationships=None)),
            "CARE-4",
            "Fill in: caregiver.dateOfBirth.",
        ),
    ],
)
def test_a_missing_fact_is_asked_of_who_can_give_it(facts: Facts, rule: str, words: str) -> None:
    findings = in_force_on(TODAY).assess(facts).findings

    assert [told(finding).message for finding in findings if finding.rule.id == rule] == [words]


@pytest.mark.parametrize(
    ("license", "words"),
    [
        (
            Credential(Standing.SUSPENDED),
            "The practitioner's licence is not active. Have its standing mended, then certify.",
        ),
        (
            Credential(Standing.ACTIVE, TODAY - timedelta(1)),
            "The practitioner's licence has expired. Renew it, then certify.",
        ),
    ],
)
def test_what_ended_is_told_from_what_was_taken_away(license: Credential, words: str) -> None:
    facts = replace(LAWFUL, practitioner=replace(LAWFUL.practitioner, license=license))

    assert [told(finding).message for finding in in_force_on(TODAY).assess(facts).blocking] == [words]


def test_a_board_certification_that_is_not_known_is_told_of_whose_it_is() -> None:
    mine = replace(MINOR, practitioner=replace(MINOR.practitioner, board_certifications=()))
    theirs = replace(
        MINOR,
        findings=replace(MINOR.findings, physician_role=PhysicianRole.PRIMARY_CARE),
        cosigner=Signature(
            OSEI, PhysicianRole.BOARD_CERTIFIED, TODAY, (Attestation.IN_MINORS_BEST_INTEREST,)
        ),
    )

    told_of = [
        [told(finding).paths for finding in in_force_on(TODAY).assess(facts).to_review]
        for facts in (mine, theirs)
    ]

    assert told_of == [[(("practitioner", "boardCertifications"),)], [(("cosigner", "role"),)]]
