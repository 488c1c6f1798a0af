"""Named points at which a test makes a process fail: inert unless FAILPOINTS names them.

`FAILPOINTS="outbox.after_publish=exit*1;mail.before_data=error"`: `exit` ends the process as kill -9
would, `error` raises. `*N` stops after N times; each process counts for itself.
"""

import os
from dataclasses import dataclass

_armed: dict[str, "_Action"] = {}


class FailpointError(Exception):
    """A test asked for this failure."""


@dataclass
class _Action:
    verb: str
    left: int


def arm(text: str) -> None:
    """Take the value of FAILPOINTS. Raises ValueError where it can't be read."""
    _armed.clear()
    _armed.update(_read(text))


def readable(text: str) -> str:
    """The text itself. Raises ValueError where it is no value of FAILPOINTS."""
    _read(text)
    return text


def _read(text: str) -> dict[str, "_Action"]:
    actions = {}
    for part in filter(None, (p.strip() for p in text.split(";"))):
        name, _, action = part.partition("=")
        verb, _, times = action.partition("*")
        if verb not in ("exit", "error") or not (times or "1").isdecimal():
            raise ValueError(
                "write NAME=exit or NAME=error, each with *N for at most N times, separated by ;"
            )
        actions[name] = _Action(verb, int(times) if times else 1_000_000_000)
    return actions


def failpoint(name: str) -> None:
    """Fail here if a test asked for it."""
    if not _armed:
        return
    action = _armed.get(name)
    if action is None or action.left <= 0:
        return
    action.left -= 1
    if action.verb == "exit":
        os._exit(99)
    raise FailpointError(name)
