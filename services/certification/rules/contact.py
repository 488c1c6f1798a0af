"""How the patient can be reached: needed before a certification can be submitted."""

from datetime import date

from contracts.contact import normal_email, normal_phone
from services.certification.rules.facts import Facts
from services.certification.rules.model import Fails, Holds, Outcome, Severity, Source, rule

ACT = date(2012, 10, 1)


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
    if normal_email(facts.patient.email or "") is not None:
        return Holds()
    return Fails("This is no valid e-mail address. Ask the patient to spell it.", ("patient", "email"))


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
    """A number of the North American plan; it need not be a Connecticut one."""
    if normal_phone(facts.patient.phone or "") is not None:
        return Holds()
    return Fails("This is no valid phone number. Give ten digits, e.g. 860-555-0123.", ("patient", "phone"))


RULES = (valid_email, valid_phone)
