"""A rulebook's version: the day of the last change of the law, and a digest of all that decides.

What decides is what is in force (rules, lists, switches) and the code that reads it, so the source of that code is
part of the digest. A comment that changes gives another version too: better one too many than one version under which
two decisions differ.
"""

import hashlib
import inspect
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, timedelta
from functools import cache
from importlib import import_module

from services.certification.rules.conditions import Condition
from services.certification.rules.law import Lists, Switches
from services.certification.rules.model import Dated, Rule
from services.certification.rules.rooms import ROOMS

# Of contracts.events only the names of professions and standings are used. What mails and phones are is decided by
# libraries, too: their versions are in requirements.lock.
CODE = (
    *(
        f"services.certification.rules.{module}"
        for module in (
            "rulebook",
            "rooms",
            "model",
            "facts",
            "law",
            "subjects",
            "spelling",
            "conditions",
            "towns",
        )
    ),
    *(room.__name__ for _, room in ROOMS),
    *(f"services.certification.domain.{module}" for module in ("calendar", "people", "person")),
    "contracts.contact",
)


def version(
    day: date,
    every_rule: Iterable[Rule],
    switches: Switches,
    lists: Lists,
    dated: Iterable[Dated[object]],
) -> str:
    """Of the rulebook of a day, e.g. 2024-06-01.4f0c91d2. `dated` are values of the law that rules look up."""
    rules = [rule for rule in every_rule if rule.in_force_on(day, switches)]
    ended = [rule.in_force_until for rule in every_rule if rule.in_force_until]
    changed = _last_change(day, rules, ended, (*lists.adult, *lists.minor), dated)
    parts = [
        str(changed),
        *(rule.id for rule in rules),
        *(f"adult {entry}" for entry in lists.adult),
        *(f"minor {entry}" for entry in lists.minor),
        *(f"{name}={value}" for name, value in sorted(asdict(switches).items())),
        _code(),
    ]
    return f"{changed}.{hashlib.sha256(chr(10).join(parts).encode()).hexdigest()[:8]}"


def _last_change(
    day: date,
    rules: Iterable[Rule],
    last_days: Iterable[date],
    entries: Iterable[Condition],
    dated: Iterable[Dated[object]],
) -> date:
    """`rules` are those in force, `last_days` those of rules that ended or will end."""
    began = [rule.in_force_from for rule in rules]
    ended = [last + timedelta(1) for last in last_days]
    listed = [entry.since for entry in entries]
    looked_up = [since for since in (value.since(day) for value in dated) if since is not None]
    return max((each for each in (*began, *ended, *listed, *looked_up) if each <= day), default=day)


@cache
def _code() -> str:
    return hashlib.sha256(
        "\n".join(inspect.getsource(import_module(name)) for name in CODE).encode()
    ).hexdigest()
