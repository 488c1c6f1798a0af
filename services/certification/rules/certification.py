"""What the practitioner did and affirms: examination, relationship, statement; and whether it is the time for it.

CERT-1, CERT-3 and CERT-4 of the statute ask for the same statements as the regulation's bona fide relationship
(REL-1 to REL-6), so each is one rule here.
"""

from datetime import date, timedelta

from services.certification.domain.calendar import one_year_after, six_months_after
from services.certification.domain.people import Attestation, Modality
from services.certification.rules.facts import Facts
from services.certification.rules.law import Telehealth
from services.certification.rules.model import HOLDS, Fails, Outcome, Severity, Source, rule
from services.certification.rules.subjects import ACT, attested

RENEWAL_DAYS = 30
IN_PERSON = "An in-person physical examination is part of the assessment"


@rule(
    id="EXAM-1",
    title="The patient was examined by the day of signing",
    citation="RCSA 21a-408-2(b)(2)",
    source=Source.LAW,
    in_force_from=ACT,
    severity=Severity.BLOCKS,
    needs=("findings.examined_on", "findings.modality"),
)
def examined(facts: Facts) -> Outcome:
    """The day and the way of the examination are part of the form."""
    if facts.findings.examined_on is not None and facts.findings.examined_on > facts.signed_on:
        return Fails("The examination lies in the future. Correct its date.", ("findings", "examined_on"))
    if _before_birth(facts, facts.findings.examined_on):
        return Fails(
            "The examination was before the patient's birth. Correct its date.", ("findings", "examined_on")
        )
    return HOLDS


@rule(
    id="EXAM-2",
    title=f"{IN_PERSON}; one by telehealth is reviewed",
    citation="RCSA 21a-408-2(b)(2)",
    source=Source.LAW,
    in_force_from=ACT,
    severity=Severity.REVIEW,
    only_if={"telehealth": Telehealth.REVIEW},
    needs=("findings.modality",),
)
def telehealth_is_reviewed(facts: Facts) -> Outcome:
    """Practice since 2020 differs from the regulation's text."""
    return _in_person(facts, "The examination was by telehealth: a reviewer decides.")


@rule(
    id="EXAM-3",
    title=f"{IN_PERSON}; telehealth does not do",
    citation="RCSA 21a-408-2(b)(2)",
    source=Source.LAW,
    in_force_from=ACT,
    severity=Severity.BLOCKS,
    only_if={"telehealth": Telehealth.REFUSED},
    needs=("findings.modality",),
)
def telehealth_is_refused(facts: Facts) -> Outcome:
    """The regulation to the letter."""
    return _in_person(facts, "Examine the patient in person before you certify.")


@rule(
    id="EXAM-4",
    title="The examination is not older than a certification lasts",
    citation="RCSA 21a-408-2(b)(2) (the present condition); no text sets a time",
    source=Source.POLICY,
    in_force_from=ACT,
    severity=Severity.REVIEW,
    only_if={"review_old_examinations": True},
    needs=("findings.examined_on",),
)
def examined_within_a_year(facts: Facts) -> Outcome:
    """What was found more than a year ago belongs to an earlier certification; a reviewer looks."""
    if _older_than_a_year(facts, facts.findings.examined_on):
        return Fails(
            "The examination is more than a year old. Examine the patient again; otherwise a reviewer decides.",
            ("findings", "examined_on"),
        )
    return HOLDS


@rule(
    id="EXAM-5",
    title="The review of the prescription history is not older than a certification lasts",
    citation="RCSA 21a-408-2(a)(4), (b)(2); no text sets a time",
    source=Source.POLICY,
    in_force_from=ACT,
    severity=Severity.REVIEW,
    only_if={"review_old_examinations": True, "ask_beyond_guide": True},
    needs=("findings.prescriptions_reviewed_on",),
)
def prescriptions_reviewed_within_a_year(facts: Facts) -> Outcome:
    """As of the examination, of which it is a part."""
    if _older_than_a_year(facts, facts.findings.prescriptions_reviewed_on):
        return Fails(
            "The review of prescriptions is more than a year old. Review them again; otherwise a reviewer decides.",
            ("findings", "prescriptions_reviewed_on"),
        )
    return HOLDS


ongoing_care = attested(
    id="REL-0",
    title="The practitioner has ongoing responsibility for the patient's care",
    citation="RCSA 21a-408-2(b); DCP, Physician/APRN Requirements",
    attestation=Attestation.ONGOING_CARE,
    what="you are responsible for assessing, caring for and treating this patient's condition or a symptom of it.",
    explanation="What makes the relationship a bona fide one.",
)

assessment_completed = attested(
    id="REL-1",
    title="History and present condition were assessed",
    citation="RCSA 21a-408-2(b)(1), (2); CGS 21a-408c(c)",
    attestation=Attestation.ASSESSMENT_COMPLETED,
    what="you completed a medically reasonable assessment of medical history and present condition.",
)

