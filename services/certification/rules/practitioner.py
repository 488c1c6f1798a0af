"""Who may certify, and in what standing."""

from datetime import date

from contracts.events.internal import Profession, Standing
from services.certification.domain.people import Attestation, Credential
from services.certification.rules.facts import Facts
from services.certification.rules.law import Law
from services.certification.rules.model import (
    HOLDS,
    NOT_APPLICABLE,
    Dated,
    Fails,
    Outcome,
    Severity,
    Source,
    rule,
)
from services.certification.rules.subjects import ACT, CONNECTICUT, affirmed, attested, in_order

PA_16_39 = date(2017, 1, 1)
MAY_CERTIFY: Dated[frozenset[Profession]] = Dated(
    {
        ACT: frozenset({Profession.PHYSICIAN}),
        PA_16_39: frozenset({Profession.PHYSICIAN, Profession.NURSE_PRACTITIONER}),
    }
)
# The year is not known to us; HB 5147 of 2022 proposed this day.
PHYSICIAN_ASSISTANTS = date(2023, 1, 1)
ASSISTANTS_MAY = Dated({PHYSICIAN_ASSISTANTS: True})


@rule(
    id="WHO-1",
    title="The practitioner's profession may certify",
    citation="CGS 21a-408c(a); PA 16-39; DCP guide for physicians, introduction",
    source=Source.GUIDE,
    in_force_from=ACT,
    severity=Severity.BLOCKS,
    needs=("practitioner.profession",),
)
def profession_may_certify(facts: Facts, law: Law) -> Outcome:
    """Physicians since 2012, nurse practitioners since 2017; physician assistants by a switch."""
    profession = facts.practitioner.profession
    if profession in (MAY_CERTIFY.on(law.as_of) or ()):
        return HOLDS
    if (
        profession is Profession.PHYSICIAN_ASSISTANT
        and law.switches.allow_physician_assistants
        and ASSISTANTS_MAY.on(law.as_of)
    ):
        return HOLDS
    return Fails(
        "This profession may not certify on the day of signing. Have one certify that may.",
        ("practitioner", "profession"),
    )


@rule(
    id="WHO-2",
    title="Glaucoma is not certified by a nurse practitioner",
    citation="PA 16-39 (CGS 21a-408c)",
    source=Source.LAW,
    in_force_from=PA_16_39,
    severity=Severity.BLOCKS,
    applies=lambda facts: facts.practitioner.profession is Profession.NURSE_PRACTITIONER,
    only_if={"bar_nurse_practitioners_from_glaucoma": True},
    needs=("findings.conditions",),
)
def glaucoma_needs_a_physician(facts: Facts, law: Law) -> Outcome:
    """Whether the bar is still in force is not certain: it is a switch."""
    return _without_glaucoma(
        facts,
        law,
        "A nurse practitioner may not certify glaucoma. Leave it out, or have a physician certify.",
    )


@rule(
    id="WHO-2B",
    title="Glaucoma certified by a physician assistant is reviewed",
    citation="PA 16-39 (CGS 21a-408c)",
    source=Source.POLICY,
    in_force_from=PHYSICIAN_ASSISTANTS,
    severity=Severity.REVIEW,
    applies=lambda facts: facts.practitioner.profession is Profession.PHYSICIAN_ASSISTANT,
    only_if={"allow_physician_assistants": True, "bar_nurse_practitioners_from_glaucoma": True},
    needs=("findings.conditions",),
)
def glaucoma_by_an_assistant(facts: Facts, law: Law) -> Outcome:
    """The bar was enacted before assistants could certify; whether it covers them is unknown."""
    return _without_glaucoma(
        facts, law, "Whether a physician assistant may certify glaucoma is unclear: a reviewer decides."
    )


