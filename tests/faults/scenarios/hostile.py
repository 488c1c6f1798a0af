"""Good events at a steady rate, hostile ones between them: the good ones do not notice."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import cycle
from typing import Any

import orjson
from pymongo import MongoClient

from chassis.broker import Publisher, dead_queue
from chassis.consumer import REASON_HEADER
from chassis.events import PREFIX, Event, event_of, new_event_id, now, to_message
from chassis.keys import KeyRing
from chassis.sealed import Seal
from contracts.events.base import INTERNAL_EXCHANGE
from contracts.events.internal import Language, MailContent, MailKind, MailRequested
from contracts.events.topology import QUEUES
from tests.faults.figures import Figure, none_of, percentile
from tests.faults.ledger import drained
from tests.faults.site import Site
from tests.faults.tap import Letter, Tap, tap
from tests.notifications.support import application
from tests.support import TOPOLOGY

TITLE = "hostile events between good ones"
CANARY = "canary-of-ana"  # in everything that a hostile event holds
MEGABYTES = 10
APPLIED_SECONDS = 120.0
AIMED_AT = "notifications"  # with a repeated id and with line breaks


@dataclass(frozen=True)
class Size:
    good: int
    hostile_of_each: int
    per_second: float


SHORT, FULL = (
    Size(good=60, hostile_of_each=1, per_second=20),
    Size(good=1000, hostile_of_each=5, per_second=40),
)


@dataclass
class Sent:
    """What went out: when, the inboxes that each good event must come to, and how much must rest per queue."""

    at: dict[str, datetime] = field(default_factory=dict)
    due: dict[str, tuple[str, ...]] = field(default_factory=dict)
    parked: Counter[str] = field(default_factory=Counter)
    mails: dict[str, float] = field(default_factory=dict)  # by address, by the monotonic clock


async def run(site: Site, size: Size) -> list[Figure]:
    transport = Seal(KeyRing.read(site.stack.rundir.keys, "transport"))
    sent, begun = Sent(), time.monotonic()
    publisher = Publisher(site.amqp_url, TOPOLOGY, name="good events")
    hostile = _hostile(size, transport, sent)
    every = size.good // (size.hostile_of_each * OF_EACH_ROUND)
    async with tap(site.amqp_url) as internal, asyncio.TaskGroup() as sending:
        await publisher.connected()
        for number, event in enumerate(_good(size.good, transport, sent)):
            sending.create_task(publisher.publish(event))
            if number % every == 0 and (next_one := next(hostile, None)) is not None:
                sending.create_task(internal.put(*next_one))
            await asyncio.sleep(max(0.0, begun + number / size.per_second - time.monotonic()))
    await publisher.close()
    waits = await _applied(site, sent)
    took = await drained(site)
    async with tap(site.amqp_url) as internal:
        resting = await _resting(internal, sent.parked.total())
    reasons = [str(letter.headers.get(REASON_HEADER, "")) for each in resting.values() for letter in each]
    parked = Counter({queue: len(letters) for queue, letters in resting.items()})
    mails = Counter(site.mail.recipients)
    return [
        Figure("good events", len(sent.due), at_least=size.good),
        Figure("hostile events", size.hostile_of_each * OF_EACH_ROUND),
        none_of("good events not applied", sum(map(len, sent.due.values())) - len(waits)),
        none_of("their mails that are lost", sum(mails[to] == 0 for to in sent.mails)),
        none_of("their mails sent twice", sum(mails[to] > 1 for to in sent.mails)),
        none_of("hostile events not parked, or others parked", _difference(parked, sent.parked)),
        none_of("reasons without words, or with the event's", sum(not r or CANARY in r for r in reasons)),
        none_of("processes whose log holds what an event held", await asyncio.to_thread(_leaking, site)),
        none_of("headers that a name's line breaks made", sum(m["Bcc"] is not None for m in site.mail.mails)),
        Figure("p50 until applied in s", percentile(waits, 50)),
        Figure("p99 until applied in s", percentile(waits, 99), at_most=2, of_time=True),
        Figure("p99 until mailed in s", percentile(_until_mailed(site, sent), 99)),
        Figure("drained in s", took, at_most=120, of_time=True),
    ]


def _good(count: int, transport: Seal, sent: Sent) -> Iterator[Event]:
    """Half ask for a mail, half announce an application, each fourth of these with fields of a later version."""
    readers: tuple[str, ...]
    for number in range(count):
        to = f"good-{new_event_id()}@mail.example"
        if number % 2:
            event, readers = _mail(transport, to), (AIMED_AT,)
        else:
            event = application(transport, new_event_id(), email=to, first_name=f"Ana {number}")
            readers = ("identity", AIMED_AT)
        if number % 4 == 0:
            later = {"addedByALaterVersion": {"much": ["more"]}}
            event = _changed(event, data={**event.data, **later})
        sent.at[event.id], sent.due[event.id] = now(), readers
        sent.mails[to] = time.monotonic()
        yield event


def _mail(transport: Seal, to: str, event_id: str | None = None) -> Event:
    event_id = event_id or new_event_id()
    content = MailContent(
        email=to, language=Language.EN, values={"link": "https://x.example/v?token=t", "code": "123456"}
    )
    sealed = transport.seal(content.model_dump(mode="json", by_alias=True), (event_id, "sealed"))
    data = MailRequested(mail_id=new_event_id(), kind=MailKind.ACCOUNT_VERIFICATION, sealed=sealed)
    return event_of(data, subject=data.mail_id, sequence=1, id=event_id)


def _changed(event: Event, **changed: Any) -> Event:
    kept = {name: getattr(event, name) for name in Event.__slots__}
    return Event(**{**kept, **changed})


def _hostile(size: Size, transport: Seal, sent: Sent) -> Iterator[tuple[str, Letter]]:
    """Each kind in turn, for each queue in turn."""
    queues = cycle(QUEUES)
    for _ in range(size.hostile_of_each):
        for make in KINDS:
            queue = next(queues)
            letter = make(queue)
            sent.parked[queue] += 1
            yield queue, letter
        yield AIMED_AT, _letter(_repeated(transport, sent))
        yield AIMED_AT, _letter(_line_breaks(transport, sent))


def _repeated(transport: Seal, sent: Sent) -> Event:
    """The id of an event that came before, with something else in it."""
    known = next(iter(sent.at))
    return _mail(transport, f"{CANARY}@mail.example", event_id=known)


def _line_breaks(transport: Seal, sent: Sent) -> Event:
    """Accepted: a name is free text. What it must not become is a header, or a second recipient."""
    to = f"good-{new_event_id()}@mail.example"
    name = f"Ana\r\nBcc: {CANARY}@mail.example\r\n\r\nHello"
    event = application(transport, new_event_id(), email=to, first_name=name)
    sent.at[event.id], sent.due[event.id] = now(), (AIMED_AT,)
    sent.mails[to] = time.monotonic()
    return event


def _letter(event: Event) -> Letter:
    message = to_message(event)
    return Letter(event.type, message.body, message.headers)


def _of(queue: str, body: bytes, **attributes: Any) -> Letter:
    """A message of a type that this queue's service reacts to. None leaves an attribute out."""
    type_ = QUEUES[queue][INTERNAL_EXCHANGE][0]
    told: Mapping[str, Any] = {
        "specversion": "1.0",
        "id": new_event_id(),
        "type": type_,
        "source": f"/{CANARY}",
        "subject": CANARY,
        "sequence": "1",
        "time": now().isoformat(),
        **attributes,
    }
    return Letter(type_, body, {PREFIX + name: value for name, value in told.items() if value is not None})


