"""A process that cannot begin says why in a sentence, and ends with 1."""

import asyncio
import contextlib
import http.client
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from chassis import process
from chassis.broker import NotConfirmed
from chassis.process import patiently
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


async def test_who_is_patient_waits_for_a_server_and_for_nothing_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(process, "AGAIN_SECONDS", 0)
    tries = 0

    async def in_the_end() -> None:
        nonlocal tries
        tries += 1
        if tries < 3:
            raise NotConfirmed("the broker is away")

    await patiently(60, in_the_end)
    assert tries == 3

    tries = 0
    with pytest.raises(NotConfirmed):
        await patiently(0, in_the_end)

    async def wrong() -> None:
        raise ValueError

    with pytest.raises(ValueError, match=r"^$"):
        await patiently(60, wrong)


def test_an_operation_file_that_is_not_there_is_named() -> None:
    done = run("gateway", "explain", "nowhere.graphql")
    assert (done.returncode, done.stderr.strip()) == (2, "nowhere.graphql: No such file or directory")


def test_a_process_that_is_told_to_end_says_so_and_still_answers_for_a_while() -> None:
    port = free_port()
    command = ["gateway", "serve", "--supergraph", "contracts/supergraph.graphql", "--port", str(port)]
    with subprocess.Popen(
        [sys.executable, "-m", *command], env={"DRAIN_SECONDS": "6"}, stdout=subprocess.DEVNULL
    ) as process:
        try:
            _until(lambda: _get(port, "/livez")[0].status == 200)
            kept = http.client.HTTPConnection("127.0.0.1", port)
            kept.request("GET", "/livez")
            assert kept.getresponse().read() == b"ok"

            process.send_signal(signal.SIGTERM)

            _until(lambda: b'"process":"stopping"' in _get(port, "/readyz")[1])
            _until(lambda: _get(port, "/livez")[0].getheader("connection") == "close")
            kept.request("GET", "/livez")
            last = kept.getresponse()
            assert (last.status, last.getheader("connection")) == (200, "close")
            assert process.wait(60) == 0
        finally:
            process.kill()


def test_whom_the_kernel_accepted_for_a_closing_port_is_answered() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse("done")(scope, receive, send)

    async def played() -> bytes:
        port = socket.create_server(("127.0.0.1", 0))
        address = port.getsockname()
        leaving = process.server(app, *address)
        serving = asyncio.create_task(leaving.serve(sockets=[port]))
        while not leaving.started:
            await asyncio.sleep(0.01)
        with socket.create_connection(address, timeout=5) as client:
            # Nothing of ours has run since: the server has not seen this connection.
            client.sendall(b"POST / HTTP/1.1\r\nhost: here\r\ncontent-length: 0\r\n\r\n")
            await leaving.leave(port)
            answer = client.recv(1024)
            with pytest.raises(ConnectionRefusedError):
                socket.create_connection(address, timeout=5)
        leaving.should_exit = True
        await serving
        return answer

    answer = process.run_loop(played())
    assert answer.startswith(b"HTTP/1.1 200 OK")
    assert answer.endswith(b"done")


def _get(port: int, path: str) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body


def _until(holds: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(ConnectionError):
            if holds():
                return
        time.sleep(0.05)
    raise AssertionError("it did not come to hold")
