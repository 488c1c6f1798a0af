"""How the patient can be reached: needed before a certification can be submitted."""

from contracts.contact import normal_phone
from services.certification.rules.facts import Facts
from services.certification.rules.model import HOLDS, Fails, Outcome, Severity, Source, rule
from services.certification.rules.subjects import ACT, PA_16_23, minors


@rule(
    id="MAIL-1",
    title="A valid e-mail address of the patient is given",
    citation="DCP guide for physicians, introduction and step 3",
    source=Source.GUIDE,
    in_force_from=ACT,
    severity=Severity.BLOCKS,
    needs=("patient.email",),
)
def valid_email(facts: Facts) -> Outcome:
    """By its form (RFC 5321, 5322); whether it can be delivered to shows when the mail is sent."""
    if facts.temporary_email:
        return HOLDS
    if facts.reserved_email:
        return Fails(
            "This temporary address was not issued to you, or is void. Look for a slip of the pen.",
            ("patient", "email"),
        )
    if facts.valid_email(facts.patient.email):
        return HOLDS
    return Fails("This is no valid e-mail address. Ask the patient to spell it.", ("patient", "email"))


@rule(
    id="MAIL-2",
    title="The patient's e-mail address is their own",
    citation="DCP guide for physicians, step 3 (otherwise)",
    source=Source.POLICY,
    in_force_from=ACT,
    severity=Severity.BLOCKS,
    only_if={"allow_temporary_email": False},
    applies=lambda facts: bool(facts.patient.email),
)
def own_email(facts: Facts) -> Outcome:
    """Only where temporary addresses are switched off, against the guide."""
    if facts.temporary_email:
        return Fails("Temporary addresses are not accepted. Ask the patient for one.", ("patient", "email"))
    return HOLDS


@rule(
    id="PHN-1",
    title="A primary phone number of the patient is given",
    citation="DCP guide for physicians, introduction",
    source=Source.GUIDE,
    in_force_from=ACT,
    severity=Severity.BLOCKS,
    needs=("patient.phone",),
)
def valid_phone(facts: Facts) -> Outcome:
    """A number of the North American plan; it need not be a Connecticut one (PHN-2)."""
    if normal_phone(facts.patient.phone or "") is not None:
        return HOLDS
    return Fails("This is no valid phone number. Give ten digits, e.g. 860-555-0123.", ("patient", "phone"))


@rule(
    id="MIN-8",
    title="A minor is reached through the guardian",
    citation="DCP, Patients Under 18",
    source=Source.LAW,
    in_force_from=PA_16_23,
    severity=Severity.BLOCKS,
    applies=minors,
    needs=("patient.email", "caregiver.email"),
)
def guardians_contact(facts: Facts) -> Outcome:
    """The e-mail address asked for is the parent's or caregiver's."""
    guardian = facts.caregiver
    if guardian is not None and _same(guardian.email or "", facts.patient.email or ""):
        return HOLDS
    return Fails("Give the guardian's e-mail address as the minor's.", ("patient", "email"))


@rule(
    id="MIN-8B",
    title="A minor's phone number is the guardian's",
    citation="DCP, Patients Under 18",
    source=Source.LAW,
    in_force_from=PA_16_23,
    severity=Severity.BLOCKS,
    applies=lambda facts: minors(facts) and facts.caregiver is not None and bool(facts.caregiver.phone),
    needs=("patient.phone",),
)
def guardians_phone(facts: Facts) -> Outcome:
    """Where the guardian's is given beside the minor's; otherwise the minor's is taken to be the guardian's."""
    guardian = facts.caregiver
    if guardian is not None and _number(guardian.phone or "") == _number(facts.patient.phone or ""):
        return HOLDS
    return Fails("Give the guardian's phone number as the minor's.", ("patient", "phone"))


RULES = (valid_email, own_email, valid_phone, guardians_contact, guardians_phone)


def _number(text: str) -> str:
    """However it is spelled; whether it is one, PHN-1 says."""
    return normal_phone(text) or text.strip()


def _same(one: str, other: str) -> bool:
    """Whether both are the same address; whether it is one, MAIL-1 says."""
    return one.strip().casefold() == other.strip().casefold()
