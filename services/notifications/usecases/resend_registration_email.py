"""The practitioner asks for the patient's registration e-mail once more."""

from datetime import datetime, timedelta

from chassis.errors import NotFound
from chassis.mongo import Transaction
from chassis.tokens import Session
from chassis.user_errors import Refusal, Refused, UserErrorCode
from services.notifications.domain.application import Application, Person, addressees
from services.notifications.domain.delivery import OF_PATIENT, WAITING, Delivery, Kind
from services.notifications.store import Store
from services.notifications.usecases.apply_application import delivery_of
from services.notifications.usecases.see_deliveries import may_see

PAUSE = timedelta(minutes=2)
A_DAY = timedelta(hours=24)
COPIES_A_DAY = 5
_PATH = ("certificationId",)


async def resend_registration_email(
    certification_id: str, *, session: Session, now: datetime, store: Store, mail_domain: str
) -> Delivery:
    """The delivery that will be sent: a new copy, or the one that still waits, tried at once unless it just was.

    Raises NotFound for what is unknown or somebody else's; Refused where nothing is to be sent, or too often.
    """

    async def work(tx: Transaction) -> Delivery:
        application = await store.applications.find(certification_id, tx=tx)
        if application is None or not may_see(session, application.practitioner_id):
            raise NotFound
        kind, person = _patient(application)
        earlier = await _registrations(certification_id, store, tx)
        waiting = next((each for each in earlier if each.state in WAITING), None)
        store.wake_mailer(tx)
        if waiting is not None:
            if not waiting.attempts or waiting.attempts[-1].at <= now - PAUSE:
                await store.deliveries.bring_forward(tx, waiting.id, now=now)
            return waiting
        _throttle(earlier, now)
        delivery = delivery_of(application, kind, person, now=now, mail_domain=mail_domain)
        if not await store.deliveries.queue_for(tx, delivery, person, copy=len(earlier)):
            raise _too_often()
        return delivery

    return await store.transaction(work)


def _patient(application: Application) -> tuple[Kind, Person]:
    found = [(kind, person) for kind in OF_PATIENT for person in addressees(application, kind)]
    if not found:
        raise Refused(
            Refusal(UserErrorCode.WRONG_STATE, "The registration no longer waits for the patient.", _PATH)
        )
    kind, person = found[0]
    if person.temporary_email:
        raise Refused(
            Refusal(
                UserErrorCode.WRONG_STATE,
                "The patient has a temporary address, which nobody reads. Print the hand-out again.",
                _PATH,
            )
        )
    return kind, person


async def _registrations(certification_id: str, store: Store, tx: Transaction) -> list[Delivery]:
    deliveries = (await store.deliveries.of_certifications([certification_id], tx=tx))[certification_id]
    return [each for each in deliveries if each.kind in OF_PATIENT]


def _throttle(earlier: list[Delivery], now: datetime) -> None:
    recent = [each for each in earlier if each.queued_at > now - A_DAY]
    if len(recent) >= COPIES_A_DAY or any(each.queued_at > now - PAUSE for each in recent):
        raise _too_often()


def _too_often() -> Refused:
    return Refused(
        Refusal(
            UserErrorCode.TOO_MANY_ATTEMPTS,
            f"It was sent a moment ago. Wait {PAUSE.total_seconds() / 60:.0f} minutes; "
            f"at most {COPIES_A_DAY} can be sent in 24 hours.",
            _PATH,
        )
    )