def _json(value: Any = CANARY) -> bytes:
    return orjson.dumps({"certificationId": value})


KINDS: tuple[Callable[[str], Letter], ...] = (
    lambda queue: _of(queue, f"{CANARY}, no JSON".encode()),
    lambda queue: _of(queue, orjson.dumps([CANARY])),
    lambda queue: _of(queue, _json(CANARY * (MEGABYTES * 1_000_000 // len(CANARY)))),
    lambda queue: _of(queue, b'{"a":' * 30_000 + _json() + b"}" * 30_000),
    lambda queue: _of(queue, _json(), type=f"{CANARY}.v1"),
    lambda queue: _of(queue, _json(), type=QUEUES[queue][INTERNAL_EXCHANGE][0].replace(".v1", ".v99")),
    lambda queue: _of(queue, _json(), id=None),
    lambda queue: _of(queue, _json(), sequence=CANARY),
    lambda queue: _of(queue, _json(), sequence="9" * 30),
    lambda queue: _of(queue, _json({"$where": CANARY})),
)
OF_EACH_ROUND = len(KINDS) + 2  # a repeated id, and line breaks


async def _applied(site: Site, sent: Sent) -> list[float]:
    """Seconds from each good event's sending to each of its readers' inboxes, once all are there or time is up."""
    deadline = time.monotonic() + APPLIED_SECONDS
    due = sum(map(len, sent.due.values()))
    while True:
        waits = await asyncio.to_thread(_waits, site, sent)
        if len(waits) == due or time.monotonic() > deadline:
            return waits
        await asyncio.sleep(0.2)


def _waits(site: Site, sent: Sent) -> list[float]:
    waits = []
    with MongoClient[dict[str, Any]](site.mongodb_url, tz_aware=True) as client:
        for service in QUEUES:
            ids = [event_id for event_id, readers in sent.due.items() if service in readers]
            inbox = client[site.database(service)]["inbox"].find({"_id": {"$in": ids}})
            waits += [max(0.0, (entry["at"] - sent.at[entry["_id"]]).total_seconds()) for entry in inbox]
    return waits


async def _resting(internal: Tap, due: int) -> dict[str, list[Letter]]:
    """The dead letters of each queue, once so many are there or time is up: no inbox tells of those."""
    deadline = time.monotonic() + APPLIED_SECONDS
    resting: dict[str, list[Letter]] = {queue: [] for queue in QUEUES}
    while True:
        for queue in QUEUES:
            resting[queue] += await internal.emptied(dead_queue(queue))
        if sum(map(len, resting.values())) >= due or time.monotonic() > deadline:
            return resting
        await asyncio.sleep(0.2)


def _until_mailed(site: Site, sent: Sent) -> list[float]:
    accepted = zip(site.mail.recipients, site.mail.accepted_at, strict=True)
    return [at - sent.mails[to] for to, at in accepted if to in sent.mails]


def _difference(found: Counter[str], wanted: Counter[str]) -> int:
    return ((found - wanted) + (wanted - found)).total()


def _leaking(site: Site) -> int:
    logs = [site.part(name).log for name in site.stack.processes]
    return sum(CANARY in log.read_text(errors="replace") for log in logs)
