"""A process that cannot begin says why in a sentence, and ends with 1."""

import socket
import subprocess
import sys
from pathlib import Path

from devstack.ports import free_port
from tests.support import keys_in


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *command],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_port_that_is_taken_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run("gateway", "serve", "--supergraph", "contracts/supergraph.graphql", "--port", str(port))
    assert done.returncode == 1
    assert f"Cannot listen on 127.0.0.1:{port} (Address already in use)" in done.stderr


def test_a_database_that_is_away_is_named(tmp_path: Path) -> None:
    url = f"mongodb://127.0.0.1:{free_port()}/?replicaSet=rs0&serverSelectionTimeoutMS=200"
    done = run("services.certification", "migrate", MONGODB_URL=url, KEYS_DIR=str(keys_in(tmp_path)))
    assert done.returncode == 1
    assert done.stderr.strip().startswith("The database at MONGODB_URL does not answer.")
    assert url not in done.stderr


def test_a_broker_that_is_away_is_named(mongodb_url: str, database_name: str, tmp_path: Path) -> None:
    done = run(
        "services.certification",
        "migrate",
        MONGODB_URL=mongodb_url,
        MONGODB_DATABASE=database_name,
        AMQP_URL=f"amqp://guest:guest@127.0.0.1:{free_port()}/",
        KEYS_DIR=str(keys_in(tmp_path)),
    )
    assert done.returncode == 1
    assert done.stderr.strip().startswith("The broker at AMQP_URL does not answer.")


def test_an_operation_file_that_is_not_there_is_named() -> None:
    done = run("gateway", "explain", "nowhere.graphql")
    assert (done.returncode, done.stderr.strip()) == (1, "nowhere.graphql: No such file or directory")
