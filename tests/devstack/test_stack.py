"""How a stack is told apart, told to end, and what it refuses."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from devstack import procfs
from devstack.errors import DevstackError
from devstack.processes import APIS, GATEWAY, KEYS, REPOSITORY, STAYING, Site, environment
from devstack.rundir import MARKER
from devstack.stack import Devstack

RUN = """
import asyncio, sys
from pathlib import Path
from devstack.servers import Given
from devstack.signals import run_until_signal
from devstack.stack import Devstack
async def work():
    async with Devstack(["mongodb", "inbox"], root=Path(sys.argv[1]), given=Given()):
        print("up", flush=True)
        await asyncio.sleep(600)
sys.exit(7 if run_until_signal(work()) else 0)
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_stops_everything_and_leaves_only_the_logs(tmp_path: Path, number: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", RUN, str(tmp_path)], cwd=REPOSITORY, stdout=subprocess.PIPE
    ) as run:
        assert run.stdout
        assert run.stdout.readline() == b"up\n"
        assert len(list(procfs.carrying(MARKER, str(tmp_path)))) == 2

        run.send_signal(number)

        assert run.wait(timeout=60) == 0
    assert list(procfs.carrying(MARKER, str(tmp_path))) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["lock", "logs"]
    assert (tmp_path / "logs" / "mongodb.log").stat().st_size > 0


async def test_an_unknown_part_is_refused_with_the_list_of_parts() -> None:
    with pytest.raises(
        DevstackError, match=r"no such part: redis; there are mongodb, rabbitmq, inbox, gateway"
    ):
        Devstack(["redis"])


async def test_a_stack_that_was_not_started_says_how_to() -> None:
    with pytest.raises(DevstackError, match="async with Devstack"):
        _ = Devstack().gateway_url


def test_a_process_is_told_nothing_of_its_neighbours_secrets() -> None:
    ports = {p.name: 1 for p in STAYING} | {f"{p.name}:admin": 2 for p in STAYING}
    site = Site("mongodb://m", "amqp://a", "smtp://s", Path("/keys"), ports)

    assert "MONGODB_URL" not in environment(GATEWAY, site)
    assert "KEYS_DIR" not in environment(GATEWAY, site)
    assert "SMTP_URL" not in environment(APIS[0], site)
    assert KEYS.arguments(site) == ["chassis", "generate-keys", "/keys"]
    assert len({environment(api, site)["MONGODB_DATABASE"] for api in APIS}) == 3
