"""The audit trail is chained: whoever changes, removes or slips in an entry in the database is found out."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from chassis.chain import BATCH
from chassis.events import now
from chassis.keys import KeyRing
from chassis.mongo import Collection
from services.identity.domain.audit import AuditKind
from services.identity.signing_keys import rotate
from services.identity.store.audit import KEPT
from services.identity.usecases.watch_keys import KeyWatch
from tests.identity.conftest import Office
from tests.identity.test_operators import ELENA, Operator, operator

__all__ = ["operator"]
Deed = Callable[[Collection], Awaitable[Any]]


async def fill(office: Office, count: int, **aside: Any) -> None:
    for number in range(count):
        await office.store.audit.add(AuditKind.SIGNED_IN, f"account {number}", at=office.now(), **aside)


async def broken(office: Office, expected: tuple[int, str] | None = None) -> list[str]:
    return [told async for told in office.store.audit.broken(now=office.now(), expected=expected)]


async def end(office: Office) -> tuple[int, str]:
    head, _ = await office.store.audit.head()
    assert head is not None
    return head.number, head.digest


async def test_what_people_do_joins_a_chain_that_is_whole(office: Office) -> None:
    await office.practitioner()

    chained = await office.store.audit.chain_waiting()
    await fill(office, 2)
    more = await office.store.audit.chain_waiting()

    assert (chained, more) == (2, 2)
    assert await broken(office) == []
    assert (await end(office))[0] == 4
    assert await office.store.audit.waiting() == 0
    assert await office.store.audit.chain_waiting() == 0


@pytest.mark.parametrize(
    ("deed", "told"),
    [
        (lambda c: c.update_one({"number": 3}, {"$set": {"accountId": "another"}}), "entry 3 ("),
        (lambda c: c.update_one({"number": 3}, {"$set": {"kind": "SIGNED_OUT"}}), "entry 3 ("),
        (lambda c: c.update_one({"number": 3}, {"$set": {"at": now() - timedelta(days=1)}}), "entry 3 ("),
        (lambda c: c.update_one({"number": 3}, {"$set": {"client": "192.0.2.1"}}), "entry 3 ("),
        (lambda c: c.delete_one({"number": 3}), "entry 3 is missing"),
        (lambda c: c.update_one({"number": 3}, {"$set": {"number": None}}), "entry 3 is missing"),
        (lambda c: c.delete_many({"number": {"$lte": 3}}), "before entry 4 something is missing"),
        (
            lambda c: c.delete_many({"number": {"$gte": 4}}),
            "after entry 3 something is missing: the newest was 5",
        ),
        (lambda c: c.delete_many({}), "after entry 0 something is missing: the newest was 5"),
        (
            lambda c: c.insert_one({"number": 6, "at": now(), "kind": "SIGNED_IN", "digest": "made up"}),
            "entry 6 does not follow upon the one before it",
        ),
    ],
)
async def test_the_first_broken_link_is_named(office: Office, deed: Deed, told: str) -> None:
    await fill(office, 5)
    await office.store.audit.chain_waiting()

    await deed(office.store.mongo["audit"])

    (found,) = await broken(office)
    assert found.startswith(told)


async def test_a_chain_cut_together_with_its_head_is_found_out_by_what_was_noted_elsewhere(
    office: Office,
) -> None:
    await fill(office, 3)
    await office.store.audit.chain_waiting()
    early = await end(office)
    await fill(office, 2)
    await office.store.audit.chain_waiting()
    noted = await end(office)
    trail = office.store.mongo["audit"]
    await trail.delete_many({"number": {"$gt": 3}})
    cut = {"number": early[0], "digest": early[1]}
    await office.store.mongo["audit_head"].update_one({"_id": "head"}, {"$set": cut})

    assert await broken(office) == []
    assert await broken(office, early) == []
    assert await broken(office, noted) == ["entry 5 has not the digest that was expected"]


async def test_entries_that_leave_after_six_years_leave_a_chain_that_is_whole(office: Office) -> None:
    await fill(office, 2)
    office.turn_clock(KEPT - timedelta(days=30))
    await fill(office, 2)
    await office.store.audit.chain_waiting()
    office.turn_clock(timedelta(days=31))

    before = await broken(office)
    await office.store.mongo["audit"].delete_many({"number": 1})  # not yet the second: they go one by one
    partly = await broken(office)
    await office.store.mongo["audit"].delete_many({"number": 2})

    assert before == partly == await broken(office) == []
    office.turn_clock(KEPT)
    await office.store.mongo["audit"].delete_many({})
    assert await broken(office) == []


async def test_entries_come_while_two_workers_chain_and_none_is_lost_or_chained_twice(office: Office) -> None:
    async def people() -> None:
        for _ in range(20):
            await asyncio.gather(*(fill(office, 5) for _ in range(4)))

    async def works() -> None:
        while not coming.done():
            await office.store.audit.chain_waiting()

    coming = asyncio.create_task(people())
    await asyncio.gather(coming, works(), works())
    await office.store.audit.chain_waiting()

    assert await broken(office) == []
    assert (await end(office))[0] == 400 < BATCH


async def test_each_state_of_the_key_files_is_told_once_by_however_many_workers(
    office: Office, keys: Path
) -> None:
    watches = [KeyWatch(keys, office.store) for _ in range(2)]

    async def look() -> list[str]:
        for watch in watches:
            await watch.look(now=office.now())
        query = {"kind": "KEYS_CHANGED"}
        entries = await office.store.mongo["audit"].find(query).sort("at", 1).to_list(None)
        assert {entry["by"] for entry in entries} == {"operator"}
        return [entry["about"] for entry in entries]

    first = await look()
    ring = KeyRing.read(keys, "identity.seal")
    added = ring.with_new_key()
    added.write(keys, "identity.seal")
    office.turn_clock(timedelta(seconds=1))
    second = await look()
    new = list(added.keys)[-1]
    added.using(new).without(ring.current).write(keys, "identity.seal")
    office.turn_clock(timedelta(seconds=1))
    third = await look()
    signing = rotate(keys, now=now().timestamp(), compromised=True)
    office.turn_clock(timedelta(seconds=1))

    fourth = await look()

    assert len(first) == 5
    assert second[5:] == [f"identity.seal uses {ring.current} of {' '.join(sorted((ring.current, new)))}"]
    assert third[6:] == [f"identity.seal uses {new} of {new}"]
    assert fourth[7:] == [f"identity.signing uses {signing.kid} of {signing.kid}"]


async def test_an_operator_verifies_the_trail_and_reads_whatever_stands_in_it(operator: Operator) -> None:
    office = operator.office
    await fill(office, 2)
    await office.store.audit.chain_waiting()
    await fill(office, 1)

    code, whole = await operator.runs("audit", "verify")
    *_, noted = whole.splitlines()[0].split()
    again, _ = await operator.runs("audit", "verify", "--expect", noted)
    nonsense, cure = await operator.runs("audit", "verify", "--expect", "nonsense")
    await office.store.mongo["audit"].update_one({"number": 2}, {"$set": {"kind": "FLEW_AWAY"}})
    changed, told = await operator.runs("audit", "verify")
    printed, trail = await operator.runs("audit", "--since", "2020-01-01")

    assert (code, again, nonsense, changed, printed) == (0, 0, 1, 3, 0)
    assert whole.splitlines()[1] == "1 entries are not chained yet: the worker does that."
    assert "NUMBER:DIGEST" in cure
    assert told.startswith("entry 2 (")
    assert '"kind":"FLEW_AWAY"' in trail
    assert ELENA not in trail
