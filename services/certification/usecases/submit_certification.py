"""A practitioner submits: the gate itself."""

from datetime import datetime

from chassis.failpoint import failpoint
from chassis.mongo import Transaction
from chassis.tokens import Session
from chassis.user_errors import Refusal, Refused, UserErrorCode
from contracts.events.internal import ApplicationInitiated
from contracts.events.public import CertificationCertified
from services.certification.domain.calendar import connecticut_date
from services.certification.domain.certification import Certification, Status
from services.certification.rules.rulebook import Assessment
from services.certification.store import Store
from services.certification.usecases.access import known_practitioner, own
from services.certification.usecases.announce import announce
from services.certification.usecases.assess import assess, decision, facts_of


class Blocked(Exception):
    """Some blocking rules do not hold, so nothing was changed."""

    def __init__(self, certification: Certification, assessment: Assessment) -> None:
        super().__init__("blocked by rules")
        self.certification, self.assessment = certification, assessment


async def submit_certification(
    id: str, *, session: Session, now: datetime, store: Store
) -> tuple[Certification, Assessment]:
    """Certify the patient if every blocking rule holds; otherwise raise Blocked and change nothing.

    Submitting what is certified already raises Refused: a client that lost the answer reads the state.
    """

    async def work(tx: Transaction) -> tuple[Certification, Assessment]:
        practitioner = await known_practitioner(session, store, tx=tx)
        draft = await own(id, session, store, tx=tx)
        if draft.status is not Status.DRAFT:
            raise Refused(
                Refusal(
                    UserErrorCode.WRONG_STATE,
                    "This certification was submitted already.",
                    ("certificationId",),
                )
            )
        facts = facts_of(draft, practitioner, connecticut_date(now))
        assessment = assess(facts)
        if assessment.blocking:
            raise Blocked(draft, assessment)
        certified = draft.certified(decision(facts, assessment), at=now)
        certified, events = announce(certified, CertificationCertified, ApplicationInitiated, store.transport)
        certified = await store.certifications.save(tx, certified)
        await store.outbox.add(tx, events)
        failpoint("certification.before_commit")
        return certified, assessment

    result = await store.transaction(work)
    failpoint("certification.after_commit")
    return result