no_financial_interest = attested(
    id="WHO-5",
    title="The practitioner has no financial interest in a cannabis establishment",
    citation="CGS 21a-408c(c)",
    attestation=Attestation.NO_FINANCIAL_INTEREST,
    what="you have no financial interest in a cannabis establishment.",
    explanation="One of the conditions of the practitioner's protection (CERT-4).",
)


@rule(
    id="PROF-1",
    title="The practitioner confirmed the profile",
    citation="DCP guide for physicians, step 2",
    source=Source.GUIDE,
    in_force_from=ACT,
    severity=Severity.BLOCKS,
)
def profile_confirmed(facts: Facts) -> Outcome:
    """The guide has every practitioner review the profile page before certifying."""
    if facts.practitioner.profile_confirmed:
        return HOLDS
    return Fails(
        "The practitioner's profile is not confirmed. Review and confirm it first.",
        ("practitioner", "profile_confirmed"),
    )


@rule(
    id="PRAC-1",
    title="The practitioner's Connecticut licence is active",
    citation="RCSA 21a-408-2(a)(1)",
    source=Source.LAW,
    in_force_from=ACT,
    severity=Severity.BLOCKS,
    needs=("practitioner.license",),
)
def license_active(facts: Facts) -> Outcome:
    """Chapter 370 for physicians, 378 for nurse practitioners; in good standing."""
    return _active(facts.practitioner.license, facts.signed_on, "licence", "license")


@rule(
    id="PRAC-2",
    title="The controlled-substance practitioner registration is active",
    citation="RCSA 21a-408-2(a)(2)",
    source=Source.LAW,
    in_force_from=ACT,
    severity=Severity.BLOCKS,
    needs=("practitioner.controlled_substance",),
)
def controlled_substance_active(facts: Facts) -> Outcome:
    """The state's own registration, beside the federal one."""
    return _active(
        facts.practitioner.controlled_substance,
        facts.signed_on,
        "controlled-substance registration",
        "controlled_substance",
    )


@rule(
    id="PRAC-3",
    title="The DEA registration is active",
    citation="RCSA 21a-408-2(a)(3)",
    source=Source.LAW,
    in_force_from=ACT,
    severity=Severity.BLOCKS,
    needs=("practitioner.dea",),
)
def dea_active(facts: Facts) -> Outcome:
    """The federal registration to handle controlled substances."""
    return _active(facts.practitioner.dea, facts.signed_on, "DEA registration", "dea")


schedule_ii_in_connecticut = attested(
    id="PRAC-3B",
    title="Both registrations cover Schedule II, and the DEA's is for Connecticut",
    citation="RCSA 21a-408-2(a)(2), (3)",
    attestation=Attestation.SCHEDULE_II_IN_CONNECTICUT,
    what="your registrations cover Schedule II, and the DEA's is designated for Connecticut.",
    explanation="By the practitioner's word: the registry tells no schedules. What it tells of the state is PRAC-3C's.",
)


@rule(
    id="PRAC-3C",
    title="The DEA registration that the registry knows is for Connecticut",
    citation="RCSA 21a-408-2(a)(3)",
    source=Source.LAW,
    in_force_from=ACT,
    severity=Severity.BLOCKS,
    applies=lambda facts: facts.practitioner.dea_state is not None,
)
def dea_for_connecticut(facts: Facts) -> Outcome:
    """Decided by the registry; while it does not tell, the practitioner's word stands alone (PRAC-3B)."""
    if facts.practitioner.dea_state == CONNECTICUT:
        return HOLDS
    return Fails(
        "The practitioner's DEA registration is for another state. Have one designated for Connecticut, then certify.",
        ("practitioner", "dea_state"),
    )


