"""`registry import` as an operator runs it: what it says, what it keeps, and how it exits."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chassis.mongo import Mongo
from services.identity.store import INDEXES
from tests.identity.registry_file import RIVERA, as_file, dea_number
from tests.support import keys_in

SECONDS = 30


class Operator:
    """Runs the command, as a process of its own, over a database of this test."""

    def __init__(self, mongo: Mongo, environment: dict[str, str], folder: Path) -> None:
        self.mongo, self._environment, self._file = mongo, environment, folder / "registry.csv"

    async def imports(self, *lines: str, dry_run: bool = False) -> tuple[int, str]:
        """The exit code, and all that was printed."""
        self._file.write_text("".join(lines), encoding="utf-8", newline="")
        return await self.runs(str(self._file), *(["--dry-run"] if dry_run else []))

    async def runs(self, *arguments: str) -> tuple[int, str]:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "services.identity", "registry", "import", *arguments),
            env=os.environ | self._environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        printed, _ = await asyncio.wait_for(process.communicate(), SECONDS)
        assert process.returncode is not None
        return process.returncode, printed.decode()

    async def kept(self) -> int:
        return int(await self.mongo["practitioners"].count_documents({}))


@pytest.fixture
async def operator(mongodb_url: str, database_name: str, tmp_path: Path) -> AsyncIterator[Operator]:
    mongo = Mongo(mongodb_url, database_name)
    await mongo.build(INDEXES)
    environment = {
        "MONGODB_URL": mongodb_url,
        "MONGODB_DATABASE": database_name,
        "KEYS_DIR": str(keys_in(tmp_path / "keys")),
    }
    yield Operator(mongo, environment, tmp_path)
    mongo.close()


def people(count: int) -> list[str]:
    return as_file(*(RIVERA | {"dea_number": dea_number(number)} for number in range(count)))


async def test_a_file_is_kept_once_and_a_changed_row_is_told(operator: Operator) -> None:
    heading, *lines = people(30)

    first = await operator.imports(heading, *lines)
    again = await operator.imports(heading, *lines)
    changed = await operator.imports(heading, lines[0].replace("ACTIVE", "SUSPENDED", 1), *lines[1:])

    assert [code for code, _ in (first, again, changed)] == [0, 0, 0]
    assert "30 added" in first[1]
    assert "30 unchanged" in again[1]
    assert "1 changed, 29 unchanged" in changed[1]
    assert await operator.kept() == 30


async def test_bad_rows_are_listed_by_line_without_their_values_and_the_good_ones_kept(
    operator: Operator,
) -> None:
    heading, *lines = people(3)

    code, printed = await operator.imports(
        heading, lines[0], lines[1].replace("PHYSICIAN", "CANARY-DENTIST"), lines[2]
    )

    assert code == 1
    assert "line 3: profession: not one of PHYSICIAN, NURSE_PRACTITIONER" in printed
    assert "2 added, 1 rejected" in printed
    assert await operator.kept() == 2
    assert not [value for value in ("anary", "CANARY", "Elena", "6789", dea_number(1)) if value in printed]


async def test_a_dry_run_judges_every_row_and_changes_nothing(operator: Operator) -> None:
    heading, *lines = people(2)

    code, printed = await operator.imports(heading, *lines, "FR1234567,\n", dry_run=True)

    assert code == 1
    assert "2 good, 1 rejected" in printed
    assert await operator.kept() == 0


async def test_what_cannot_be_imported_is_told_in_words_and_not_by_a_traceback(operator: Operator) -> None:
    no_heading = await operator.imports("no,registry\n")
    no_file = await operator.runs("no-such-file.csv")

    assert no_heading[0] == no_file[0] == 1
    assert "must name these columns too: dea_number" in no_heading[1]
    assert "no-such-file.csv: cannot be read" in no_file[1]
    assert "Traceback" not in no_heading[1] + no_file[1]
