"""What Linux tells about running processes, so that only our own are ever stopped.

A pid alone says nothing: the kernel hands it out again. Pid, start time and command line together
name one process. Where /proc is missing nothing is found, and so nothing is ever killed.
"""

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")


@dataclass(frozen=True)
class Identity:
    """One process, told apart from any later one with the same pid."""

    pid: int
    start_ticks: int  # clock ticks since boot, field 22 of /proc/PID/stat
    command: str


def identify(pid: int) -> Identity | None:
    """The process that has this pid now; None if there is none, or only its zombie."""
    try:
        fields = _stat(pid)
        command = (PROC / str(pid) / "cmdline").read_bytes()
    except OSError:
        return None
    if fields[0] in "ZX":
        return None
    return Identity(pid, int(fields[19]), command.rstrip(b"\0").replace(b"\0", b" ").decode(errors="replace"))


def is_alive(identity: Identity) -> bool:
    """True while exactly this process runs."""
    return identify(identity.pid) == identity


def carrying(variable: str, value: str) -> Iterator[Identity]:
    """Every process of ours that was started with this environment variable."""
    wanted = f"{variable}={value}".encode()
    for pid in _pids():
        with contextlib.suppress(OSError):  # it ended meanwhile, or is somebody else's
            if wanted in (PROC / str(pid) / "environ").read_bytes().split(b"\0"):
                identity = identify(pid)
                if identity and pid != os.getpid():
                    yield identity


def environment(pid: int) -> dict[str, str]:
    """What a process of ours was started with."""
    entries = (PROC / str(pid) / "environ").read_text(errors="replace").split("\0")
    return dict(entry.split("=", 1) for entry in entries if "=" in entry)


def group_members(group: int) -> list[Identity]:
    """The living processes of a process group."""
    members = []
    for pid in _pids():
        with contextlib.suppress(OSError):
            identity = identify(pid)
            if identity and int(_stat(pid)[2]) == group:
                members.append(identity)
    return members


def cpu_seconds(group: int) -> float:
    """What the kernel charged to the living processes of a group so far."""
    ticks = 0
    for member in group_members(group):
        with contextlib.suppress(OSError):
            fields = _stat(member.pid)
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _pids() -> list[int]:
    return [int(entry.name) for entry in PROC.iterdir() if entry.name.isdigit()] if PROC.is_dir() else []


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat from the third on, the state.

    The second is the program's name in brackets and may itself hold blanks and brackets.
    """
    text = (PROC / str(pid) / "stat").read_text()
    return text[text.rindex(")") + 2 :].split()
