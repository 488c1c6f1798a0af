"""`registry import` as an operator runs it: what it says, what it keeps, and how it exits."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chassis.mongo import Mongo
from services.identity.usecases.import_registry import BATCH
from tests.identity.registry_file import RIVERA, as_file, dea_number
from tests.support import keys_in

SECONDS = 120


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
async def operator(mongodb_url: str, database: str, tmp_path: Path) -> AsyncIterator[Operator]:
    mongo = Mongo(mongodb_url, database)
    environment = {
        "MONGODB_URL": mongodb_url,
        "MONGODB_DATABASE": database,
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


async def test_the_bar_ends_at_its_end_whatever_the_rows_look_like(operator: Operator) -> None:
    heading, *lines = people(18)
    in_two_lines = lines[0].replace("Hartford", '"Hart\nford"')

    _, printed = await operator.imports(heading, "\n", in_two_lines, *lines, "\n")

    bar = next(line for line in printed.splitlines() if "practitioners" in line)
    done, _, whole = next(word for word in bar.split() if "/" in word).partition("/")
    assert bar.startswith("19 practitioners")
    assert done == whole


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


async def test_every_rejected_row_is_in_a_file_with_its_line_and_reason_which_a_clean_run_removes(
    operator: Operator, tmp_path: Path
) -> None:
    heading, *lines = people(40)
    bad = [line.replace("PHYSICIAN", "DENTIST") for line in lines[10:]]

    _, printed = await operator.imports(heading, *lines[:10], *bad)
    rejects = (tmp_path / "registry.csv.rejects.csv").read_text().splitlines()
    await operator.imports(heading, *lines)

    assert printed.count("line ") == 20
    assert "registry.csv.rejects.csv" in printed
    assert rejects[0] == "line,reason"
    assert [row.split(",")[0] for row in rejects[1:]] == [str(number) for number in range(12, 42)]
    assert not (tmp_path / "registry.csv.rejects.csv").exists()


async def test_a_number_that_comes_again_in_one_file_is_kept_as_its_last_row_says(operator: Operator) -> None:
    heading, line = people(1)

    code, printed = await operator.imports(heading, line, line, line.replace("ACTIVE", "SUSPENDED", 1))

    assert code == 0
    assert "1 added, 1 changed, 1 unchanged" in printed


async def test_more_rows_than_a_batch_are_all_kept(operator: Operator) -> None:
    code, printed = await operator.imports(*people(BATCH + 3))

    assert (code, await operator.kept()) == (0, BATCH + 3)
    assert f"{BATCH + 3} added" in printed
