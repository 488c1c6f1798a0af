"""The rulebook as a whole: its version, and that no provision of the law was forgotten."""

import ast
import inspect
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from typing import Any

import pytest

from services.certification.rules import version
from services.certification.rules.conditions import ADULT
from services.certification.rules.law import Lists
from services.certification.rules.model import Source
from services.certification.rules.provisions import CHAPTERS
from services.certification.rules.rooms import RULES
from services.certification.rules.rulebook import Rulebooks
from tests.certification.cases import TODAY

PROVISIONS = [each for _, provisions in CHAPTERS for each in provisions]
# How many there are of each kind in the statute, the regulations and the lists, as they were collected.
COLLECTED = {
    **{
        "RES": 2,
        "AGE": 3,
        "WHO": 5,
        "CERT": 5,
        "REG": 4,
        "CHG": 1,
        "POS": 1,
        "CONF": 1,
        "DISP": 1,
        "TEMP": 1,
    },
    **{"CARE": 12, "MIN": 9, "REL": 6, "COND": 3, "PRAC": 7, "EXAM": 2, "FOLLOW": 1, "PROH": 1, "RECS": 1},
    **{"APP": 5, "DENY-P": 8, "DENY-C": 5, "REV": 10, "DL": 11, "ADDR": 5, "PHN": 3},
}


def test_every_provision_is_answered_by_a_rule_of_ours_or_by_a_reason() -> None:
    ids = {rule.id for rule in RULES}
    for each in PROVISIONS:
        assert bool(each.rules) != bool(each.otherwise), each.id
        assert ids.issuperset(each.rules), each.id
        if each.id in ids:
            assert each.id in each.rules, "a rule and the provision it is called after belong together"


def test_every_rule_of_ours_answers_a_provision() -> None:
    assert {rule.id for rule in RULES} == {rule for each in PROVISIONS for rule in each.rules}


def test_what_the_guide_says_is_cited_from_it_and_what_it_does_not_say_is_not_called_the_guides() -> None:
    assert [rule.id for rule in RULES if rule.source is Source.GUIDE and "guide" not in rule.citation] == []
    assert [rule.id for rule in RULES if rule.source is Source.LAW and "guide" in rule.citation] == []


def test_no_provision_was_left_out() -> None:
    numbered = [re.fullmatch(r"([A-Z]+(?:-[PC](?=\d))?)-?(\d+)", each.id) for each in PROVISIONS]
    found: dict[str, list[int]] = {}
    for match in filter(None, numbered):
        found.setdefault(match[1], []).append(int(match[2]))
    assert {kind: sorted(numbers) for kind, numbers in found.items()} == {
        kind: list(range(1, count + 1)) for kind, count in COLLECTED.items()
    }
    assert max(Counter(each.id for each in PROVISIONS).values()) == 1


def test_a_list_from_a_file_makes_another_version_by_an_alias_alone() -> None:
    aliased = (replace(ADULT[0], aliases=("Malignoma",)), *ADULT[1:])
    assert _version(Rulebooks(lists=Lists(adult=aliased))) != _version(Rulebooks())


@pytest.mark.parametrize("module", version.CODE)
def test_code_that_decides_makes_another_version(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before, source = _version(Rulebooks()), inspect.getsource

    def changed(code: Any) -> str:
        return source(code) + ("# another" if code.__name__ == module else "")

    monkeypatch.setattr(inspect, "getsource", changed)
    version._code.cache_clear()
    after = _version(Rulebooks())
    monkeypatch.undo()
    version._code.cache_clear()

    assert after != before
    assert _version(Rulebooks()) == before


def test_all_code_that_decides_is_part_of_the_version() -> None:
    """Whatever those modules import of ours; of the events only names of professions and standings are used."""
    imported = {name for module in version.CODE for name in _imports(module)}
    assert imported - set(version.CODE) == {
        "contracts.events.internal",
        "services.certification.rules.version",
    }


def _version(books: Rulebooks) -> str:
    return books.in_force_on(TODAY).version


def _imports(module: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(inspect.getsource(import_module(module)))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(("services", "contracts")):
            package = node.module == "services.certification.rules"
            yield from (
                (f"{node.module}.{each.name}" for each in node.names) if package else (str(node.module),)
            )
