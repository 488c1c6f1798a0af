"""A RabbitMQ of our own: a private node with its own home, cookie, epmd and data folder."""

import asyncio
import contextlib
import json
import os
import secrets
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import aiormq.exceptions

from chassis.broker import connect
from devstack.apt import install
from devstack.certificate import write_certificate
from devstack.errors import CannotInstall
from devstack.ports import free_port
from devstack.rabbitmqctl import Control, record
from devstack.rundir import RunDir
from devstack.supervised import Supervised

# /usr/sbin/rabbitmq-server, which Debian puts on PATH, changes to another user when root calls it.
DEBIAN = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
AMQPS = Path(__file__).with_name("amqps.conf")


def find() -> Path:
    """The server's launcher; installs it where that is possible."""
    if DEBIAN.exists():
        return DEBIAN
    on_path = shutil.which("rabbitmq-server")
    if on_path:
        return Path(on_path)
    try:
        install("rabbitmq-server")
    except CannotInstall as reason:
        raise CannotInstall(f"{reason} A running broker can be named in AMQP_URL instead.") from None
    if not DEBIAN.exists():
        raise CannotInstall(
            "rabbitmq-server was installed but is not where Debian puts it: set AMQP_URL instead."
        )
    return DEBIAN


def supervised(rundir: RunDir, *, vhosts: Sequence[str] = ()) -> tuple[Supervised, Supervised]:
    """The epmd and the broker of this run, not started yet; `vhosts` exist beside "/" from the start."""
    launcher = find()
    folder = rundir.data / "rabbitmq"
    port, tls_port, epmd_port = free_port(), free_port(), free_port()
    environment = _environment(folder, port=port, epmd_port=epmd_port)
    _write_files(folder, vhosts, tls_port=tls_port)
    record(folder, launcher, environment, tls_port=tls_port)
    epmd = Supervised(
        name="epmd",
        argv=[_find_epmd(), "-address", "127.0.0.1", "-port", str(epmd_port)],
        environment=environment,
        rundir=rundir,
        working_folder=folder,
        is_ready=lambda: _listens(epmd_port),
        stop_seconds=3.0,
    )
    url = f"amqp://guest:guest@127.0.0.1:{port}/"
    broker = Supervised(
        name="rabbitmq",
        argv=[str(launcher)],
        environment=environment,
        rundir=rundir,
        working_folder=folder,
        is_ready=lambda: _takes_connections(port, url),
        ready_seconds=60.0,
        url=url,
    )
    return epmd, broker


def _environment(folder: Path, *, port: int, epmd_port: int) -> dict[str, str]:
    """Only this, so that nothing of a system-wide broker's configuration is read."""
    return {
        "PATH": os.environ.get("PATH", "/usr/sbin:/usr/bin:/sbin:/bin"),
        "LANG": "C.UTF-8",
        "HOME": str(folder),
        "RABBITMQ_NODENAME": "devstack@localhost",
        "RABBITMQ_MNESIA_BASE": str(folder / "data"),
        "RABBITMQ_LOG_BASE": str(folder / "log"),
        "RABBITMQ_LOGS": "-",
        "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODE_PORT": str(port),
        "RABBITMQ_DIST_PORT": str(free_port()),
        "ERL_EPMD_PORT": str(epmd_port),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "enabled_plugins"),
        "RABBITMQ_CONF_ENV_FILE": str(folder / "none"),
    }


def _write_files(folder: Path, vhosts: Sequence[str], *, tls_port: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    cookie = folder / ".erlang.cookie"
    cookie.write_text(secrets.token_hex(20))
    cookie.chmod(0o600)
    (folder / "enabled_plugins").write_text("[].\n")
    (folder / "definitions.json").write_text(json.dumps(_definitions(["/", *vhosts])))
    (folder / "rabbitmq.conf").write_text(
        f"load_definitions = {folder / 'definitions.json'}\n{_tls(folder, tls_port)}"
    )


def _tls(folder: Path, port: int) -> str:
    """What integrators connect to, set up as in docker-compose.integrators.yml."""
    certificate = write_certificate(folder / "tls")
    return (
        AMQPS.read_text()
        .replace("listeners.ssl.default = 5671", f"listeners.ssl.1 = 127.0.0.1:{port}")
        .replace("/etc/rabbitmq/tls", str(certificate.parent))
    )


def _definitions(vhosts: Sequence[str]) -> dict[str, Any]:
    permission = {"user": "guest", "configure": ".*", "write": ".*", "read": ".*"}
    return {
        "users": [{"name": "guest", "password": "guest", "tags": ["administrator"]}],
        "vhosts": [{"name": name} for name in vhosts],
        "permissions": [{**permission, "vhost": name} for name in vhosts],
    }


async def add_vhosts(broker: Supervised, vhosts: Sequence[str]) -> None:
    """Make more vhosts in a running broker of ours. About two seconds for any number up to a hundred."""
    await Control.of(broker).define(_definitions(vhosts))


def _find_epmd() -> str:
    on_path = shutil.which("epmd")
    if on_path:
        return on_path
    found = sorted(Path("/usr/lib/erlang").glob("erts-*/bin/epmd"))
    if not found:
        raise CannotInstall(
            "Erlang's epmd is not where it is expected: put it on PATH, or set AMQP_URL instead."
        )
    return str(found[-1])


async def _listens(port: int) -> bool:
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
    return True


async def _takes_connections(port: int, url: str) -> bool:
    await _listens(port)
    try:
        connection = await connect(url, name="devstack")
    except aiormq.exceptions.AMQPError:
        return False
    await connection.close()
    return True
