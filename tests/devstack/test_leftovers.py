"""A run that was killed leaves nothing for good, and nothing that is not ours is ever stopped."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from devstack import procfs
from devstack.errors import AlreadyRunning
from devstack.processes import REPOSITORY
from devstack.procfs import group_members
from devstack.rundir import MARKER, RunDir, stop_processes

SLEEPER = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(600)"]

# A whole run: takes the folder, starts one child with two of its own, says so, waits to be killed.
RUN = """
import asyncio, sys, time
from pathlib import Path
from devstack.rundir import RunDir
from devstack.supervised import Supervised
rundir = RunDir(Path(sys.argv[1]))
rundir.acquire()
(rundir.data / "big").write_text("data")
async def both_sleep():
    return "both" in child.log.read_text()
argv = ["/bin/sh", "-c", "sleep 600 & sleep 600 & echo both; wait"]
child = Supervised("sleeper", argv, {"PATH": "/usr/bin:/bin"}, rundir, rundir.data, both_sleep)
asyncio.run(child.start())
print(child.pid, flush=True)
time.sleep(600)
"""


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    """A process that has nothing to do with any devstack."""
    with subprocess.Popen(SLEEPER, stdout=subprocess.PIPE, start_new_session=True) as process:
        assert process.stdout
        process.stdout.readline()
        yield process
        process.kill()


def killed_run(folder: Path) -> int:
    """Start a run in this folder and kill it with -9; the pid of the child that it left."""
    with subprocess.Popen(
        [sys.executable, "-c", RUN, str(folder)], stdout=subprocess.PIPE, text=True, cwd=REPOSITORY
    ) as run:
        assert run.stdout
        child = int(run.stdout.readline())
        run.kill()
    return child


def run_once(folder: Path) -> list[str]:
    """A run that starts nothing; what it stopped of earlier ones."""
    rundir = RunDir(folder)
    try:
        return rundir.acquire()
    finally:
        rundir.release()


def record(folder: Path, identity: procfs.Identity) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "state.json").write_text(json.dumps({"api": asdict(identity)}))


def identity_of(process: subprocess.Popen[bytes]) -> procfs.Identity:
    identity = procfs.identify(process.pid)
    assert identity
    return identity


def test_the_next_run_stops_what_a_killed_run_left_and_removes_its_data(tmp_path: Path) -> None:
    child = killed_run(tmp_path)
    assert len(group_members(child)) == 3, "the child and what it started survive their parent"
    rundir = RunDir(tmp_path)

    stopped = rundir.acquire()

    assert "sleeper" in stopped
    assert group_members(child) == []
    assert list(rundir.data.iterdir()) == []
    rundir.release()


def test_a_process_whose_leader_died_is_found_by_its_mark(tmp_path: Path) -> None:
    child = killed_run(tmp_path)
    os.kill(child, signal.SIGKILL)
    assert group_members(child)

    run_once(tmp_path)

    assert group_members(child) == []


def test_a_process_that_got_the_pid_of_an_ended_one_is_not_killed(
    tmp_path: Path, sleeper: subprocess.Popen[bytes]
) -> None:
    now_there = identity_of(sleeper)
    record(tmp_path, replace(now_there, start_ticks=now_there.start_ticks - 1))

    assert run_once(tmp_path) == []

    assert sleeper.poll() is None


def test_a_process_with_another_command_line_is_not_killed(
    tmp_path: Path, sleeper: subprocess.Popen[bytes]
) -> None:
    record(tmp_path, replace(identity_of(sleeper), command="mongod --port 1"))

    assert run_once(tmp_path) == []

    assert sleeper.poll() is None


def test_the_recorded_process_itself_is_stopped(tmp_path: Path, sleeper: subprocess.Popen[bytes]) -> None:
    """The counterpart of the two before: the same record, and nothing changed in it."""
    record(tmp_path, identity_of(sleeper))

    assert run_once(tmp_path) == ["api"]

    assert sleeper.wait(timeout=5) == -signal.SIGTERM


def test_a_process_of_another_checkout_is_left_alone(tmp_path: Path) -> None:
    child = killed_run(tmp_path / "one")

    assert run_once(tmp_path / "two") == []

    assert group_members(child)
    assert run_once(tmp_path / "one")


def test_a_run_folder_whose_name_begins_like_ours_is_somebody_elses(tmp_path: Path) -> None:
    environment = {MARKER: f"{tmp_path}/stack2"}
    with subprocess.Popen(SLEEPER, env=environment, stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()

        assert run_once(tmp_path / "stack") == []

        assert process.poll() is None
        process.kill()


def test_a_second_run_says_that_one_is_alive(tmp_path: Path) -> None:
    first = RunDir(tmp_path)
    first.acquire()

    with pytest.raises(AlreadyRunning, match=rf"already running in this checkout \(pid {os.getpid()}, since"):
        RunDir(tmp_path).acquire()

    first.release()
    assert run_once(tmp_path) == []


def test_a_damaged_record_stops_nobody(tmp_path: Path) -> None:
    tmp_path.joinpath("state.json").write_text('{"api": {"pid": 1}}')

    assert run_once(tmp_path) == []


def test_a_process_that_ignores_the_request_is_killed_after_the_time_given() -> None:
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(600)"
    with subprocess.Popen([sys.executable, "-c", deaf], stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()

        stop_processes([identity_of(process)], seconds=0.2)

        assert process.wait(timeout=5) == -signal.SIGKILL
