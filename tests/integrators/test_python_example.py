"""The example in Python, against the real broker, by TLS, with an integrator's own credentials."""

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from chassis.broker import Publisher
from devstack.integrators import Credentials, Integrators
from devstack.processes import REPOSITORY
from tests.integrators.examples import keeps_its_promises

EXAMPLE = REPOSITORY / "examples" / "integrator" / "python" / "consume.py"


async def test_it_keeps_its_promises(
    integrators: Integrators, given: Credentials, publisher: Publisher, amqp_url: str, tmp_path: Path
) -> None:
    data = tmp_path / "certifications.db"
    await keeps_its_promises(
        [sys.executable, str(EXAMPLE), str(data)], integrators, given, publisher, amqp_url
    )
    with closing(sqlite3.connect(data)) as database:
        rows = database.execute("SELECT id, sequence, status, registration FROM certifications ORDER BY id")
        assert rows.fetchall() == [("c1", 9, "REVOKED", "CLOSED"), ("c2", 2, "CERTIFIED", "REGISTERED")]
