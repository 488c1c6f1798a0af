"""The folder of one run: its lock, its record of processes, logs, keys and data.

A run that was killed leaves its processes and data behind. The next run in the same folder gets the lock
(the kernel released it), finds what is left, stops it and removes the data.
"""

import fcntl
import json
import os
import shutil
import signal
import time
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from devstack import procfs
from devstack.errors import AlreadyRunning

# Every child carries its run's folder under this name: so even one that was started
# a moment before we were killed, and is in no record yet, is known as ours.
MARKER = "DEVSTACK_RUN_DIR"

STOP_SECONDS = 15.0


class RunDir:
    """A run's folder, held by at most one living run."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        self.logs = self.path / "logs"
        self.keys = self.path / "keys"
        self.data = self.path / "data"
        self._state = self.path / "state.json"
        self._lock: IO[str] | None = None
        self._recorded: dict[str, procfs.Identity] = {}

    def acquire(self) -> list[str]:
        """Take the lock, clean up after an earlier run; the names of what was still running.

        Raises AlreadyRunning while another run holds the folder.
        """
        self.path.mkdir(parents=True, exist_ok=True)
        lock = (self.path / "lock").open("a+")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.seek(0)
            holder = lock.read().strip() or "unknown"
            lock.close()
            raise AlreadyRunning(
                f"a devstack is already running in this checkout ({holder}): use it, "
                "or stop it with Ctrl-C in its terminal or with `python -m devstack down`"
            ) from None
        lock.truncate(0)
        lock.write(f"pid {os.getpid()}, since {datetime.now(UTC):%H:%M:%S} UTC")
        lock.flush()
        self._lock = lock
        stopped = self._stop_leftovers()
        for folder in (self.data, self.keys, self.logs):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
        return stopped

    def release(self) -> None:
        """Remove the data, keep the logs, let go of the lock."""
        if self._lock is None:
            return
        for folder in (self.data, self.keys):
            shutil.rmtree(folder, ignore_errors=True)
        self._state.unlink(missing_ok=True)
        self._lock.truncate(0)
        self._lock.close()
        self._lock = None

    def record(self, name: str, pid: int) -> None:
        """Remember a process that we started."""
        identity = procfs.identify(pid)
        if identity:
            self._recorded[name] = identity
            self._write()

    def forget(self, name: str) -> None:
        """A process of ours has ended."""
        if self._recorded.pop(name, None):
            self._write()

    def holder(self) -> procfs.Identity | None:
        """The living run that holds this folder, if there is one."""
        try:
            with (self.path / "lock").open() as lock:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except FileNotFoundError:
            return None
        except OSError:
            words = (self.path / "lock").read_text().replace(",", "").split()
            return procfs.identify(int(words[1])) if len(words) > 1 else None
        return None

    def _write(self) -> None:
        partial = self._state.with_suffix(".partial")
        partial.write_text(json.dumps({name: asdict(i) for name, i in self._recorded.items()}, indent=1))
        partial.replace(self._state)

    def _read(self) -> dict[str, procfs.Identity]:
        try:
            held = json.loads(self._state.read_text())
            return {name: procfs.Identity(**fields) for name, fields in held.items()}
        except (OSError, ValueError, TypeError, AttributeError):
            return {}  # none, or not written by us: then only the marker counts

    def _stop_leftovers(self) -> list[str]:
        names = {i: name for name, i in self._read().items() if procfs.is_alive(i)}
        for identity in procfs.carrying(MARKER, str(self.path)):
            names.setdefault(identity, identity.command.split(" ")[0].rsplit("/", 1)[-1])
        stop_processes(list(names))
        self._state.unlink(missing_ok=True)
        return sorted(set(names.values()))


def stop_processes(processes: list[procfs.Identity], *, seconds: float = STOP_SECONDS) -> None:
    """Ask each process to end, and kill those that are still there after `seconds`."""
    _signal(processes, signal.SIGTERM)
    deadline = time.monotonic() + seconds
    while (left := [p for p in processes if procfs.is_alive(p)]) and time.monotonic() < deadline:
        time.sleep(0.02)
    _signal(left, signal.SIGKILL)
    deadline = time.monotonic() + 5
    while any(procfs.is_alive(p) for p in left) and time.monotonic() < deadline:
        time.sleep(0.02)


def _signal(processes: list[procfs.Identity], number: signal.Signals) -> None:
    for process in processes:
        if procfs.is_alive(process):
            try:
                os.kill(process.pid, number)
            except (ProcessLookupError, PermissionError):
                continue
