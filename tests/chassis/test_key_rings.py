"""Key files that change under running processes, and the commands that change them."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from chassis.__main__ import cli
from chassis.keys import KeyRing, LiveRing, generate_missing
from chassis.sealed import BlindIndex, Seal

NAME = "identity.seal"
PLACE = ("things", "1", "content")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    generate_missing(tmp_path)
    return tmp_path


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli, ["ring", *arguments])
    return result.exit_code, result.output


def test_a_value_under_a_key_that_was_added_a_moment_ago_is_opened(folder: Path) -> None:
    reader = Seal(LiveRing(folder, NAME, every=3600))
    added = KeyRing.read(folder, NAME).with_new_key()
    added.using(list(added.keys)[-1]).write(folder, NAME)

    sealed = Seal(KeyRing.read(folder, NAME)).seal("Ana", PLACE)

    assert reader.open(sealed, PLACE) == "Ana"
    assert reader.under_current_key(sealed)


def test_writers_index_under_both_keys_as_soon_as_they_look_at_the_file(folder: Path) -> None:
    index = BlindIndex(LiveRing(folder, NAME, every=0))
    before = index.of("email", "ana@example.com")

    KeyRing.read(folder, NAME).with_new_key().write(folder, NAME)
    during = index.of("email", "ana@example.com")

    assert during[: len(before)] == before
    assert len(during) == 2


def test_a_file_that_is_away_or_damaged_leaves_the_keys_that_were_read(folder: Path) -> None:
    ring = LiveRing(folder, NAME, every=0)
    known = ring.latest()
    path = folder / f"{NAME}.json"
    kept = path.read_text()

    path.write_text("{")
    assert ring.latest() == known
    path.unlink()
    assert ring.latest() == known
    path.write_text(kept)
    assert ring.latest() == known


def test_the_commands_take_a_ring_through_its_phases(folder: Path) -> None:
    old = KeyRing.read(folder, NAME).current

    code, printed = run("add", str(folder), NAME)
    new = printed.split()[0]
    in_use = run("drop", str(folder), NAME, old)
    used = run("use", str(folder), NAME, new)
    dropped = run("drop", str(folder), NAME, old)

    assert (code, in_use[0], used[0], dropped[0]) == (0, 1, 0, 0)
    ring = KeyRing.read(folder, NAME)
    assert (ring.current, list(ring.keys)) == (new, [new])


@pytest.mark.parametrize("name", ["identity.pepper", "certification.pepper", "nobody.seal"])
def test_the_pepper_and_unknown_rings_are_not_rotated(folder: Path, name: str) -> None:
    code, printed = run("add", str(folder), name)

    assert code == 1
    assert "no ring that can be rotated" in printed
