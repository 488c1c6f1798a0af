"""The example in Node.js, against the real broker, by TLS, with an integrator's own credentials."""

import json
import subprocess
from pathlib import Path

import pytest

from chassis.broker import Publisher
from devstack.integrators import Credentials, Integrators
from devstack.processes import REPOSITORY
from tests.integrators.conftest import given, integrators, name, publisher
from tests.integrators.examples import keeps_its_promises

__all__ = ["given", "integrators", "name", "publisher"]  # fixtures
EXAMPLE = REPOSITORY / "examples" / "integrator" / "node"


@pytest.fixture(scope="module")
def installed() -> Path:
    """The example with what it needs from npm."""
    subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--silent"], cwd=EXAMPLE, check=True)
    return EXAMPLE


async def test_it_keeps_its_promises(
    integrators: Integrators,
    given: Credentials,
    publisher: Publisher,
    amqp_url: str,
    installed: Path,
    tmp_path: Path,
) -> None:
    data = tmp_path / "inbox.jsonl"
    argv = ["node", str(installed / "consume.mjs"), str(data)]
    with data.open("w") as inbox:
        inbox.write('{"id": "cut short by a cra')
    await keeps_its_promises(argv, integrators, given, publisher, amqp_url)
    lines = [json.loads(line) for line in data.read_text().splitlines()]
    assert [(line["certification"], line["sequence"]) for line in lines] == [
        ("c1", 1),
        ("c1", 9),
        ("c1", 5),
        ("c2", 1),
        ("c2", 2),
    ]
