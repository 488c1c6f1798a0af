"""The practitioner submits: the gate of the whole system."""

from datetime import datetime

from chassis.failpoint import failpoint
from chassis.mongo import Transaction
from chassis.tokens import Session
from chassis.user_errors import Refusal, Refused, UserErrorCode
from services.certification.domain.calendar import connecticut_date
from services.certification.domain.certification import Certification, Status
from services.certification.rules.rulebook import Assessment, Rulebooks
from services.certification.store import Store
from services.certification.usecases.access import known_practitioner, own
from services.certification.usecases.assess import facts_of
from services.certification.usecases.decide import decide


async def submit_certification(
    id: str, *, session: Session, now: datetime, store: Store, books: Rulebooks
) -> tuple[Certification, Assessment]:
    """Certify the patient if every blocking rule holds, or have a reviewer decide where a rule asks for that.

    Raises Blocked, having changed nothing, where a blocking rule does not hold. Submitting what is submitted already
    raises Refused: a client that lost the answer reads the state.
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
        assessment = books.in_force_on(facts.signed_on).assess(facts)
        decided = await decide(tx, draft, facts, assessment, now=now, store=store)
        failpoint("certification.before_commit")
        return decided, assessment

    result = await store.transaction(work)
    failpoint("certification.after_commit")
    return result
