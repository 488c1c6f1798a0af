"""What a patient under 18 needs beside two physicians (PA 16-23): a guardian who consents, and lawful forms."""

from services.certification.domain.people import Attestation, DosageForm, Relationship
from services.certification.rules.facts import Facts
from services.certification.rules.model import HOLDS, Fails, Outcome, Rule, Severity, Source, rule
from services.certification.rules.subjects import PA_16_23, attested, minors

BARRED = frozenset({DosageForm.SMOKABLE, DosageForm.INHALABLE, DosageForm.VAPORIZABLE})
GUARDIANS = frozenset({Relationship.PARENT, Relationship.GUARDIAN, Relationship.LEGAL_CUSTODIAN})


guardian_consented = attested(
    id="MIN-4",
    title="The parent, guardian or custodian consented in writing",
    citation="CGS 21a-408; RCSA 21a-408-6(c)(1)",
    in_force_from=PA_16_23,
    applies=minors,
    attestation=Attestation.GUARDIAN_CONSENTED,
    what="you hold the written consent of the parent, guardian or legal custodian.",
)


@rule(
    id="MIN-4B",
    title="The guardian undertakes to control acquisition and possession",
    citation="RCSA 21a-408-6(c)(1)",
    source=Source.LAW,
    in_force_from=PA_16_23,
    severity=Severity.BLOCKS,
    applies=minors,
    needs=("caregiver.controls_possession",),
)
def guardian_controls(facts: Facts) -> Outcome:
    """Part of the acknowledgement that the guardian signs."""
    if facts.caregiver is not None and facts.caregiver.controls_possession:
        return HOLDS
    return Fails(
        "The guardian must agree to control acquisition and possession. Without that a minor can't be certified.",
        ("caregiver", "controls_possession"),
    )


@rule(
    id="MIN-5",
    title="No smokable, inhalable or vaporizable form for a minor",
    citation="CGS 21a-408d(a)",
    source=Source.LAW,
    in_force_from=PA_16_23,
    severity=Severity.BLOCKS,
    applies=lambda facts: facts.minor is True,
    needs=("findings.dosage_forms",),
)
def no_inhaled_form(facts: Facts) -> Outcome:
    """The forms are named, so that it can be seen."""
    if BARRED.isdisjoint(facts.findings.dosage_forms):
        return HOLDS
    return Fails(
        "A minor can't have a form that is smoked, inhaled or vaporized. Name others.",
        ("findings", "dosage_forms"),
    )


@rule(
    id="MIN-5B",
    title="A form for a minor that the list does not name is reviewed",
    citation="CGS 21a-408d(a)",
    source=Source.POLICY,
    in_force_from=PA_16_23,
    severity=Severity.REVIEW,
    applies=lambda facts: facts.minor is True,
    needs=("findings.dosage_forms",),
)
def every_form_named(facts: Facts) -> Outcome:
    """Of another form it can't be seen that it is not inhaled."""
    if DosageForm.OTHER not in facts.findings.dosage_forms:
        return HOLDS
    return Fails(
        "Name the form, if the list has it; of another one a reviewer decides.", ("findings", "dosage_forms")
    )


@rule(
    id="MIN-7",
    title="A minor has a caregiver, who is parent, guardian or legal custodian",
    citation="RCSA 21a-408-6(c)(1), 21a-408-7(a)(8)",
    source=Source.LAW,
    in_force_from=PA_16_23,
    severity=Severity.BLOCKS,
    applies=minors,
    needs=("caregiver.relationship",),
)
def guardian_is_caregiver(facts: Facts) -> Outcome:
    """Also CARE-11."""
    if facts.caregiver is not None and facts.caregiver.relationship in GUARDIANS:
        return HOLDS
    return Fails(
        "A minor's caregiver must be a parent, guardian or legal custodian. Designate one of them.",
        ("caregiver", "relationship"),
    )


RULES: tuple[Rule, ...] = (
    guardian_consented,
    guardian_controls,
    no_inhaled_form,
    every_form_named,
    guardian_is_caregiver,
)
