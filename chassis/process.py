"""The life of a process: what an api and a worker open, run side by side, and close in order.

SIGTERM or SIGINT: readiness turns off, and for DRAIN_SECONDS everything else goes on, until whoever sends requests
has noticed; then the port closes, what came before is answered, connections close, and the process exits 0.
"""

import asyncio
import contextlib
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any, TypeVar

import uvicorn
from aio_pika.exceptions import AMQPError
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.types import ASGIApp
from uvicorn.loops.auto import auto_loop_factory

from chassis import failpoint, logging
from chassis.broker import NotConfirmed, Publisher, Topology
from chassis.garbage import settle
from chassis.health import Health
from chassis.http_protocol import BODY_SECONDS, MAX_CONNECTIONS, Protocol
from chassis.keys import KeyFileError
from chassis.metrics import measuring, metrics
from chassis.mongo import Mongo, is_infrastructure
from chassis.outbox import Outbox, Relay
from chassis.settings import ServiceSettings, Settings, SettingsError
from chassis.tokens import JwksKeys, TokenVerifier

GRACE_SECONDS = 8
AGAIN_SECONDS = 1.0
LEAVING_SECONDS = 1.0
T = TypeVar("T")
log = logging.get("chassis.process")


@dataclass
class Platform:
    """What a service's process works with."""

    settings: ServiceSettings
    mongo: Mongo
    outbox: Outbox
    publisher: Publisher
    verifier: TokenVerifier
    topology: Topology
    health: Health = field(default_factory=Health)


class CannotStart(Exception):
    """The process cannot begin its work. The text says why and what to do."""


class _Server(uvicorn.Server):
    """Signals belong to the process, not to one of its two servers."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def leave(self, port: socket.socket) -> None:
        """Close the port, and answer who had come before, for LEAVING_SECONDS.

        The kernel accepts connections for us; those that a closing port still held would be reset, and their clients
        could not tell whether a mutation was done.
        """
        with port.dup() as last:
            for each in self.servers:
                each.close()
            while port.fileno() != -1:  # noqa: ASYNC110  # the loop closes its end in its next turns, and tells nobody
                await asyncio.sleep(0)
            last.setblocking(False)
            came = list(_accepted(last))
        for connection in came:
            await self._take(connection)
        await asyncio.sleep(LEAVING_SECONDS)

    async def _take(self, connection: socket.socket) -> None:
        def protocol() -> asyncio.Protocol:
            return self.config.http_protocol_class(  # type: ignore[call-arg]  # ours, in `server`
                config=self.config, server_state=self.server_state, app_state=self.lifespan.state
            )

        await asyncio.get_running_loop().connect_accepted_socket(protocol, connection)


def main(settings: Callable[[], Settings], work: Callable[[Any], Coroutine[Any, Any, None]]) -> None:
    """Read settings and run `work` with them. Exit code 1, in one sentence, where that cannot be."""
    try:
        run_loop(work(settings()))
    except (SettingsError, KeyFileError, CannotStart) as error:
        sys.exit(f"{error}")
    except (NotConfirmed, AMQPError, TimeoutError):
        sys.exit("The broker at AMQP_URL does not answer. Start it, or correct the setting; then try again.")
    except Exception as error:
        if not is_infrastructure(error):
            raise
        sys.exit(
            "The database at MONGODB_URL does not answer. Start it, or correct the setting; then try again."
        )


def run_loop(work: Coroutine[Any, Any, T]) -> T:
    """Run `work` in uvloop's event loop where that is installed: it has less to do for the same."""
    with asyncio.Runner(loop_factory=auto_loop_factory()) as runner:
        return runner.run(work)


async def patiently(seconds: float, work: Callable[[], Awaitable[None]]) -> None:
    """Do it, again and again for so long, until the server that it needs answers."""
    deadline = asyncio.get_running_loop().time() + seconds
    while True:
        try:
            return await work()
        except Exception as error:
            away = isinstance(error, NotConfirmed) or is_infrastructure(error)
            if not away or asyncio.get_running_loop().time() > deadline:
                raise
        await asyncio.sleep(AGAIN_SECONDS)


