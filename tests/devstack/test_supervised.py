"""One child process: readiness, last words, killing, starting again."""

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from devstack.errors import PartFailed
from devstack.procfs import group_members
from devstack.rundir import RunDir
from devstack.supervised import Supervised


@pytest.fixture
def rundir(tmp_path: Path) -> Iterator[RunDir]:
    held = RunDir(tmp_path / "run")
    held.acquire()
    yield held
    held.release()


def child(rundir: RunDir, code: str, **settings: float) -> Supervised:
    part = Supervised("part", [sys.executable, "-uc", code], {"PATH": "/usr/bin:/bin"}, rundir, rundir.data)
    for name, value in settings.items():
        setattr(part, name, value)
    return part


def when_logged(part: Supervised, word: str) -> None:
    async def logged() -> bool:
        return word in part.log.read_text()

    part.is_ready = logged


async def test_start_returns_once_the_part_is_ready(rundir: RunDir) -> None:
    part = child(rundir, "import time; time.sleep(0.2); print('listening'); time.sleep(600)")
    when_logged(part, "listening")

    await part.start()

    assert part.running
    assert part.started_in > 0.2
    await part.stop()
    assert not part.running


async def test_a_part_that_ends_before_it_is_ready_tells_its_last_words(rundir: RunDir) -> None:
    part = child(rundir, "print('the port is taken'); raise SystemExit(3)")
    when_logged(part, "listening")

    with pytest.raises(PartFailed, match=r"(?s)part ended with exit code 3.*the port is taken"):
        await part.start()


async def test_a_part_that_never_gets_ready_is_stopped(rundir: RunDir) -> None:
    part = child(rundir, "import time; print('thinking'); time.sleep(600)", ready_seconds=0)

    async def thinks() -> bool:
        while "thinking" not in part.log.read_text():  # whatever an interpreter takes to begin
            await asyncio.sleep(0.01)
        return False

    part.is_ready = thinks

    with pytest.raises(PartFailed, match=r"(?s)not ready after 0 s.*thinking"):
        await part.start()

    assert not part.running


async def test_kill9_ends_the_whole_group(rundir: RunDir) -> None:
    part = child(
        rundir, "import subprocess; p = subprocess.Popen(['sleep', '600']); print('started'); p.wait()"
    )
    when_logged(part, "started")
    await part.start()
    assert part.pid is not None
    group = part.pid
    assert len(group_members(group)) == 2

    await part.kill9()

    assert group_members(group) == []


async def test_a_killed_part_starts_again_and_its_log_goes_on(rundir: RunDir) -> None:
    part = child(rundir, "import time; print('hello'); time.sleep(600)")
    when_logged(part, "hello")
    await part.start()
    first = part.pid
    await part.kill9()

    await part.start()

    assert part.pid != first
    assert part.running
    await part.stop()


async def test_more_environment_holds_for_one_start_only(rundir: RunDir) -> None:
    part = child(rundir, "import os, time; print('fail', os.environ.get('FAILPOINTS')); time.sleep(600)")
    when_logged(part, "fail mail.sent")
    await part.start({"FAILPOINTS": "mail.sent"})
    await part.kill9()
    when_logged(part, "fail None")

    await part.start()

    await part.stop()


async def test_a_one_shot_that_fails_is_told_with_its_log(rundir: RunDir) -> None:
    part = child(rundir, "raise SystemExit('no database')")

    with pytest.raises(PartFailed, match=r"(?s)part ended with exit code 1.*no database"):
        await part.run()


async def test_a_one_shot_that_hangs_is_killed(rundir: RunDir) -> None:
    part = child(rundir, "import time; time.sleep(600)", ready_seconds=0.3)

    with pytest.raises(PartFailed, match="did not finish"):
        await part.run()

    assert not part.running


async def test_a_start_that_is_cancelled_can_be_stopped(rundir: RunDir) -> None:
    part = child(rundir, "import time; print('thinking'); time.sleep(600)")
    asked = asyncio.Event()

    async def never() -> bool:
        asked.set()
        return False

    part.is_ready = never
    starting = asyncio.ensure_future(part.start())
    await asked.wait()

    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await starting
    await part.stop()

    assert not part.running
