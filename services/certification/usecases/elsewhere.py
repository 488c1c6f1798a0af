"""That somebody else certified a patient is health information: a practitioner learns it of few persons, and noted.

The rules tell it (CERT-6, CERT-7), and have to: the law lets a person have one certification. What an asker could draw
from that is bounded here, and written into the access log of whom it is about (decision 0085).
"""

from dataclasses import replace
from datetime import datetime

from chassis import logging
from chassis.errors import TooManyRequests
from chassis.tokens import Session
from services.certification.domain.audit import Capacity
from services.certification.domain.calendar import connecticut_date
from services.certification.domain.person import InForce, Person
from services.certification.metrics import TOO_MANY_ELSEWHERE
from services.certification.rules.facts import Facts
from services.certification.store import Store
from services.certification.store.told_elsewhere import LIMIT, Telling

log = logging.get("certification.elsewhere")


async def learn_of(
    person: Person | None, practitioner_id: str, session: Session, *, now: datetime, store: Store
) -> None:
    """Let the practitioner be told what others certified of the person.

    Raises TooManyRequests once they were told of LIMIT persons in a day, whoever is asked about then but those and
    their own patients: an answer about anybody else, whatever it were, would tell.
    """
    in_force = None if person is None else person.in_force_on(connecticut_date(now))
    if in_force is not None and await _is_own(in_force, practitioner_id, store):
        return
    if person is None or (in_force is None and person.revoked_on is None):
        refused = await store.told_elsewhere.is_full(practitioner_id, now=now)
    else:
        telling = await store.told_elsewhere.tell(practitioner_id, person.id, now=now)
        refused = telling is Telling.TOO_MANY
        if telling is Telling.FIRST and in_force is not None:
            shown = {in_force.certification_id: Capacity.OTHER_PRACTITIONER}
            await store.reads.add(session.account_id, shown, at=now)
    if refused:
        TOO_MANY_ELSEWHERE.inc()
        log.warning("asked about too many persons who are certified elsewhere", account_id=session.account_id)
        raise TooManyRequests(
            f"You asked about {LIMIT} patients who are certified elsewhere in 24 hours. Wait until tomorrow."
        )


def for_delegate(facts: Facts) -> Facts:
    """Nothing of what others certified: that is for the practitioner, who signs."""
    return replace(facts, overlaps_until=None, revoked_on=None)


async def _is_own(in_force: InForce, practitioner_id: str, store: Store) -> bool:
    certification = await store.certifications.find(in_force.certification_id)
    return certification is not None and certification.practitioner_id == practitioner_id