@contextlib.asynccontextmanager
async def platform(
    settings: ServiceSettings, *, service: str, role: str, topology: Topology, keep: dict[str, timedelta]
) -> AsyncIterator[Platform]:
    """Open what a service's process needs. Neither the database nor the broker has to be there yet."""
    logging.configure(service=service, role=role, level=settings.log_level)
    failpoint.arm(settings.failpoints)
    mongo = Mongo(settings.mongodb_url, settings.mongodb_database)
    opened = Platform(
        settings=settings,
        mongo=mongo,
        outbox=Outbox(mongo, source=f"/{service}", keep=keep),
        publisher=Publisher(settings.amqp_url, topology, name=f"{service} {role}"),
        verifier=TokenVerifier(
            JwksKeys(settings.jwks_url), issuer=settings.token_issuer, audience=settings.token_audience
        ),
        topology=topology,
    )
    opened.health.add("mongodb", mongo.ping)
    try:
        yield opened
    finally:
        with contextlib.suppress(Exception):
            await opened.publisher.close()
        mongo.close()


async def run(
    opened: Platform, *tasks: Callable[[asyncio.Event], Awaitable[None]], app: ASGIApp | None = None
) -> None:
    """Run the relay, `tasks`, the admin port and, where given, `app` until a signal asks to stop."""
    settings = opened.settings
    relay = Relay(opened.outbox, opened.publisher)
    jobs = [relay.run, measuring(opened.outbox.measure), *tasks]
    servers = [] if app is None else [server(app, settings.listen_host, settings.listen_port)]
    await run_until_signalled(settings, opened.health, servers, jobs)


async def run_until_signalled(
    settings: Settings,
    health: Health,
    servers: list[_Server],
    jobs: list[Callable[[asyncio.Event], Awaitable[None]]],
) -> None:
    """Serve and work until SIGTERM or SIGINT, or until one of them ends by a fault: then all stop."""
    asked, stop = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, asked.set)
    if settings.admin_port is not None:
        admin = Starlette(routes=[*health.routes(), Route("/metrics", metrics)])
        servers = [*servers, server(admin, settings.listen_host, settings.admin_port)]
    sockets = [_listening(each) for each in servers]
    working = [asyncio.ensure_future(job(stop)) for job in jobs]
    serving = [
        asyncio.ensure_future(each.serve(sockets=[own])) for each, own in zip(servers, sockets, strict=True)
    ]
    stopping = asyncio.ensure_future(asked.wait())
    settle()
    log.info("started", pid=os.getpid())
    done, _ = await asyncio.wait([stopping, *working, *serving], return_when=asyncio.FIRST_COMPLETED)
    faults = [task for task in done if task is not stopping]
    health.stopping = True
    if not faults:
        await _drained(servers, sockets, settings.drain_seconds)
    asked.set()
    stop.set()
    for each in servers:
        each.should_exit = True
    _, unfinished = await asyncio.wait([*working, *serving, stopping], timeout=GRACE_SECONDS)
    for task in unfinished:
        task.cancel()
    await asyncio.gather(*unfinished, return_exceptions=True)
    for task in faults:
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("a part ended by a fault", exc_info=error)
            sys.exit(1)
    log.info("stopped", count=len(unfinished))


async def _drained(servers: list[_Server], ports: list[socket.socket], seconds: float) -> None:
    """Go on answering, and have each answer end its connection: none that is still in use gets closed by us."""
    if not seconds:
        return
    for each in servers:
        each.config.encoded_headers.append((b"connection", b"close"))  # taken up within a second
    await asyncio.sleep(seconds)
    await asyncio.gather(*(each.leave(port) for each, port in zip(servers, ports, strict=True)))


def server(
    app: ASGIApp,
    host: str,
    port: int,
    *,
    max_connections: int = MAX_CONNECTIONS,
    body_seconds: float = BODY_SECONDS,
) -> _Server:
    """An HTTP server that leaves logging and signals to us."""
    protocol = partial(Protocol, max_connections=max_connections, body_seconds=body_seconds)
    return _Server(
        uvicorn.Config(
            app,
            host=host,
            port=port,
            log_config=None,
            access_log=False,
            lifespan="off",
            ws="none",  # else such a connection would be out of reach of the protocol's limits
            server_header=False,
            proxy_headers=False,  # X-Forwarded-For of just anybody is not believed
            timeout_graceful_shutdown=GRACE_SECONDS - 2,
            http=protocol,  # type: ignore[arg-type]  # it is only called
        )
    )


def _accepted(port: socket.socket) -> Iterator[socket.socket]:
    """The connections that the kernel holds for it."""
    with contextlib.suppress(BlockingIOError):
        while True:
            yield port.accept()[0]


def _listening(server: uvicorn.Server) -> socket.socket:
    """Raises CannotStart where the port is taken: the server itself would only exit."""
    host, port = server.config.host, server.config.port
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=server.config.backlog)
    except OSError as error:
        raise CannotStart(
            f"Cannot listen on {host}:{port} ({os.strerror(error.errno or 0)}). Choose another port."
        ) from None
