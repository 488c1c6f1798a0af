"""`python -m devstack integrator`: through whatever leads to the broker's rabbitmqctl."""

import shlex
import subprocess
import sys
import time
from pathlib import Path

from chassis.broker import Publisher
from contracts.events.public import CertificationCertified
from devstack.integrators import Credentials, Integrators
from tests.integrators.conftest import fetched
from tests.integrators.events import told


def run(integrators: Integrators, *words: str) -> subprocess.CompletedProcess[str]:
    control = integrators.control
    environment = {**control.environment, "PATH": f"{Path(control.argv[0]).parent}:/usr/bin:/bin"}
    through = shlex.join(["env", "-i", *(f"{name}={value}" for name, value in environment.items())])
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "devstack",
            "integrator",
            *words,
            "--vhost",
            integrators.vhost,
            "--through",
            through,
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


async def test_the_life_of_an_integrator(integrators: Integrators, publisher: Publisher, name: str) -> None:
    added = run(integrators, "add", name, "--address", "amqps://broker.example:5671")
    assert added.returncode == 0, added.stderr
    url, queue = (line.partition("=")[2].strip("'") for line in added.stdout.splitlines())
    assert url.startswith(f"amqps://integrator.{name}:")
    assert url.endswith(f"@broker.example:5671/{integrators.vhost}")
    assert queue == f"integrator.{name}"

    event = told(CertificationCertified)
    await publisher.publish(event)
    deadline = time.monotonic() + 60
    while "1" not in (row := _row(run(integrators, "list").stdout, name)):  # the broker counts every 5 s
        assert row == [name, "0", "0"]
        assert time.monotonic() < deadline

    password = url.split(":")[2].partition("@")[0]
    assert await fetched(integrators, Credentials(queue, password, integrators.vhost), 1) == [event.id]

    removed, again = run(integrators, "remove", name), run(integrators, "remove", name)
    assert (removed.returncode, again.returncode) == (0, 1)
    assert f"there is no integrator {name}" in again.stderr


def _row(table: str, name: str) -> list[str]:
    return next(line.split() for line in table.splitlines() if name in line)


def test_it_says_where_a_broker_could_be() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "devstack", "integrator", "list", "--through", "no-such-command-here"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    assert "no-such-command-here" in done.stderr
