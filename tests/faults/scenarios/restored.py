"""A back-up is taken under load, put into new databases at a new broker, and the product started on them.

What was accepted before the back-up began is there, and the ledger of what is there balances: events that were on
their way arrive, under their ids. A mail that was due at that moment may come twice: as the same message where it was
queued already, as another where its event had not been consumed yet, since who restores has forgotten what came after.
"""

import asyncio
import time
from collections.abc import Mapping, Set
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from secrets import token_hex
from tempfile import mkdtemp
from typing import Any

from pymongo import MongoClient
from rich.console import Console
from rich.progress import Progress

from contracts.events.base import PUBLIC_EXCHANGE
from contracts.events.topology import QUEUES
from devstack import processes, rabbitmq
from devstack.backup.put_back import put_back
from devstack.backup.take import take
from devstack.installation import Installation
from devstack.servers import Given
from devstack.stack import Devstack
from devstack.testing import new_root
from services.notifications.domain.delivery import Kind, State
from tests.faults.figures import Figure, none_of
from tests.faults.integrator import Integrator
from tests.faults.ledger import compare, drained
from tests.faults.load import Accepted, Load
from tests.faults.site import OURS, Site

TITLE = "back-up under load, restored"
REPLAYED_FROM = "2020-01-01"


@dataclass(frozen=True)
class Size:
    """`seconds` of load before the back-up, and again after it."""

    seconds: float
    per_second: float


SHORT, FULL = Size(seconds=3, per_second=3), Size(seconds=30, per_second=15)


class _Kept(Load):
    """Those of a load's certifications that the back-up holds."""

    def __init__(self, site: Site, accepted: list[Accepted]) -> None:
        super().__init__(site)
        self.accepted = accepted
        self._emails = {each.email for each in accepted}

    def is_address(self, email: str) -> bool:
        return email in self._emails


async def run(site: Site, size: Size) -> list[Figure]:
    load, stop = Load(site), asyncio.Event()
    running = asyncio.create_task(load.paced(stop, per_second=size.per_second))
    await asyncio.sleep(size.seconds)
    folder, keys = Path(mkdtemp()) / "backup", Path(mkdtemp()) / "keys"
    mailed = await asyncio.to_thread(_mailed, site)
    before, begun = [each.id for each in load.accepted], time.monotonic()
    manifest = await asyncio.to_thread(take, _installation(site), folder, keys, _silent())
    taken_in = time.monotonic() - begun
    due_then = sum(each.id not in mailed for each in load.accepted)
    await asyncio.sleep(size.seconds)
    stop.set()
    await running
    await drained(site)

    prefix, begun = f"mmp_{token_hex(4)}", time.monotonic()
    target = _installation(site, keys=keys, prefix=prefix)
    _, again = await asyncio.to_thread(put_back, target, folder, None, _silent())
    restored_in = time.monotonic() - begun
    async with AsyncExitStack() as stack:
        other = await _started(stack, site, prefix, keys)
        await _replayed(other)
        await drained(other)
        certified = await asyncio.to_thread(_certified, other)
        kept = _Kept(other, [each for each in load.accepted if each.id in certified])
        ledger = await compare(other, kept)
        original, published = await asyncio.to_thread(_public_events, site, other)
    return [
        none_of("accepted before and not there", len(set(before) - certified)),
        *replace(ledger, second_message_ids=0).figures(duplicates=due_then),
        Figure("of which made anew", ledger.second_message_ids, at_most=due_then),
        none_of("restored events that the integrator lacks", len(published - other.integrator.ids)),
        none_of("events under another id", len(published - original)),
        Figure("documents", manifest.documents),
        Figure("events sent once more", again),
        Figure("backed up in s", taken_in),
        Figure("restored in s", restored_in),
    ]


def _installation(site: Site, *, keys: Path | None = None, prefix: str = "") -> Installation:
    database = (prefix or site.stack.database("x").removesuffix("_x")) + "_{service}"
    return Installation.told(
        {
            "MONGODB_URL": site.mongodb_url,
            "MONGODB_DATABASE": database,
            "KEYS_DIR": str(keys or site.stack.rundir.keys),
        }
    )


async def _started(stack: AsyncExitStack, site: Site, prefix: str, keys: Path) -> Site:
    """The product on the restored databases, with the keys of then, at a broker that knows of nothing."""
    vhost = f"restored-{token_hex(3)}"
    await rabbitmq.add_vhosts(site.servers.process("rabbitmq"), [vhost])
    amqp_url = f"{site.servers.amqp_url.rstrip('/')}/{vhost}"
    told: Mapping[str, str] = {"KEYS_DIR": str(keys)}
    names = [*OURS, *(process.name for process in processes.MIGRATIONS), processes.REGISTRY.name]
    given = Given(site.mongodb_url, amqp_url, f"smtp://127.0.0.1:{site.mail.port}", "")
    running = await stack.enter_async_context(
        Devstack(
            OURS,
            root=new_root(f"restored-{token_hex(2)}"),
            given=given,
            database_prefix=prefix,
            extra=dict.fromkeys((*names, "certification-replay"), told),
        )
    )
    integrator = await stack.enter_async_context(Integrator(amqp_url))
    return replace(site, stack=running, integrator=integrator, amqp_url=amqp_url)


async def _replayed(site: Site) -> None:
    """What an operator does for each integrator after a restore."""
    queue = site.integrator.queue
    command = ("services.certification", "events", "replay", "--queue", queue, "--from", REPLAYED_FROM)
    await site.stack.command("certification-replay", *command)


def _certified(site: Site) -> Set[str]:
    with MongoClient[dict[str, Any]](site.mongodb_url) as client:
        found = client[site.database("certification")]["certifications"].find({"status": "CERTIFIED"})
        return {document["_id"] for document in found}


def _mailed(site: Site) -> Set[str]:
    """The certifications of which the patient's mail is known to be sent: a back-up from now on holds that."""
    with MongoClient[dict[str, Any]](site.mongodb_url) as client:
        sent = {"kind": Kind.PATIENT_REGISTRATION.value, "state": State.SENT.value}
        found = client[site.database("notifications")]["deliveries"].find(sent)
        return {document["certificationId"] for document in found}


def _public_events(*sites: Site) -> list[Set[str]]:
    with MongoClient[dict[str, Any]](sites[0].mongodb_url) as client:
        return [
            {
                entry["_id"]
                for service in QUEUES
                for entry in client[site.database(service)]["outbox"].find({"exchange": PUBLIC_EXCHANGE})
            }
            for site in sites
        ]


def _silent() -> Progress:
    return Progress(console=Console(quiet=True))
