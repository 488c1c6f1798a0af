"""From announced applications to deliveries: what follows from the newest state, in whatever order it came."""

import itertools
from datetime import timedelta
from typing import Any

import pytest

from chassis.consumer import Unacceptable
from chassis.events import new_event_id, now
from chassis.mongo import Mongo
from contracts.events.internal import Language
from contracts.events.public import CertificationStatus, RegistrationStatus
from services.notifications.domain.backoff import DELAYS
from services.notifications.domain.delivery import Kind, State
from services.notifications.store import Store
from services.notifications.usecases.deliver import Sending, deliver
from tests.notifications.mail_server import MailServer
from tests.notifications.support import Announcer, application

ENDED = [
    CertificationStatus.EXPIRED,
    CertificationStatus.WITHDRAWN,
    CertificationStatus.REVOKED,
    CertificationStatus.SUPERSEDED,
]


async def states(announcer: Announcer) -> list[State]:
    return [delivery.state for delivery in await announcer.deliveries("c1")]


async def test_a_certified_patient_gets_one_delivery_in_their_language(announcer: Announcer) -> None:
    await announcer.hears(announcer.application("c1", language=Language.ES))

    [delivery] = await announcer.deliveries("c1")
    assert (delivery.kind, delivery.state) == (Kind.PATIENT_REGISTRATION, State.QUEUED)
    assert delivery.language is Language.ES
    assert delivery.message_id == f"<{delivery.id}@registry.example>"


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
async def test_shuffled_and_repeated_events_end_alike(announcer: Announcer, order: tuple[int, ...]) -> None:
    """Certified, registered, revoked: each delivered twice, in any order."""
    registered, closed = RegistrationStatus.REGISTERED, RegistrationStatus.CLOSED
    events = [
        announcer.application("c1", sequence=2),
        announcer.application("c1", sequence=4, registration=registered),
        announcer.application("c1", sequence=6, status=CertificationStatus.REVOKED, registration=closed),
    ]
    shuffled = [events[place] for place in order]

    await announcer.hears(*shuffled, *reversed(shuffled))

    kept = await announcer.store.applications.find("c1")
    assert kept is not None
    assert (kept.status, kept.registration) == (CertificationStatus.REVOKED, closed)
    told = {(d.kind, d.state) for d in await announcer.deliveries("c1")}
    assert told - {(Kind.PATIENT_REGISTRATION, State.STOPPED)} == {(Kind.REVOKED, State.QUEUED)}


async def test_the_same_state_announced_again_makes_no_second_delivery(announcer: Announcer) -> None:
    await announcer.hears(*(announcer.application("c1", sequence=number) for number in (2, 4, 3, 6)))
    assert await states(announcer) == [State.QUEUED]


async def test_an_address_in_other_letters_is_the_same_address(announcer: Announcer) -> None:
    await announcer.hears(
        announcer.application("c1"), announcer.application("c1", sequence=4, email=" ANA@Mail.example")
    )
    assert await states(announcer) == [State.QUEUED]


@pytest.mark.parametrize("status", ENDED)
async def test_what_is_no_longer_certified_stops_what_still_waits(
    announcer: Announcer, status: CertificationStatus
) -> None:
    await announcer.hears(announcer.application("c1"))
    await announcer.hears(
        announcer.application("c1", sequence=4, status=status, registration=RegistrationStatus.CLOSED)
    )
    registrations = [d for d in await announcer.deliveries("c1") if d.kind is Kind.PATIENT_REGISTRATION]
    assert [d.state for d in registrations] == [State.STOPPED]


async def test_a_completed_registration_stops_what_still_waits(announcer: Announcer) -> None:
    await announcer.hears(announcer.application("c1"))
    await announcer.hears(announcer.application("c1", sequence=4, registration=RegistrationStatus.REGISTERED))
    assert await states(announcer) == [State.STOPPED]


async def test_a_corrected_address_gets_its_own_delivery_and_the_old_one_stops(announcer: Announcer) -> None:
    await announcer.hears(announcer.application("c1", email="anna@mail.example"))
    await announcer.hears(announcer.application("c1", sequence=4, email="ana@mail.example"))
    assert sorted(await states(announcer)) == [State.QUEUED, State.STOPPED]


async def test_an_address_corrected_there_and_back_waits_again(announcer: Announcer) -> None:
    for sequence, email in ((2, "ana@mail.example"), (4, "anna@mail.example"), (6, "ana@mail.example")):
        await announcer.hears(announcer.application("c1", sequence=sequence, email=email))
    assert sorted(await states(announcer)) == [State.QUEUED, State.STOPPED]


