"""What docs/threat-model.md claims is complete, and the tests that it names are there."""

import ast
import re

from devstack.processes import REPOSITORY

PAGE = (REPOSITORY / "docs/threat-model.md").read_text()
NAMED = set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE))
SAFEGUARDS = (
    "(a)(1)", "(a)(2)(i)", "(a)(2)(ii)", "(a)(2)(iii)", "(a)(2)(iv)", "(b)", "(c)(1)", "(c)(2)", "(d)", "(e)(1)",
    "(e)(2)(i)", "(e)(2)(ii)",
)  # fmt: skip  # 45 CFR 164.312, in its order


def rows(heading: str) -> list[list[str]]:
    """The cells of a section's table."""
    section = PAGE.split(f"## {heading}")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[1:]]


def test_every_test_that_is_named_is_there() -> None:
    assert NAMED
    for file in {file for file, _ in NAMED}:
        tree = ast.parse((REPOSITORY / file).read_text())
        there = {
            node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        }
        assert {name for of, name in NAMED if of == file} <= there, file


def test_each_of_owasps_ten_has_its_row_with_a_test() -> None:
    found = rows("OWASP API Security Top 10 (2023)")
    assert [row[0].split()[0] for row in found] == [f"API{number}" for number in range(1, 11)]
    assert all("::" in row[-1] for row in found)


def test_each_technical_safeguard_has_its_row_with_a_test() -> None:
    found = rows("HIPAA Security Rule, technical safeguards (45 CFR 164.312)")
    assert tuple(row[0].split()[0] for row in found) == SAFEGUARDS
    assert all("::" in row[-1] for row in found)
