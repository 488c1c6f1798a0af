"""MongoDB, RabbitMQ and the SMTP inbox: those that the environment names, else our own."""

import asyncio
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import aiohttp

from devstack import mongod, rabbitmq
from devstack.ports import free_port
from devstack.processes import REPOSITORY
from devstack.progress import Progress
from devstack.rundir import RunDir
from devstack.supervised import Supervised
from devstack.together import together

MONGODB, RABBITMQ, INBOX = "mongodb", "rabbitmq", "inbox"
SERVERS = (MONGODB, RABBITMQ, INBOX)


@dataclass(frozen=True)
class Given:
    """Servers that somebody else runs: used, never started, stopped or emptied. Empty means: start our own."""

    mongodb_url: str = ""
    amqp_url: str = ""
    smtp_url: str = ""
    inbox_url: str = ""  # of a mailpit, for those who read the mails: the story and the tests

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Given":
        """MONGODB_URL, AMQP_URL, SMTP_URL and INBOX_URL."""
        names = ("MONGODB_URL", "AMQP_URL", "SMTP_URL", "INBOX_URL")
        return cls(*(environment.get(name, "") for name in names))


@dataclass
class Servers:
    """The three servers of one run."""

    given: Given
    wanted: Sequence[str] = SERVERS
    vhosts: Sequence[str] = ()
    inbox_port: int | None = None  # of the inbox's page, if it is free
    mongo_nodes: int = 1
    own: list[Supervised] = field(default_factory=list)
    mongodb_url: str = ""
    amqp_url: str = ""
    smtp_url: str = ""
    inbox_url: str = ""

    async def start(self, rundir: RunDir, progress: Progress) -> None:
        """Start those that are wanted and not given, at the same time."""
        self.mongodb_url, self.amqp_url = self.given.mongodb_url, self.given.amqp_url
        self.smtp_url, self.inbox_url = self.given.smtp_url, self.given.inbox_url
        starters = {
            MONGODB: (self.mongodb_url, self._start_mongodb),
            RABBITMQ: (self.amqp_url, self._start_rabbitmq),
            INBOX: (self.smtp_url, self._start_inbox),
        }
        for name in self.wanted:
            if starters[name][0]:
                progress.line(name, "given", 0.0)
        own = [starters[name][1] for name in self.wanted if not starters[name][0]]
        await together(*(start(rundir, progress) for start in own))

    async def _start_mongodb(self, rundir: RunDir, progress: Progress) -> None:
        with progress.part(MONGODB) as notes:
            nodes = await asyncio.to_thread(mongod.supervised, rundir, nodes=self.mongo_nodes)
            self.own += nodes
            await together(*(node.start() for node in nodes))
            self.mongodb_url = nodes[0].url
            notes.append(self.mongodb_url)

    async def _start_rabbitmq(self, rundir: RunDir, progress: Progress) -> None:
        with progress.part(RABBITMQ) as notes:
            epmd, broker = await asyncio.to_thread(rabbitmq.supervised, rundir, vhosts=self.vhosts)
            self.own.append(epmd)
            await epmd.start()
            self.own.append(broker)
            await broker.start()
            self.amqp_url = broker.url
            notes.append(broker.url)

    async def _start_inbox(self, rundir: RunDir, progress: Progress) -> None:
        with progress.part(INBOX) as notes:
            smtp_port, http_port = free_port(), free_port(self.inbox_port)
            url = f"http://127.0.0.1:{http_port}"
            server = Supervised(
                name=INBOX,
                argv=[
                    *(sys.executable, "-m", "devstack.inbox"),
                    *("--smtp-port", str(smtp_port), "--http-port", str(http_port)),
                ],
                environment={"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8"},
                rundir=rundir,
                working_folder=REPOSITORY,
                is_ready=lambda: answers_ok(f"{url}/readyz"),
                stop_seconds=5.0,
                url=url,
            )
            self.own.append(server)
            await server.start()
            self.smtp_url, self.inbox_url = f"smtp://127.0.0.1:{smtp_port}", url
            notes.append(url)


async def answers_ok(url: str) -> bool:
    """True if a GET of this address answers 200. False where nobody listens."""
    timeout = aiohttp.ClientTimeout(total=2)
    try:
        async with aiohttp.ClientSession(timeout=timeout) as session, session.get(url) as response:
            return response.status == 200
    except aiohttp.ClientError:
        return False
