"""The whole stack as the faults find it: real servers, all processes, an integrator, practitioners at work."""

import csv
import random
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

import aiohttp

from chassis.events import now
from devstack import processes
from devstack.servers import Given
from devstack.stack import Devstack
from devstack.supervised import Supervised
from devstack.testing import new_root
from devstack.together import together
from services.identity.sample_registry import sample_rows
from tests.faults.caller import ANSWER_SECONDS, Caller
from tests.faults.integrator import Integrator
from tests.faults.practitioner import Practitioner
from tests.notifications.mail_server import MailServer

PRACTITIONERS = 8
MAILER = "notifications-worker"
OURS = [process.name for process in processes.STAYING]


@dataclass
class Site:
    """`mongodb_url` and `amqp_url` are those of the servers, whatever lies between them and our processes."""

    servers: Devstack
    stack: Devstack
    mail: MailServer
    integrator: Integrator
    caller: Caller
    practitioners: list[Practitioner]
    mongodb_url: str
    amqp_url: str
    seed: int
    chance: random.Random

    def part(self, name: str) -> Supervised:
        """One of our processes, or of the servers."""
        return (self.stack if name in self.stack.processes else self.servers).process(name)

    def database(self, service: str) -> str:
        return self.stack.database(service)


@asynccontextmanager
async def opened(
    servers: Devstack,
    amqp_url: str,
    *,
    seed: int,
    copies: int = 1,
    extra: Mapping[str, Mapping[str, str]] | None = None,
) -> AsyncIterator[Site]:
    """All our processes on these servers and in this vhost, and PRACTITIONERS who are ready to certify.

    With `copies` there are as many of each process; `extra` is more environment by process name.
    """
    async with AsyncExitStack() as stack:
        mail = MailServer()
        await mail.start()
        stack.push_async_callback(mail.stop)
        given = Given(servers.mongodb_url, amqp_url, f"smtp://127.0.0.1:{mail.port}", "")
        running = await stack.enter_async_context(
            Devstack(
                OURS,
                root=new_root(f"faults-{token_hex(2)}"),
                given=given,
                database_prefix=f"mmp_{token_hex(4)}",
                copies=copies,
                extra=extra,
            )
        )
        timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS)
        http = await stack.enter_async_context(aiohttp.ClientSession(timeout=timeout))
        site = Site(
            servers=servers,
            stack=running,
            mail=mail,
            integrator=await stack.enter_async_context(Integrator(amqp_url)),
            caller=Caller(running.gateway_urls, http),
            practitioners=[],
            mongodb_url=servers.mongodb_url,
            amqp_url=amqp_url,
            seed=seed,
            chance=random.Random(seed),
        )
        await _enrol(site)
        yield site


async def _enrol(site: Site) -> None:
    """From a registry of invented people."""
    rows = [
        row
        for row in sample_rows(PRACTITIONERS * 4, seed=7, on=now().date())
        if row["profession"] == "PHYSICIAN"
        and {row[f"{what}_status"] for what in ("license", "csp", "dea")} == {"ACTIVE"}
    ][:PRACTITIONERS]
    file = site.stack.rundir.data / "registry.csv"
    _write(file, rows)
    await site.stack.command("registry", "services.identity", "registry", "import", str(file))
    site.practitioners = [Practitioner(row, site.caller) for row in rows]
    await together(*(each.enrol(site.mail) for each in site.practitioners))


def _write(file: Path, rows: list[dict[str, str]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as text:
        writer = csv.DictWriter(text, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
