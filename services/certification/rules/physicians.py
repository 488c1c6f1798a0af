"""The two physicians of a patient under 18 (PA 16-23): the one who certifies, and the one who signs after them.

COSIGNATURE names the rules that only the second physician's signature can satisfy.
"""

from contracts.events.internal import Profession
from services.certification.domain.people import Attestation, PhysicianRole
from services.certification.rules.facts import Facts
from services.certification.rules.model import HOLDS, Fails, Outcome, Rule, Severity, Source, rule
from services.certification.rules.subjects import CONNECTICUT, PA_16_23, affirmed, attested, in_order, minors

COSIGNATURE = frozenset({"MIN-1", "MIN-1B", "MIN-2", "MIN-2B"})
BEST_INTEREST = "palliative use is in the minor's best interest."


@rule(
    id="WHO-3",
    title="A minor is certified by a physician",
    citation="CGS 21a-408d(a); DCP guide for physicians, step 3",
    source=Source.GUIDE,
    in_force_from=PA_16_23,
    severity=Severity.BLOCKS,
    applies=minors,
    needs=("practitioner.profession",),
)
def physician_certifies(facts: Facts) -> Outcome:
    """The guide says two physicians; the statute lets a physician certify, and names nobody else."""
    if facts.practitioner.profession is Profession.PHYSICIAN:
        return HOLDS
    return Fails(
        "A minor needs the certification of two physicians. Have a physician start it.",
        ("practitioner", "profession"),
    )


@rule(
    id="MIN-1",
    title="A second physician certifies the minor",
    citation="CGS 21a-408d(a); RCSA 21a-408-6(c)(2); DCP guide for physicians, step 3",
    source=Source.GUIDE,
    in_force_from=PA_16_23,
    severity=Severity.BLOCKS,
    applies=minors,
    only_if={"accept_second_physicians_letter": False},
    needs=("cosigner",),
)
def second_physician(facts: Facts) -> Outcome:
    """A different person, in a standing of their own, who affirms the minor's best interest (MIN-2B)."""
    return _second_physician(facts)


@rule(
    id="AGE-2",
    title="Who is certified as a minor is still one when the second physician signs",
    citation="CGS 21a-408, 21a-408d(a)",
    source=Source.LAW,
    in_force_from=PA_16_23,
    severity=Severity.BLOCKS,
    applies=lambda facts: facts.cosigner is not None,
)
def still_a_minor(facts: Facts) -> Outcome:
    """Nothing is certified before both signed. An adult certifies without a guardian, and is reached without one."""
    if minors(facts):
        return HOLDS
    return Fails(
        "The patient has come of age since the first signature. Refuse; then the first physician certifies an adult, "
        "with the patient's own e-mail address.",
        ("patient", "date_of_birth"),
    )


@rule(
    id="MIN-1A",
    title="The signing physician says in which of the two roles",
    citation="CGS 21a-408d(a); RCSA 21a-408-6(c)(2)",
    source=Source.LAW,
    in_force_from=PA_16_23,
    severity=Severity.BLOCKS,
    applies=minors,
    needs=("findings.physician_role",),
)
def own_role(facts: Facts) -> Outcome:
    """Primary care provider, or board certified in a field that treats the condition."""
    if (
        facts.role is not PhysicianRole.BOARD_CERTIFIED
        or facts.practitioner.profession is Profession.PHYSICIAN
    ):
        return HOLDS
    return Fails(
        "Only a physician is board certified in this sense. Name the other role, or have a physician sign.",
        ("findings", "physician_role"),
    )


@rule(
    id="MIN-1B",
    title="The second physician has the other role",
    citation="CGS 21a-408d(a); RCSA 21a-408-6(c)(2)",
    source=Source.LAW,
    in_force_from=PA_16_23,
    severity=Severity.BLOCKS,
    applies=minors,
    only_if={"accept_second_physicians_letter": False},
    needs=("cosigner.role",),
)
def other_role(facts: Facts) -> Outcome:
    """One is the primary care provider, the other board certified in a field that treats the condition."""
    return _other_role(facts)


@rule(
    id="MIN-1D",
    title="The second physician's profile, licence and registrations are in order",
    citation="RCSA 21a-408-2(a)(1) to (3)",
    source=Source.LAW,
    in_force_from=PA_16_23,
    severity=Severity.BLOCKS,
    applies=lambda facts: minors(facts) and facts.cosigner is not None,
)
def second_physicians_standing(facts: Facts) -> Outcome:
    """What PROF-1 and PRAC-1 to PRAC-3C ask of the first."""
    second = None if facts.cosigner is None else facts.cosigner.practitioner
    held = () if second is None else (second.license, second.controlled_substance, second.dea)
    if (
        second is not None
        and second.profile_confirmed
        and second.dea_state in (CONNECTICUT, None)
        and all(in_order(each, facts.signed_on) for each in held)
    ):
        return HOLDS
    return Fails(
        "The second physician's profile is not confirmed, or a licence or registration is not active in Connecticut. "
        "Have that mended, or another physician sign.",
        ("cosigner",),
    )


