"""Events as other services send them, and the reactions to them, without a broker between."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

from chassis.events import Event, event_of, new_event_id
from chassis.mongo import Mongo, Transaction
from chassis.sealed import Seal
from contracts.events.base import EventData
from contracts.events.internal import (
    ApplicationChanged,
    ApplicationClosed,
    ApplicationInitiated,
    ApplicationPeople,
    ApplicationState,
    Credential,
    Language,
    MailContent,
    MailKind,
    MailRequested,
    Part,
    PersonContact,
    PractitionerConfirmed,
    PractitionerContact,
    Profession,
    ReminderDue,
    ReminderKind,
    Standing,
)
from contracts.events.public import CertificationStatus, RegistrationStatus
from services.notifications.domain.delivery import Delivery, Kind
from services.notifications.reactions import reactions
from services.notifications.store import Store
from tests.support import Client

DOMAIN = "registry.example"
SENDER = "no-reply@registry.example"
LINK = "https://register.example/start"
SITE = "https://registry.example"

__all__ = ["DOMAIN", "LINK", "SENDER", "SITE", "Announcer", "Client", "eventually"]


class Announcer:
    """Makes the events of other services, and lets notifications react to them in one transaction each."""

    def __init__(self, mongo: Mongo, store: Store) -> None:
        self.mongo, self.store = mongo, store
        self._reactions = reactions(store, mail_domain=DOMAIN)

    async def hears(self, *events: Event) -> None:
        for event in events:

            async def react(tx: Transaction, event: Event = event) -> None:
                await self._reactions[event.type](tx, event)

            await self.mongo.transaction(react)

    async def deliveries(self, certification_id: str) -> list[Delivery]:
        """To the people of the application."""
        found = await self.every_delivery(certification_id)
        return [delivery for delivery in found if delivery.kind is not Kind.CERTIFIED]

    async def every_delivery(self, certification_id: str) -> list[Delivery]:
        return (await self.store.deliveries.of_certifications([certification_id]))[certification_id]

    def application(self, certification_id: str, **given: Any) -> Event:
        return application(self.store.transport, certification_id, **given)

    def practitioner(
        self, id: str, name: str, *, sequence: int = 1, email: str = "rivera@clinic.example"
    ) -> Event:
        """Without an address she was released: no account has her."""
        event_id = new_event_id()
        good = Credential(standing=Standing.ACTIVE)
        contact = PractitionerContact(name=name, email=email)
        return _event(
            PractitionerConfirmed(
                practitioner_id=id,
                account_id="account" if email else None,
                profession=Profession.PHYSICIAN,
                confirmed=bool(email),
                license=good,
                controlled_substance=good,
                dea=good,
                sealed=_sealed(self.store.transport, event_id, contact),
            ),
            subject=id,
            sequence=sequence,
            id=event_id,
        )

    def reminder(self, certification_id: str, kind: ReminderKind, days: int) -> Event:
        due = ReminderDue(certification_id=certification_id, kind=kind, days=days)
        return _event(due, subject=f"{certification_id}:{days}", sequence=1, id=new_event_id())

    def mail(
        self,
        mail_id: str,
        *,
        email: str = "ana@mail.example",
        language: Language = Language.EN,
        values: dict[str, str] | None = None,
        kind: MailKind = MailKind.ACCOUNT_VERIFICATION,
    ) -> Event:
        event_id = new_event_id()
        content = MailContent(
            email=email,
            language=language,
            values={"link": "https://x.example/v?token=t", "code": "123456"} if values is None else values,
        )
        return _event(
            MailRequested(
                mail_id=mail_id,
                kind=kind,
                sealed=_sealed(self.store.transport, event_id, content),
            ),
            subject=mail_id,
            sequence=1,
            id=event_id,
        )


def application(
    transport: Seal,
    certification_id: str,
    *,
    sequence: int = 2,
    status: CertificationStatus = CertificationStatus.CERTIFIED,
    registration: RegistrationStatus = RegistrationStatus.AWAITING_PATIENT,
    email: str = "ana@mail.example",
    practitioner_id: str = "rivera",
    first_name: str = "Ana",
    zip: str = "06902",
    language: Language = Language.EN,
    temporary_email: bool = False,
    minor: bool = False,
    caregiver: str | None = None,
) -> Event:
    """`caregiver` is the address of one."""
    event_id = new_event_id()
    patient = PersonContact(
        person_id=f"patient-of-{certification_id}",
        part=Part.PATIENT,
        first_name=first_name,
        last_name="Silva",
        email=email,
        date_of_birth=date(1961, 4, 12),
        zip=zip,
        language=language,
        temporary_email=temporary_email,
        minor=minor,
    )
    people = [patient]
    if caregiver is not None:
        told = {"person_id": "lee", "part": Part.CAREGIVER, "first_name": "Lee", "email": caregiver}
        people.append(patient.model_copy(update={**told, "temporary_email": False}))
    kind: type[ApplicationState] = ApplicationInitiated if sequence <= 2 else ApplicationChanged
    if status is not CertificationStatus.CERTIFIED:
        kind = ApplicationClosed
    return _event(
        kind(
            certification_id=certification_id,
            practitioner_id=practitioner_id,
            status=status,
            registration=registration,
            signed_on=date(2026, 11, 25),
            valid_until=date(2027, 11, 25),
            sealed=_sealed(transport, event_id, ApplicationPeople(people=tuple(people))),
        ),
        subject=certification_id,
        sequence=sequence,
        id=event_id,
    )


def _sealed(transport: Seal, event_id: str, value: Any) -> str:
    return transport.seal(value.model_dump(mode="json", by_alias=True), (event_id, "sealed"))


def _event(data: EventData, *, subject: str, sequence: int, id: str) -> Event:
    return event_of(data, subject=subject, sequence=sequence, id=id)


async def eventually(check: Callable[[], Awaitable[bool]], *, seconds: float = 10) -> None:
    """Return as soon as `check` holds; fail at the deadline."""
    deadline = time.monotonic() + seconds
    while not await check():
        assert time.monotonic() < deadline, "what was expected did not happen in time"
        await asyncio.sleep(0.01)