@rule(
    id="PRAC-4",
    title="The patient's prescription history was reviewed in the monitoring program",
    citation="RCSA 21a-408-2(a)(4)",
    source=Source.LAW,
    in_force_from=ACT,
    severity=Severity.BLOCKS,
    only_if={"ask_beyond_guide": True},
    needs=("findings.attestations", "findings.prescriptions_reviewed_on"),
    affirmed=Attestation.PRESCRIPTION_HISTORY_REVIEWED,
)
def prescriptions_reviewed(facts: Facts) -> Outcome:
    """By a practitioner registered with the prescription monitoring program, by the day of signing."""
    reviewed = facts.findings.prescriptions_reviewed_on
    if reviewed is not None and reviewed > facts.signed_on:
        return Fails(
            "The review of the prescription history lies in the future. Correct its date.",
            ("findings", "prescriptions_reviewed_on"),
        )
    return affirmed(
        facts,
        Attestation.PRESCRIPTION_HISTORY_REVIEWED,
        "you are registered with the monitoring program and reviewed this patient's prescriptions there.",
    )


no_prohibited_conduct = attested(
    id="PRAC-5",
    title="The practitioner is not engaged in prohibited conduct",
    citation="RCSA 21a-408-2(a)(5)",
    attestation=Attestation.NO_PROHIBITED_CONDUCT,
    what="you are not engaged in conduct that the Act or its regulations prohibit.",
    explanation="E.g. anything of value taken from a dispensary or a producer.",
)


@rule(
    id="PRAC-6",
    title="The practitioner practises in Connecticut",
    citation="DCP, Physician/APRN Requirements (an older edition)",
    source=Source.POLICY,
    in_force_from=ACT,
    severity=Severity.WARNS,
    applies=lambda facts: facts.practitioner.practice_state is not None,
)
def practises_in_connecticut(facts: Facts) -> Outcome:
    """By the registry's place of practice. The present edition no longer asks for it: it is said and no more."""
    if facts.practitioner.practice_state == CONNECTICUT:
        return HOLDS
    return Fails(
        "The registry has the practice in another state. Check it with the registry.",
        ("practitioner", "practice_state"),
    )


@rule(
    id="PRAC-7",
    title="The controlled-substance registration ends on a 28 February of an odd year",
    citation="DCP, Controlled Substance Practitioner Registration",
    source=Source.LAW,
    in_force_from=ACT,
    severity=Severity.WARNS,
    needs=("practitioner.controlled_substance",),
)
def controlled_substance_ends_as_all_do(facts: Facts) -> Outcome:
    """Another last day is likely a slip of the registry; it is said and no more."""
    credential = facts.practitioner.controlled_substance
    ends = None if credential is None else credential.expires_on
    if ends is None:
        return NOT_APPLICABLE
    if (ends.month, ends.day) == (2, 28) and ends.year % 2:
        return HOLDS
    return Fails(
        "These registrations end on 28 February of odd years, this one on another day. Check it with the registry.",
        ("practitioner", "controlled_substance"),
    )


RULES = (
    profession_may_certify,
    glaucoma_needs_a_physician,
    glaucoma_by_an_assistant,
    no_financial_interest,
    profile_confirmed,
    license_active,
    controlled_substance_active,
    dea_active,
    schedule_ii_in_connecticut,
    dea_for_connecticut,
    prescriptions_reviewed,
    no_prohibited_conduct,
    practises_in_connecticut,
    controlled_substance_ends_as_all_do,
)


def _without_glaucoma(facts: Facts, law: Law, message: str) -> Outcome:
    found = (law.adult.find(text) for text in facts.findings.conditions)
    if any(condition is not None and condition.code == "GLAUCOMA" for condition in found):
        return Fails(message, ("findings", "conditions"))
    return HOLDS


def _active(credential: Credential | None, day: date, name: str, field: str) -> Outcome:
    if in_order(credential, day):
        return HOLDS
    path = ("practitioner", field)
    if credential is None or credential.standing is not Standing.ACTIVE:
        return Fails(
            f"The practitioner's {name} is not active. Have its standing mended, then certify.", path
        )
    return Fails(f"The practitioner's {name} has expired. Renew it, then certify.", path)