@rule(
    id="MIN-1C",
    title="The registry knows a board certification of the physician who certifies as board certified",
    citation="CGS 21a-408d(a)",
    source=Source.POLICY,
    in_force_from=PA_16_23,
    severity=Severity.REVIEW,
    applies=lambda facts: minors(facts) and facts.board_certified is not None,
)
def board_certification_known(facts: Facts) -> Outcome:
    """The registry tells of board certifications; one it does not know, a reviewer looks at."""
    if facts.board_certified is not None and facts.board_certified.board_certifications:
        return HOLDS
    return Fails(
        "The registry knows no board certification of this physician: a reviewer decides.",
        ("practitioner", "board_certifications")
        if facts.role is PhysicianRole.BOARD_CERTIFIED
        else ("cosigner", "role"),
    )


@rule(
    id="MIN-2",
    title="The second physician signs, or wrote a letter that palliative use is in the minor's best interest",
    citation="CGS 21a-408d(a); DCP, Patients Under 18",
    source=Source.LAW,
    in_force_from=PA_16_23,
    severity=Severity.BLOCKS,
    applies=minors,
    only_if={"accept_second_physicians_letter": True},
    needs=("findings.attestations",),
    affirmed=Attestation.SECOND_PHYSICIANS_LETTER,
)
def letter_or_signature(facts: Facts) -> Outcome:
    """The department's own practice, where the switch allows it."""
    if facts.cosigner is not None:
        asked = (_second_physician(facts), _other_role(facts), _best_interest_by_the_second(facts))
        return next((each for each in asked if each is not HOLDS), HOLDS)
    return affirmed(
        facts,
        Attestation.SECOND_PHYSICIANS_LETTER,
        "you hold the second physician's letter of best interest.",
    )


best_interest = attested(
    id="MIN-2A",
    title="The signing physician affirms that palliative use is in the minor's best interest",
    citation="CGS 21a-408d(a)",
    in_force_from=PA_16_23,
    applies=minors,
    attestation=Attestation.IN_MINORS_BEST_INTEREST,
    what=BEST_INTEREST,
    explanation="The statute asks it of both physicians, in a letter of each; a signature of their own is as good.",
)


@rule(
    id="MIN-2B",
    title="The second physician affirms that palliative use is in the minor's best interest",
    citation="CGS 21a-408d(a); DCP, Patients Under 18",
    source=Source.LAW,
    in_force_from=PA_16_23,
    severity=Severity.BLOCKS,
    applies=minors,
    only_if={"accept_second_physicians_letter": False},
    needs=("cosigner",),
)
def best_interest_by_the_second(facts: Facts) -> Outcome:
    """What the letter would say. The relationship with the patient (REL) is asked of the first, who certifies."""
    return _best_interest_by_the_second(facts)


RULES: tuple[Rule, ...] = (
    physician_certifies,
    second_physician,
    still_a_minor,
    own_role,
    other_role,
    second_physicians_standing,
    board_certification_known,
    letter_or_signature,
    best_interest,
    best_interest_by_the_second,
)


def _second_physician(facts: Facts) -> Outcome:
    second = None if facts.cosigner is None else facts.cosigner.practitioner
    if second is None or second.profession is not Profession.PHYSICIAN:
        return Fails("The second signature must be a physician's.", ("cosigner",))
    if second.id == facts.practitioner.id:
        return Fails("The second physician must be another person.", ("cosigner",))
    return HOLDS


def _other_role(facts: Facts) -> Outcome:
    cosigner = facts.cosigner
    if cosigner is not None and {facts.role, cosigner.role} == set(PhysicianRole):
        return HOLDS
    return Fails(
        "One physician must be primary care, the other board certified in the field. Sign in the other role.",
        ("cosigner", "role"),
    )


def _best_interest_by_the_second(facts: Facts) -> Outcome:
    second = facts.cosigner
    if second is not None and Attestation.IN_MINORS_BEST_INTEREST in second.attestations:
        return HOLDS
    asked = Attestation.IN_MINORS_BEST_INTEREST.value
    return Fails(f"The second physician affirms {asked}: {BEST_INTEREST}", ("cosigner", "attestations"))
