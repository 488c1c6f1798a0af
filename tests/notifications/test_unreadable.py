"""A delivery that cannot be read here holds up no other, and is not lost."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import REGISTRY

from chassis.consumer import NotYet, Unacceptable
from chassis.events import now
from chassis.keys import LiveRing
from chassis.sealed import Seal
from services.notifications.domain.delivery import Delivery, Outcome, State
from services.notifications.store import Store
from services.notifications.store.leases import UNREADABLE_FOR
from services.notifications.usecases.deliver import Sending, deliver
from tests.notifications.mail_server import MailServer
from tests.notifications.support import Announcer

OWNER = "a mailer"


def unreadable() -> float:
    """What the alert watches."""
    return REGISTRY.get_sample_value("mmp_mail_unreadable_total") or 0.0


async def taken(store: Store, state: State, at: datetime) -> list[Delivery]:
    return await store.leases.take(OWNER, state, limit=20, now=at)


@pytest.mark.parametrize(
    "spoilt",
    [{"sealed": "unknown.c2VhbGVk"}, {"sealed": "no seal"}, {"kind": "OF_A_LATER_VERSION"}],
    ids=["a key that is not here", "damaged", "a later version's kind"],
)
async def test_the_others_that_are_leased_with_it_go_out_and_it_waits_until_it_can_be_read(
    store: Store, announcer: Announcer, spoilt: dict[str, Any]
) -> None:
    await announcer.hears(*(announcer.application(f"c{number}") for number in range(3)))
    collection = announcer.mongo["deliveries"]
    whole = await collection.find_one_and_update({"certificationId": "c0"}, {"$set": spoilt})
    assert whole is not None
    at, before = now(), unreadable()

    others = await taken(store, State.QUEUED, at)

    assert [each.certification_id for each in others] == ["c1", "c2"]
    assert unreadable() == before + 1
    assert await taken(store, State.RETRYING, at) == []
    assert await store.leases.take_back(but_not=[each.id for each in others], now=at + UNREADABLE_FOR) == 0
    await collection.update_one({"_id": whole["_id"]}, {"$set": {name: whole[name] for name in spoilt}})
    (waited,) = await taken(store, State.RETRYING, at + UNREADABLE_FOR)
    assert waited.content is not None


async def test_content_of_a_later_version_holds_up_no_other(
    store: Store, announcer: Announcer, keys: Path
) -> None:
    await announcer.hears(announcer.application("c0"), announcer.application("c1"))
    collection = announcer.mongo["deliveries"]
    newer = await collection.find_one({"certificationId": "c0"})
    assert newer is not None
    content = {"email": "ana@mail.example", "values": {}, "person_id": "ana", "later": 1}
    sealed = Seal(LiveRing(keys, "notifications.seal")).seal(content, ("deliveries", newer["_id"], "content"))
    await collection.update_one({"_id": newer["_id"]}, {"$set": {"sealed": sealed}})

    assert [each.certification_id for each in await taken(store, State.QUEUED, now())] == ["c1"]


async def test_one_whose_application_cannot_be_read_is_tried_again_later_and_not_at_every_lease(
    store: Store, announcer: Announcer, sending: Sending, mail_server: MailServer
) -> None:
    await announcer.hears(announcer.application("c0"))
    await announcer.mongo["applications"].update_one({"_id": "c0"}, {"$set": {"sealed": "unknown.c2VhbGVk"}})
    (leased,) = await taken(store, State.QUEUED, now())
    before = unreadable()

    await deliver(leased, OWNER, sending)

    (kept,) = await announcer.deliveries("c0")
    assert (kept.state, [each.outcome for each in kept.attempts]) == (State.RETRYING, [Outcome.DEFERRED])
    assert await taken(store, State.RETRYING, kept.attempts[0].at) == []
    assert mail_server.connections == 0
    assert unreadable() == before + 1


async def test_a_kind_of_mail_that_a_newer_version_asks_for_is_tried_again(announcer: Announcer) -> None:
    """A newer process runs beside this one; whoever upgrades it finds the mail."""
    asked = announcer.mail("m1")
    newer = replace(asked, data={**asked.data, "kind": "OF_A_LATER_VERSION"})

    with pytest.raises(NotYet, match="upgrade"):
        await announcer.hears(newer)
    with pytest.raises(Unacceptable):
        await announcer.hears(replace(asked, data={**asked.data, "kind": 7}))
    await announcer.hears(asked)

    assert [each["kind"] async for each in announcer.mongo["deliveries"].find()] == ["ACCOUNT_VERIFICATION"]
