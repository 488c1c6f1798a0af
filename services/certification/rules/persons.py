"""The patient, the caregiver and those who sign are different persons.

Of a practitioner the registry tells the name, and their account has an e-mail address; it tells no date of birth. So
an equal address or account blocks, and an equal name, which many people share, is reviewed.
"""

from services.certification.domain.people import Attestation
from services.certification.domain.person import identity_of
from services.certification.rules.facts import Facts
from services.certification.rules.model import HOLDS, Fails, Outcome, Rule, Severity, Source, rule
from services.certification.rules.subjects import ACT, PA_16_23, adults, attested, minors, with_caregiver

not_oneself = attested(
    id="WHO-4",
    title="The practitioner is not the patient",
    citation="CGS 21a-408 (from the definitions)",
    source=Source.POLICY,
    severity=Severity.WARNS,
    attestation=Attestation.PATIENT_IS_NOT_MYSELF,
    what="you do not certify yourself.",
    explanation="Follows from the definitions of patient and practitioner; no text says it.",
)


@rule(
    id="WHO-4B",
    title="The patient has neither the e-mail address nor the account of a practitioner who signs",
    citation="CGS 21a-408 (from the definitions)",
    source=Source.POLICY,
    in_force_from=ACT,
    severity=Severity.BLOCKS,
    applies=adults,
)
def patient_is_no_signer(facts: Facts) -> Outcome:
    """The address opens the patient's account, so it must be theirs. A minor's is the guardian's (CARE-3)."""
    if facts.patient_has_signers_account or facts.is_signers_email(facts.patient.email):
        return Fails(
            "This is the address or account of a practitioner who signs. Give the patient's own.",
            ("patient", "email"),
        )
    return HOLDS


@rule(
    id="NAME-2",
    title="The patient is not called as a practitioner who signs",
    citation="CGS 21a-408 (from the definitions)",
    source=Source.POLICY,
    in_force_from=ACT,
    severity=Severity.REVIEW,
    needs=("patient.first_name", "patient.last_name"),
)
def not_called_as_a_signer(facts: Facts) -> Outcome:
    """Nobody certifies themselves (WHO-4). Of a practitioner no date of birth is known, and people share names."""
    if facts.is_signers_name(facts.patient.first_name, facts.patient.last_name):
        return Fails(
            "The patient has the name of a practitioner who signs: a reviewer decides.",
            ("patient", "last_name"),
        )
    return HOLDS


@rule(
    id="CARE-3",
    title="The caregiver is not the patient's physician",
    citation="DCP guide for physicians, step 4; CGS 21a-408",
    source=Source.GUIDE,
    in_force_from=ACT,
    severity=Severity.BLOCKS,
    applies=with_caregiver,
    needs=("caregiver.is_practitioner_of_patient",),
)
def not_the_practitioner(facts: Facts) -> Outcome:
    """Neither the one who certifies nor a minor's second physician: as it is said, by e-mail address, by account."""
    caregiver = facts.caregiver
    if caregiver is None or caregiver.is_practitioner_of_patient:
        return Fails(
            "A practitioner who certifies the patient can't be the caregiver. Designate somebody else.",
            ("caregiver",),
        )
    if facts.caregiver_has_signers_account or facts.is_signers_email(caregiver.email):
        return Fails(
            "This is the address or account of a practitioner who signs. Give the caregiver's own, or designate "
            "somebody else.",
            ("caregiver", "email"),
        )
    return HOLDS


@rule(
    id="CARE-3C",
    title="The caregiver is not called as a practitioner who signs",
    citation="DCP guide for physicians, step 4; CGS 21a-408",
    source=Source.POLICY,
    in_force_from=ACT,
    severity=Severity.REVIEW,
    applies=with_caregiver,
    needs=("caregiver.first_name", "caregiver.last_name"),
)
def not_called_as_the_practitioner(facts: Facts) -> Outcome:
    """Of a practitioner no date of birth is known, and people share names: a reviewer looks."""
    caregiver = facts.caregiver
    if caregiver is not None and facts.is_signers_name(caregiver.first_name, caregiver.last_name):
        return Fails(
            "The caregiver has the name of a practitioner who signs: a reviewer decides.",
            ("caregiver", "last_name"),
        )
    return HOLDS


@rule(
    id="CARE-3B",
    title="The caregiver is not the patient",
    citation="CGS 21a-408",
    source=Source.LAW,
    in_force_from=ACT,
    severity=Severity.BLOCKS,
    applies=with_caregiver,
    needs=("caregiver.first_name", "caregiver.last_name", "caregiver.date_of_birth"),
)
def not_the_patient(facts: Facts) -> Outcome:
    """Told by name and date of birth."""
    if identity_of(facts.caregiver) == identity_of(facts.patient):
        return Fails("The caregiver can't be the patient. Designate somebody else.", ("caregiver",))
    return HOLDS


@rule(
    id="MIN-1E",
    title="A minor's two physicians have different names",
    citation="CGS 21a-408d(a); RCSA 21a-408-6(c)(2)",
    source=Source.POLICY,
    in_force_from=PA_16_23,
    severity=Severity.REVIEW,
    applies=lambda facts: minors(facts) and facts.cosigner is not None,
)
def physicians_of_different_names(facts: Facts) -> Outcome:
    """Who has two DEA numbers is in the registry twice, and must not sign twice (MIN-1)."""
    if len(facts.signers_names) == 2 and len(set(facts.signers_names)) == 1:
        return Fails("Both physicians have the same name: a reviewer decides.", ("cosigner",))
    return HOLDS


RULES: tuple[Rule, ...] = (
    not_oneself,
    patient_is_no_signer,
    not_called_as_a_signer,
    not_the_practitioner,
    not_called_as_the_practitioner,
    not_the_patient,
    physicians_of_different_names,
)
