"""The doctor finds nothing in a stack that is well, and each thing that is wrong, with what to do."""

import json
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from secrets import token_hex

import pytest

from devstack import mongo
from devstack.doctor import database
from devstack.doctor.examine import examine
from devstack.doctor.finding import Finding
from devstack.installation import GATEWAY, Installation
from devstack.ports import free_port
from devstack.rabbitmqctl import Control
from devstack.stack import Devstack
from tests.support import keys_in


async def found(installation: Installation) -> dict[str, Finding]:
    """What is wrong, by subject."""
    return {finding.subject: finding async for finding in examine(installation) if not finding.well}


def told(stack: Devstack, **changed: str) -> Installation:
    """The running stack, where every process is told something else."""
    running = Installation.running(stack.rundir)
    return Installation({name: dict(each) | changed for name, each in running.environments.items()})


async def test_a_stack_that_runs_is_well(stack: Devstack) -> None:
    assert await found(Installation.running(stack.rundir)) == {}


async def test_after_the_line_that_is_printed_for_operating_it_is_the_stack_that_runs(
    stack: Devstack,
) -> None:
    exported = {
        "MONGODB_URL": stack.mongodb_url,
        "AMQP_URL": stack.amqp_url,
        "KEYS_DIR": str(stack.rundir.keys),
    }
    assert await found(Installation.found(stack.rundir, exported)) == {}


def test_another_installation_is_the_one_that_the_environment_names(stack: Devstack) -> None:
    elsewhere = Installation.found(stack.rundir, {"KEYS_DIR": "elsewhere"})
    assert elsewhere.environments["identity"] == {"KEYS_DIR": "elsewhere"}


async def test_every_line_is_of_one_thing(stack: Devstack) -> None:
    subjects = [finding.subject async for finding in examine(told(stack))]
    assert len(subjects) == len(set(subjects)) > 20


async def test_settings_are_read_as_the_processes_read_them(stack: Devstack) -> None:
    wrong = await found(told(stack, AMQP_URL="http://broker", LOG_LEVEL="loud"))
    assert "AMQP_URL: must be a URL that begins with amqp:// or amqps://" in _all(wrong)
    assert "everything else" in wrong


async def test_key_files_that_others_may_read_are_named(stack: Devstack, tmp_path: Path) -> None:
    keys = keys_in(tmp_path)
    (keys / "identity.seal.json").chmod(0o644)
    (keys / "certification.seal.json").unlink()
    wrong = await found(told(stack, KEYS_DIR=str(keys)))
    assert wrong["keys of identity"].wrong == "others may read identity.seal.json, or they are missing"
    assert wrong["keys of identity"].cure == f"chmod 600 identity.seal.json in {keys}"
    assert "certification.seal.json" in wrong["keys of certification"].wrong


async def test_a_secret_file_that_others_may_read_is_named_and_not_shown(
    stack: Devstack, tmp_path: Path
) -> None:
    secret = tmp_path / "smtp_url"
    secret.write_text(stack.smtp_url)
    secret.chmod(0o644)
    wrong = await found(told(stack, SMTP_URL_FILE=str(secret)))
    assert wrong[f"SMTP_URL_FILE {secret}"] == Finding(
        f"SMTP_URL_FILE {secret}", "others may read it", f"chmod 400 {secret}"
    )
    assert stack.smtp_url not in _all(wrong)


async def test_missing_indexes_are_counted_and_migrate_is_named(stack: Devstack) -> None:
    wrong = await found(told(stack, MONGODB_DATABASE=f"mmp_{token_hex(4)}"))
    assert {"indexes of identity", "indexes of certification", "indexes of notifications"} == set(wrong)
    assert wrong["indexes of certification"].cure == "python -m services.certification migrate"


async def test_a_database_that_is_away_is_said_once_a_service(
    stack: Devstack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mongo, "MILLISECONDS", 300)
    wrong = await found(
        told(stack, MONGODB_URL=f"mongodb://u:secret@127.0.0.1:{free_port()}/?replicaSet=rs0")
    )
    assert {"MongoDB for identity", "MongoDB for certification", "MongoDB for notifications"} == set(wrong)
    assert {(each.wrong, each.cure) for each in wrong.values()} == {("no primary answers", mongo.CURE)}
    assert "secret" not in _all(wrong)


async def test_a_clock_that_is_off_is_noticed(stack: Devstack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "CLOCKS_DIFFER_AT_MOST", timedelta(seconds=-1))
    assert set(await found(told(stack))) == {"clock"}


async def test_a_broker_without_our_queues_lacks_them(stack: Devstack, amqp_url: str) -> None:
    wrong = await found(told(stack, AMQP_URL=amqp_url))
    assert "certification.events" in wrong["exchanges and queues"].wrong
    assert "identity.retry.1s" in wrong["exchanges and queues"].wrong


async def test_a_user_with_too_few_rights_is_told_which(stack: Devstack, servers: Devstack) -> None:
    vhost = stack.amqp_url.rpartition("/")[2]
    user = f"weak-{token_hex(3)}"
    rights = {"user": user, "vhost": vhost, "configure": ".*", "write": "^amq|^$", "read": ".*"}
    users = [{"name": user, "password": "weak", "tags": []}]
    await Control.of(servers.process("rabbitmq")).define({"users": users, "permissions": [rights]})
    wrong = await found(told(stack, AMQP_URL=stack.amqp_url.replace("guest:guest", f"{user}:weak")))
    assert wrong["permissions at RabbitMQ"].wrong.startswith("our user may not write mmp.internal")


async def test_a_mail_server_that_is_away_is_said(stack: Devstack) -> None:
    wrong = await found(told(stack, SMTP_URL=f"smtp://127.0.0.1:{free_port()}"))
    assert wrong["mail server"].wrong == "not reachable at connect"


async def test_a_supergraph_of_another_version_is_drift(stack: Devstack, tmp_path: Path) -> None:
    running = Installation.running(stack.rundir)
    old = composed_from_another(Path(running.environments[GATEWAY]["SUPERGRAPH"]), "identity", tmp_path)
    urls = json.loads(running.environments[GATEWAY]["SUBGRAPH_URLS"])
    urls["notifications"] = [f"http://127.0.0.1:{free_port()}/graphql"]
    wrong = await found(told(stack, SUPERGRAPH=str(old), SUBGRAPH_URLS=json.dumps(urls)))
    assert wrong["subgraph identity"].wrong == "has another schema than the supergraph was composed from"
    assert wrong["subgraph notifications"].cure == "start notifications-api"
    assert set(wrong) == {"subgraph identity", "subgraph notifications"}


def composed_from_another(supergraph: Path, subgraph: str, folder: Path) -> Path:
    """The supergraph, with another hash of this subgraph in its header."""
    text = supergraph.read_text()
    line = next(line for line in text.splitlines() if line.startswith(f"# {subgraph} sha256:"))
    changed = folder / supergraph.name
    changed.write_text(text.replace(line, f"# {subgraph} sha256:{'0' * 64}"))
    return changed


def test_in_an_environment_for_all_a_placeholder_stands_for_each_service() -> None:
    installation = Installation.told({"KEYS_DIR": "/keys-of/{service}"})
    assert installation.environments["notifications"]["KEYS_DIR"] == "/keys-of/notifications"


def _all(wrong: Mapping[str, Finding]) -> str:
    return "\n".join(f"{finding.wrong} {finding.cure}" for finding in wrong.values())
