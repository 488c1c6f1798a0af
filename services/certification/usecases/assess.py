"""What the rules say of a certification on a day."""

from datetime import date, datetime

from chassis.tokens import Session
from services.certification.domain.calendar import connecticut_date
from services.certification.domain.certification import Certification
from services.certification.domain.people import Practitioner
from services.certification.rules.facts import Facts
from services.certification.rules.rulebook import Assessment, Rulebooks
from services.certification.store import Store
from services.certification.usecases.access import known_practitioner, own


async def check_certification(
    id: str, *, session: Session, now: datetime, store: Store, books: Rulebooks
) -> Assessment:
    """Every rule's outcome, were it signed now."""
    practitioner = await known_practitioner(session, store)
    draft = await own(id, session, store)
    facts = facts_of(draft, practitioner, connecticut_date(now))
    return books.in_force_on(facts.signed_on).assess(facts)


def facts_of(certification: Certification, practitioner: Practitioner, day: date) -> Facts:
    return Facts(
        signed_on=day,
        practitioner=practitioner,
        patient=certification.patient,
        findings=certification.findings,
    )
