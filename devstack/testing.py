"""Run folders for test runs: one per pytest process, so that several runs and `make up` live side by side."""

import os
import shutil
from pathlib import Path

from devstack import procfs
from devstack.errors import AlreadyRunning
from devstack.processes import REPOSITORY
from devstack.rundir import RunDir

FOLDER = REPOSITORY / ".devstack" / "tests"


def new_root(purpose: str) -> Path:
    """A run folder of this process. What earlier, killed test runs left behind is stopped and removed first."""
    for folder in FOLDER.glob("*-*"):
        if not procfs.identify(int(folder.name.split("-")[0])):
            _remove(folder)
    return FOLDER / f"{os.getpid()}-{purpose}"


def _remove(folder: Path) -> None:
    rundir = RunDir(folder)
    try:
        rundir.acquire()
    except (AlreadyRunning, FileNotFoundError):  # another run removes it at this moment
        return
    rundir.release()
    shutil.rmtree(folder, ignore_errors=True)