condition_diagnosed = attested(
    id="REL-2",
    title="A debilitating condition was diagnosed",
    citation="CGS 21a-408c(a), (c); RCSA 21a-408-2(b)(3)",
    attestation=Attestation.CONDITION_DIAGNOSED,
    what="you diagnosed the patient with a debilitating medical condition.",
    explanation="Also the first half of the signed statement (CERT-1).",
)

drugs_considered = attested(
    id="REL-3",
    title="Prescription drugs were prescribed or found not to be in the patient's interest",
    citation="CGS 21a-408a(a)(1); RCSA 21a-408-2(b)(5)",
    attestation=Attestation.DRUGS_CONSIDERED,
    what="you prescribed drugs for the symptoms, or found that prescribing them is not in the patient's interest.",
    explanation="The same as CERT-3.",
)

benefits_outweigh = attested(
    id="REL-4",
    title="Potential benefits likely outweigh the health risks",
    citation="CGS 21a-408c(a)",
    attestation=Attestation.BENEFITS_OUTWEIGH_RISKS,
    what="in your professional opinion the potential benefits would likely outweigh the health risks.",
    explanation="Also the second half of the signed statement (CERT-1).",
)

risks_explained = attested(
    id="REL-5",
    title="Risks and benefits were explained",
    citation="CGS 21a-408c(c); RCSA 21a-408-2(b)",
    attestation=Attestation.RISKS_EXPLAINED,
    what="you explained risks and benefits to the patient or, without legal capacity, to the guardian.",
)

follow_up = attested(
    id="REL-6",
    title="The practitioner is available for follow-up",
    citation="RCSA 21a-408-2(b)(6)",
    attestation=Attestation.FOLLOW_UP_AVAILABLE,
    what="you are reasonably available for follow-up care and examinations.",
)


@rule(
    id="CERT-2",
    title="The certification is not over before it begins",
    citation="CGS 21a-408c(b)",
    source=Source.LAW,
    in_force_from=ACT,
    severity=Severity.BLOCKS,
)
def within_its_year(facts: Facts) -> Outcome:
    """It lasts one year from the day it is signed, also where a reviewer decides later. Nobody enters it."""
    if facts.decided_on is not None and facts.decided_on > one_year_after(facts.signed_on):
        return Fails("More than a year has passed since it was signed. Have it signed anew.", ("signed_on",))
    return HOLDS


@rule(
    id="CERT-6",
    title="No other certification of the patient is in force, or it ends within 30 days",
    citation="DCP, Recertification",
    source=Source.LAW,
    in_force_from=ACT,
    severity=Severity.BLOCKS,
    applies=lambda facts: facts.overlaps_until is not None and facts.overlaps_until >= facts.signed_on,
)
def within_renewal_window(facts: Facts) -> Outcome:
    """Renewal is possible from 30 days before the end, by any practitioner."""
    ends = facts.overlaps_until
    if ends is None or ends - facts.signed_on <= timedelta(RENEWAL_DAYS):
        return HOLDS
    if facts.renews:
        return Fails("It is too early to renew: the last 30 days are for that.", ("signed_on",))
    return Fails(
        "A certification of this patient is in force. It can be renewed in its last 30 days.", ("signed_on",)
    )


@rule(
    id="CERT-7",
    title="No registration of the patient was revoked in the last six months",
    citation="RCSA 21a-408-7(a)(5)",
    source=Source.LAW,
    in_force_from=ACT,
    severity=Severity.REVIEW,
    applies=lambda facts: facts.revoked_on is not None,
)
def not_revoked_lately(facts: Facts) -> Outcome:
    """A registration can be denied then; denials and suspensions are the department's, and not known here."""
    revoked = facts.revoked_on
    if revoked is None or facts.signed_on >= six_months_after(revoked):
        return HOLDS
    return Fails("A reviewer looks at the patient's earlier registration.", ("signed_on",))


RULES = (
    examined,
    telehealth_is_reviewed,
    telehealth_is_refused,
    examined_within_a_year,
    prescriptions_reviewed_within_a_year,
    ongoing_care,
    assessment_completed,
    condition_diagnosed,
    drugs_considered,
    benefits_outweigh,
    risks_explained,
    follow_up,
    within_its_year,
    within_renewal_window,
    not_revoked_lately,
)


def _before_birth(facts: Facts, day: date | None) -> bool:
    born = facts.patient.date_of_birth  # of one to come AGE-1 says that it is wrong
    return day is not None and born is not None and day < born <= facts.signed_on


def _older_than_a_year(facts: Facts, day: date | None) -> bool:
    return day is not None and day < facts.signed_on and one_year_after(day) < facts.signed_on


def _in_person(facts: Facts, message: str) -> Outcome:
    return (
        HOLDS if facts.findings.modality is Modality.IN_PERSON else Fails(message, ("findings", "modality"))
    )
