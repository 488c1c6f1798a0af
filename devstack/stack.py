"""The whole system on one machine: `async with Devstack() as stack: ...`.

Order: keys and servers and the gateway at once, then every service's migrate, then the demo's registry,
then all that stays. Stopped in reverse. Whatever happens in between, what was started is stopped.
"""

import asyncio
import os
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from devstack import processes
from devstack.errors import DevstackError
from devstack.ports import free_port
from devstack.processes import REPOSITORY, Process, Site
from devstack.progress import Progress
from devstack.rundir import RunDir
from devstack.servers import SERVERS, Given, Servers, answers_ok
from devstack.supervised import Supervised
from devstack.together import together

DEFAULT_ROOT = REPOSITORY / ".devstack"
ALL = (*SERVERS, *(process.name for process in processes.STAYING))


class Devstack:
    """MongoDB, RabbitMQ, the inbox and all processes of ours, or those `parts` of them that are named.

    `given` are servers that somebody else runs (default: what the environment names).
    `extra` is more environment by process name, for all its copies: {"notifications-worker": {"FAILPOINTS": "..."}}.
    `vhosts` are broker vhosts made beside "/" if the broker is our own.
    `usual_ports` puts gateway and inbox on 8000 and 8025 if those are free.
    `copies` is how many there are of each process of ours: the second gateway is called "gateway#2".
    `web_app` is the folder of a built web client, which the gateway then serves and mails lead to.
    `mongo_nodes` is how many members the replica set has if MongoDB is our own.
    """

    def __init__(
        self,
        parts: Sequence[str] = ALL,
        *,
        root: Path = DEFAULT_ROOT,
        given: Given | None = None,
        progress: Progress | None = None,
        database_prefix: str = "mmp",
        extra: Mapping[str, Mapping[str, str]] | None = None,
        vhosts: Sequence[str] = (),
        usual_ports: bool = False,
        copies: int = 1,
        mongo_nodes: int = 1,
        web_app: Path | None = None,
    ) -> None:
        unknown = set(parts) - set(ALL)
        if unknown:
            raise DevstackError(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(ALL)}")
        self.rundir = RunDir(root)
        self.started_in = 0.0
        self._staying = [
            process.copy(number)
            for number in range(1, copies + 1)
            for process in processes.STAYING
            if process.name in parts
        ]
        self._servers = Servers(
            given=given or Given.from_environment(),
            wanted=[name for name in SERVERS if name in parts],
            vhosts=vhosts,
            inbox_port=8025 if usual_ports else None,
            mongo_nodes=mongo_nodes,
        )
        self._gateway_port = 8000 if usual_ports else None
        self._progress = progress or Progress()
        self._database_prefix = database_prefix
        self._extra = extra or {}
        self._web_app = web_app
        self._site: Site | None = None
        self._children: dict[str, Supervised] = {}

    @property
    def mongodb_url(self) -> str:
        return self._servers.mongodb_url

    @property
    def amqp_url(self) -> str:
        return self._servers.amqp_url

    @property
    def smtp_url(self) -> str:
        return self._servers.smtp_url

    @property
    def inbox_url(self) -> str:
        return self._servers.inbox_url

    @property
    def gateway_url(self) -> str:
        return self.url("gateway")

    @property
    def web_app_url(self) -> str:
        """Where the web client is; empty where none is served."""
        return self._placed.public_url if self._web_app else ""

    def url(self, name: str) -> str:
        """Where a listening process is, without a path."""
        return self._placed.url(name)

    def admin_url(self, name: str) -> str:
        """Where a process has /livez, /readyz and /metrics."""
        return self._placed.admin_url(name)

    def database(self, service: str) -> str:
        return f"{self._database_prefix}_{service}"

    def process(self, name: str) -> Supervised:
        """A running part, to be stopped, killed with kill9() and started again."""
        own = {server.name: server for server in self._servers.own}
        try:
            return {**own, **self._children}[name]
        except KeyError:
            raise DevstackError(f"{name} is not run by this stack") from None

    @property
    def processes(self) -> list[str]:
        """The names of our own processes that stay, as `process` takes them."""
        return list(self._children)

    async def command(self, name: str, *command: str) -> None:
        """Run `python -m COMMAND` to its end, told what its service is told. Raises PartFailed."""
        await self._supervised(Process(name, command, one_shot=True)).run()

    def ended(self) -> list[str]:
        """The names of the parts that should run and do not."""
        return [part.name for part in (*self._servers.own, *self._children.values()) if not part.running]

    async def __aenter__(self) -> Self:
        for name in await asyncio.to_thread(self.rundir.acquire):
            self._progress.say(f"  stopped {name}, left over from an earlier run")
        began = time.monotonic()
        try:
            with self._progress:
                await self._start()
        except BaseException:
            await asyncio.shield(self.stop())
            raise
        self.started_in = time.monotonic() - began
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await asyncio.shield(self.stop())

    async def stop(self) -> None:
        """Stop what this run started, in reverse, and remove its data."""
        gateway = [child for name, child in self._children.items() if name in self._gateways]
        others = [child for child in self._children.values() if child not in gateway]
        epmd = [
            server for server in self._servers.own if server.name == "epmd"
        ]  # its broker needs it to the end
        servers = [server for server in self._servers.own if server not in epmd]
        try:
            with self._progress:
                for wave in (gateway, others, servers, epmd):
                    await together(*(self._stop_child(child) for child in wave))
        finally:
            await asyncio.to_thread(self.rundir.release)

    @property
    def _gateways(self) -> list[str]:
        return [process.name for process in self._staying if process.command == processes.GATEWAY.command]

    @property
    def gateway_urls(self) -> list[str]:
        """Of every gateway, where there are copies."""
        return [self.url(name) for name in self._gateways]

    @property
    def _placed(self) -> Site:
        if self._site is None:
            raise DevstackError("this stack has not been started: use it as `async with Devstack() as stack`")
        return self._site

    async def _start(self) -> None:
        if not self._staying:
            await self._servers.start(self.rundir, self._progress)
            return
        ports = self._ports()
        self._site = self._site_with(ports)
        await together(self._servers.start(self.rundir, self._progress), self._run(processes.KEYS))
        self._site = self._site_with(ports)
        services = {process.command[0] for process in self._staying}
        migrations = [p for p in processes.MIGRATIONS if p.command[0] in services]
        await together(*(self._run(process) for process in migrations))
        if processes.REGISTRY.command[0] in services:
            await self._run(processes.REGISTRY)
        await together(*(self._stay(process) for process in self._staying))

    def _ports(self) -> dict[str, int]:
        ports = {"gateway": free_port(self._gateway_port)}
        for process in (*processes.STAYING, *self._staying):
            ports.setdefault(process.name, free_port())
            ports.setdefault(f"{process.name}:admin", free_port())
        return ports

    def _site_with(self, ports: dict[str, int]) -> Site:
        return Site(
            mongodb_url=self.mongodb_url,
            amqp_url=self.amqp_url,
            smtp_url=self.smtp_url,
            keys=self.rundir.keys,
            ports=ports,
            database_prefix=self._database_prefix,
            web_app=self._web_app,
        )

    def _supervised(self, process: Process) -> Supervised:
        place = self._placed
        ready = ""
        if not process.one_shot:
            ready = (place.url if process.listens else place.admin_url)(process.name) + "/readyz"
        return Supervised(
            name=process.name,
            argv=[sys.executable, "-m", *process.arguments(place)],
            environment={**_base_environment(), **processes.environment(process, place)}
            | dict(self._extra.get(process.name.partition("#")[0], {})),
            rundir=self.rundir,
            working_folder=REPOSITORY,
            is_ready=lambda: answers_ok(ready),
            url=place.url(process.name) if process.listens else "",
        )

    async def _run(self, process: Process) -> None:
        with self._progress.part(process.name, "done"):
            await self._supervised(process).run()

    async def _stay(self, process: Process) -> None:
        with self._progress.part(process.name) as notes:
            child = self._supervised(process)
            self._children[process.name] = child
            await child.start()
            if process.listens:
                notes.append(child.url)

    async def _stop_child(self, child: Supervised) -> None:
        with self._progress.part(child.name, "stopped"):
            await child.stop()


def _base_environment() -> dict[str, str]:
    """What any Python program needs to run; the rest of the caller's environment stays outside."""
    kept = ("PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH")
    told = {name: os.environ[name] for name in kept if name in os.environ}
    return told | {"LANG": "C.UTF-8", "PYTHONUNBUFFERED": "1"}