async def test_what_waits_again_is_tried_as_often_as_if_it_were_new(
    announcer: Announcer, store: Store, sending: Sending, mail_server: MailServer
) -> None:
    """What was tried before the address was corrected stays to be seen, and delays nothing."""

    async def put_off(_: str) -> str:
        return "451 later"

    async def tried(state: State, after: timedelta) -> None:
        owner = new_event_id()
        [leased] = await store.leases.take(owner, state, limit=5, now=now() + after)
        await deliver(leased, owner, sending)

    mail_server.on_recipient = put_off
    await announcer.hears(announcer.application("c1"))
    await tried(State.QUEUED, timedelta())
    for delay in DELAYS[:3]:
        await tried(State.RETRYING, delay)
    await announcer.hears(
        announcer.application("c1", sequence=4, email="anna@mail.example"),
        announcer.application("c1", sequence=6, language=Language.ES),
    )

    await tried(State.QUEUED, timedelta())

    kept = await announcer.mongo["deliveries"].find_one({"state": State.RETRYING})
    assert kept is not None
    assert (kept["language"], len(kept["attempts"])) == (Language.ES, 5)
    assert kept["dueAt"] - kept["attempts"][-1]["at"] == DELAYS[0]


async def test_a_patient_without_an_address_gets_no_delivery(announcer: Announcer) -> None:
    await announcer.hears(announcer.application("c1", email=""))
    assert await states(announcer) == []


async def test_a_mail_asked_for_twice_is_one_delivery(announcer: Announcer, mongo: Mongo) -> None:
    await announcer.hears(announcer.mail("m1"), announcer.mail("m1"))
    assert await mongo["deliveries"].count_documents({}) == 1


async def test_a_mail_without_what_it_must_say_is_no_mail(announcer: Announcer) -> None:
    with pytest.raises(Unacceptable, match="lacks the values code, link"):
        await announcer.hears(announcer.mail("m1", values={}))


async def test_a_later_name_of_a_practitioner_counts(announcer: Announcer) -> None:
    await announcer.hears(
        announcer.practitioner("p1", "Elena Rivera", sequence=3),
        announcer.practitioner("p1", "Elena Ortiz", sequence=1),
    )
    known = await announcer.store.practitioners.find("p1")
    assert known is not None
    assert known.name == "Elena Rivera"


async def test_a_released_practitioner_is_named_and_not_written_to(announcer: Announcer) -> None:
    await announcer.hears(
        announcer.practitioner("rivera", "Elena Rivera"),
        announcer.application("c1", practitioner_id="rivera"),
        announcer.practitioner("rivera", "Elena Rivera", sequence=2, email=""),
        announcer.application("c2", practitioner_id="rivera"),
    )

    before, after = [await announcer.every_delivery(id_) for id_ in ("c1", "c2")]
    known = await announcer.store.practitioners.find("rivera")

    assert {delivery.kind for delivery in before} == {Kind.PATIENT_REGISTRATION, Kind.CERTIFIED}
    assert {delivery.kind for delivery in after} == {Kind.PATIENT_REGISTRATION}
    assert known is not None
    assert known.name == "Elena Rivera"


async def test_nothing_that_names_a_person_lies_open_in_the_database(
    announcer: Announcer, mongo: Mongo
) -> None:
    await announcer.hears(
        announcer.practitioner("rivera", "Elena Ortiz"),
        announcer.application("c1", first_name="Anastasia", email="canary@mail.example", zip="06907-4321"),
        announcer.mail("m1", email="canary@mail.example"),
    )
    kept: list[dict[str, Any]] = []
    for collection in ("applications", "practitioners", "deliveries"):
        kept += [document async for document in mongo[collection].find()]
    assert len(kept) == 5
    assert not [
        word for word in ("Anastasia", "canary", "06907-4321", "Ortiz", "123456") if word in str(kept)
    ]


async def test_events_sealed_for_another_event_are_not_applied(announcer: Announcer, store: Store) -> None:
    event, other = application(store.transport, "c1"), application(store.transport, "c1")
    moved = {**event.data, "sealed": other.data["sealed"]}
    with pytest.raises(Unacceptable, match="was not sealed for this event"):
        await announcer.hears(type(event)(**{**_fields(event), "data": moved}))
    assert await states(announcer) == []


def _fields(event: Any) -> dict[str, Any]:
    return {name: getattr(event, name) for name in event.__dataclass_fields__}
