"""One child process in a group of its own: started, waited for, stopped, killed, started again."""

import asyncio
import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from devstack.errors import PartFailed
from devstack.rundir import MARKER, RunDir

POLL_SECONDS = 0.05
LOG_LINES_SHOWN = 15


async def _at_once() -> bool:
    return True


@dataclass
class Supervised:
    """A part of the stack that is a process of ours.

    `is_ready` answers whether the part does its work; it may raise OSError while nobody listens yet.
    """

    name: str
    argv: Sequence[str]
    environment: Mapping[str, str]
    rundir: RunDir
    working_folder: Path
    is_ready: Callable[[], Awaitable[bool]] = _at_once
    ready_seconds: float = 30.0
    stop_seconds: float = 15.0
    url: str = ""
    started_in: float = field(default=0.0, init=False)  # seconds until it was ready
    _child: subprocess.Popen[bytes] | None = field(default=None, init=False, repr=False)

    @property
    def log(self) -> Path:
        return self.rundir.logs / f"{self.name}.log"

    @property
    def pid(self) -> int | None:
        return self._child.pid if self._child else None

    @property
    def running(self) -> bool:
        return self._child is not None and self._child.poll() is None

    @property
    def exit_code(self) -> int | None:
        """Of one that ended by itself and was not started again, negative for a signal."""
        return self._child.poll() if self._child else None

    async def start(self, environment: Mapping[str, str] | None = None) -> None:
        """Start it (with more environment, this time only) and wait until it is ready."""
        if self.running:
            return
        began = time.monotonic()
        self._spawn({**self.environment, **(environment or {})})
        await self._until_ready(began + self.ready_seconds)
        self.started_in = time.monotonic() - began

    async def run(self) -> None:
        """Start it and wait for its end: a one-shot. Raises PartFailed unless it exits with 0."""
        began = time.monotonic()
        child = self._spawn(self.environment)
        try:
            code = await asyncio.to_thread(child.wait, self.ready_seconds)
        except subprocess.TimeoutExpired:
            raise PartFailed(
                f"{self.name} did not finish in {self.ready_seconds:.0f} s.{self._last_words()}"
            ) from None
        finally:
            await asyncio.shield(self.kill9())
        if code != 0:
            raise PartFailed(f"{self.name} ended with {_reason(code)}.{self._last_words()}")
        self.started_in = time.monotonic() - began

    async def stop(self) -> None:
        """Ask it to end (SIGTERM); after `stop_seconds` kill its whole group."""
        child = self._child
        if child is None:
            return
        if child.poll() is None:
            child.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                await asyncio.to_thread(child.wait, self.stop_seconds)
        await self.kill9()  # what it may have left in its group

    async def kill9(self) -> None:
        """End it and everything in its group without a chance to say goodbye."""
        child = self._child
        if child is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        await asyncio.to_thread(child.wait)
        if self._child is child:  # else somebody started it again in the meantime
            self._ended()

    def freeze(self) -> None:
        """SIGSTOP to its whole group: its connections stay open and nothing answers, until `thaw`."""
        self._signal_group(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal_group(signal.SIGCONT)

    def _signal_group(self, number: signal.Signals) -> None:
        if self._child is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._child.pid, number)

    def _spawn(self, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            self._child = subprocess.Popen(
                list(self.argv),
                cwd=self.working_folder,
                env={**environment, MARKER: str(self.rundir.path)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.rundir.record(self.name, self._child.pid)
        return self._child

    async def _until_ready(self, deadline: float) -> None:
        while True:
            child = self._child
            if child is None or child.poll() is not None:
                code = child.returncode if child else None
                await self.kill9()
                raise PartFailed(
                    f"{self.name} ended with {_reason(code)} before it was ready.{self._last_words()}"
                )
            with contextlib.suppress(OSError, TimeoutError):
                if await self.is_ready():
                    return
            if time.monotonic() > deadline:
                await self.stop()
                raise PartFailed(
                    f"{self.name} was not ready after {self.ready_seconds:.0f} s.{self._last_words()}"
                )
            await asyncio.sleep(POLL_SECONDS)

    def _ended(self) -> None:
        self._child = None
        self.rundir.forget(self.name)

    def _last_words(self) -> str:
        try:
            lines = self.log.read_text(errors="replace").splitlines()[-LOG_LINES_SHOWN:]
        except OSError:
            lines = []
        return "\n".join([f" See {self.log}; it ends with:", *(f"  | {line}" for line in lines)])


def _reason(code: int | None) -> str:
    if code is None or code >= 0:
        return f"exit code {code}"
    return f"signal {signal.Signals(-code).name}"
