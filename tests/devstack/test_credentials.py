"""What an installation makes for itself is made once, kept, and handed out to those alone who need it."""

import asyncio
import json
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from chassis.keys import RINGS
from devstack import inner_certificates
from devstack.credentials import DATABASES, PARTS, prepare
from devstack.processes import SERVICES


@pytest.fixture
def made(tmp_path: Path) -> tuple[Path, Path]:
    folder, shares = tmp_path / "keys", tmp_path / "shares"
    prepare(folder, shares)
    return folder, shares


def contents(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}


def test_a_second_time_nothing_is_made_and_all_stays(made: tuple[Path, Path]) -> None:
    before = [contents(folder) for folder in made]
    assert prepare(*made) == []
    assert [contents(folder) for folder in made] == before


def test_another_installation_has_other_secrets(made: tuple[Path, Path], tmp_path: Path) -> None:
    other = tmp_path / "other"
    prepare(other / "keys", other / "shares")
    one, two = contents(made[0]), contents(other / "keys")
    assert one.keys() == two.keys()
    assert all(one[name] != two[name] for name in one)


def test_a_part_that_is_missing_is_made_anew_and_the_others_stay(made: tuple[Path, Path]) -> None:
    folder, shares = made
    before = contents(folder)
    (folder / "certification.seal.json").unlink()
    assert prepare(folder, shares) == ["certification.seal.json"]
    after = contents(folder)
    assert {name for name in after if after[name] != before[name]} == {"certification.seal.json"}


def test_each_service_gets_its_own_rings_and_no_authoritys_key(made: tuple[Path, Path]) -> None:
    _, shares = made
    assert {path.name for path in shares.iterdir()} == set(PARTS)
    for service in SERVICES:
        rings = {path.stem for path in (shares / service).glob("*.json")} - {"identity.signing"}
        assert rings == {ring for ring in RINGS if ring.partition(".")[0] in ("transport", service)}
    keys = [path for path in shares.rglob("*") if path.is_file() and "PRIVATE KEY" in path.read_text()]
    assert {str(path.relative_to(shares)) for path in keys} == {"mongo/mongo.pem", "rabbitmq/rabbitmq.pem"}


def test_what_our_own_user_reads_nobody_else_may(made: tuple[Path, Path]) -> None:
    folder, shares = made
    secret = [*folder.glob("*.json"), *folder.glob("*-key.pem"), *shares.glob("*/*_url")]
    assert len(secret) > len(RINGS) + len(SERVICES)
    assert [path for path in secret if path.stat().st_mode & 0o077] == []


def test_each_service_has_a_user_that_writes_its_own_database_alone(made: tuple[Path, Path]) -> None:
    _, shares = made
    users = {user["user"]: user for user in json.loads((shares / "mongo" / "users.json").read_text())}
    for service in SERVICES:
        url = urlsplit((shares / service / "mongodb_url").read_text().strip())
        assert (url.username, url.password) == (service, users[service]["pwd"])
        assert parse_qs(url.query)["tls"] == ["true"]
        assert users[service]["roles"] == [{"role": "readWrite", "db": DATABASES[service]}]
    assert "root" not in {
        role if isinstance(role, str) else role["role"] for role in users["operator"]["roles"]
    }


def test_the_broker_knows_the_user_that_the_services_are_told(made: tuple[Path, Path]) -> None:
    _, shares = made
    (user,) = json.loads((shares / "rabbitmq" / "definitions.json").read_text())["users"]
    for part in (*SERVICES, "operator"):
        url = urlsplit((shares / part / "amqp_url").read_text().strip())
        assert (url.scheme, url.username, url.password) == ("amqps", user["name"], user["password"])


@pytest.mark.parametrize("host", ["mongo", "rabbitmq"])
async def test_who_trusts_the_authority_trusts_the_server(made: tuple[Path, Path], host: str) -> None:
    _, shares = made
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(shares / host / f"{host}.pem")
    client = ssl.create_default_context(cafile=shares / "identity" / "ca.pem")
    client.verify_flags |= ssl.VERIFY_X509_STRICT  # what Python 3.13 asks for

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"ok")
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", ssl=server) as listening:
        port = listening.sockets[0].getsockname()[1]
        reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=client, server_hostname=host)
        assert await reader.read() == b"ok"
        writer.close()
        with pytest.raises(ssl.SSLCertVerificationError):
            await asyncio.open_connection("127.0.0.1", port, ssl=client, server_hostname="elsewhere")


def test_a_certificate_that_ends_soon_is_renewed_under_the_same_authority(
    made: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, shares = made
    authority = (folder / "ca.pem").read_text()
    left = inner_certificates.ends(folder / "mongo.pem") - datetime.now(UTC)
    monkeypatch.setattr(inner_certificates, "RENEWED_BEFORE", left + timedelta(days=1))
    assert prepare(folder, shares) == ["mongo.pem", "rabbitmq.pem"]
    assert (folder / "ca.pem").read_text() == authority
    assert (shares / "mongo" / "mongo.pem").read_text() == (folder / "mongo.pem").read_text()
