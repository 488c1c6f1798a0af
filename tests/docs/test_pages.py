"""What the pages for people name is there: files, headings, make targets, commands with their options, settings."""

import re
import shlex
from importlib import import_module
from pathlib import Path

import pytest
import typer

from devstack.processes import REPOSITORY

PAGES = sorted(
    [
        *REPOSITORY.glob("*.md"),
        *(REPOSITORY / "docs").rglob("*.md"),
        *(page for page in (REPOSITORY / "examples").rglob("*.md") if "node_modules" not in page.parts),
    ]
)
DECISIONS = REPOSITORY / "docs" / "decisions"
TODAYS = [page for page in PAGES if page.parent != DECISIONS or page.name == "README.md"]
NAMES = [str(page.relative_to(REPOSITORY)) for page in PAGES]
APPLICATIONS = ("identity", "certification", "notifications")


def slug(heading: str) -> str:
    """As the hosts of repositories make a heading's anchor."""
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
    return re.sub(r"[^\w\- ]", "", plain.strip().lower()).replace(" ", "-")


def anchors(page: Path) -> set[str]:
    return {slug(heading) for heading in re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)}


def links(page: Path) -> list[str]:
    text = re.sub(r"```.*?```", "", page.read_text(), flags=re.DOTALL)
    return [link for link in re.findall(r"\]\(([^)\s]+)\)", text) if not link.startswith(("http", "mailto:"))]


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in links(page):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{link} leads nowhere"
        if anchor:
            assert anchor in anchors(target), f"{link}: no such heading"


@pytest.mark.parametrize(
    "image", sorted((REPOSITORY / "docs" / "images").iterdir()), ids=lambda path: path.name
)
def test_every_picture_is_shown_by_a_page(image: Path) -> None:
    assert any(image.name in page.read_text() for page in TODAYS)


def test_every_target_of_make_that_a_page_names_is_one() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (REPOSITORY / "Makefile").read_text(), re.MULTILINE))
    for page in TODAYS:
        named = set(re.findall(r"(?:`|^)make ([a-z][a-z-]*)", page.read_text(), re.MULTILINE))
        assert named <= targets, f"{page.name}: {sorted(named - targets)}"


def commands(page: Path) -> list[str]:
    """Those that a page writes out, each from its module on; of `services.NAME` one for each service."""
    text = page.read_text().replace("\\\n", " ")
    found = [
        command for line in text.splitlines() for command in re.findall(r"python -m ([^`\n#|;&]+)", line)
    ]
    found += re.findall(r"(?:worker|operator|-m) (services\.[^`\n#|;&]+)", text)
    found += [f"devstack {rest}" for rest in re.findall(r"run --rm operator ([a-z][^`\n#|;&]*)", text)]
    every = [
        command.replace("services.NAME", f"services.{service}")
        for command in found
        for service in (APPLICATIONS if "services.NAME" in command else ("",))
    ]
    return [command for command in every if command.split()[0] in MODULES]


MODULES = ("chassis", "devstack", "gateway", *(f"services.{service}" for service in APPLICATIONS))


def misspelt(command: str) -> str | None:
    """What of a command there is not; None where it can be typed."""
    module, *words = shlex.split(re.sub(r"[\"'<>]|\.\.\.", " ", command))
    cli = import_module(f"{module}.__main__").cli
    at = typer.main.get_command(cli) if isinstance(cli, typer.Typer) else cli
    while hasattr(at, "commands") and words and not words[0].startswith("-"):
        name = words.pop(0).split("|")[0].rstrip(",.:")
        if name not in at.commands:
            return None if not name.isidentifier() or name.isupper() else f"no command {name}"
        at = at.commands[name]
    options = {option for parameter in at.params for option in (*parameter.opts, *parameter.secondary_opts)}
    given = [word.split("=")[0].rstrip(",.") for word in words if word.startswith("--") and len(word) > 2]
    return next((f"no option {word}" for word in given if word not in options | {"--help"}), None)


def test_every_command_that_a_page_names_can_be_typed() -> None:
    named = [(page.name, command) for page in TODAYS for command in commands(page)]
    assert len(named) > 40
    wrong = [f"{page}: {command}: {fault}" for page, command in named if (fault := misspelt(command))]
    assert wrong == []


@pytest.mark.parametrize(
    ("command", "fault"),
    [
        ("services.identity roles grunt EMAIL", "no command grunt"),
        ("services.identity keys rotate --compromise", "no option --compromise"),
        ("services.identity keys rotate --compromised", None),
        ("devstack backup DIR --keys DIR", None),
    ],
)
def test_a_command_that_there_is_not_is_found(command: str, fault: str | None) -> None:
    assert misspelt(command) == fault
