"""The compose files keep their promises: hardened, closed to the outside, with no secret that has a default."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from devstack.credentials import PARTS
from devstack.processes import REPOSITORY, SERVICES, STAYING, WEB_APP
from tests.devstack.compose_files import BASE, INSTALLATIONS, INTEGRATORS, OVERRIDE, PROD, WEB, read, together

OURS = {process.name for process in STAYING}
SERVERS = {"mongo", "replica-set", "rabbitmq", "balancer"}
MIGRATIONS = {f"{service}-migrate" for service in SERVICES}
OBSERVERS = {"prometheus", "grafana"}
ONE_SHOTS = {"replica-set", "keys", "registry", "operator", *MIGRATIONS}
# What reaches the outside, or is reached from it.
DOORS = {"balancer", "mailpit", *OBSERVERS}


def containers(installation: str) -> Iterator[tuple[str, dict[str, Any]]]:
    yield from together(*INSTALLATIONS[installation])["services"].items()


each_installation = pytest.mark.parametrize("installation", INSTALLATIONS)


def test_everything_that_devstack_runs_is_a_container_too() -> None:
    base = set(read(BASE)["services"])
    assert base == OURS | SERVERS | MIGRATIONS | OBSERVERS | {"keys", "operator"}
    assert set(read(OVERRIDE)["services"]) - base == {"mailpit", "registry"}
    assert set(read(PROD)["services"]) <= base


@each_installation
def test_a_container_can_do_as_little_as_possible(installation: str) -> None:
    for name, container in containers(installation):
        assert container["read_only"] is True, name
        assert container["cap_drop"] == ["ALL"], name
        assert container["security_opt"] == ["no-new-privileges:true"], name
        assert not container.get("privileged"), name
        assert container["deploy"]["resources"]["limits"]["memory"], name
        assert container.get("user") != "root", name
        assert ("cap_add" in container) is (name == "rabbitmq"), name
        assert name in ONE_SHOTS or container["stop_grace_period"], name


@each_installation
def test_nothing_is_published_but_what_has_to_be(installation: str) -> None:
    production, integrators = "production" in installation, "integrators" in installation
    published = {
        name: container["ports"] for name, container in containers(installation) if "ports" in container
    }
    ours = "${HTTPS_PORT:-443}:8443" if production else "127.0.0.1:${GATEWAY_PORT:-8000}:8000"
    amqps = ["${AMQPS_ADDRESS:-127.0.0.1}:${AMQPS_PORT:-5671}:5671"] if integrators else []
    assert published.pop("balancer") == [ours, *amqps]
    assert all(port.startswith("127.0.0.1:") for ports in published.values() for port in ports)
    assert set(published) == OBSERVERS | (set() if production else {"mailpit"})


@each_installation
def test_only_doors_and_the_mailer_are_on_a_network_that_leads_out(installation: str) -> None:
    whole = together(*INSTALLATIONS[installation])
    assert whole["networks"]["inside"] == {"internal": True}
    for name, container in whole["services"].items():
        beyond = set(container.get("networks", [])) - {"inside"}
        mails = "production" in installation and name in {"notifications-worker", "operator"}
        expected = {"edge"} if name in DOORS else {"outside"} if mails else set()
        assert beyond == expected, name


@each_installation
def test_one_shots_end_and_all_others_come_back(installation: str) -> None:
    for name, container in containers(installation):
        assert container["restart"] == ("no" if name in ONE_SHOTS else "unless-stopped"), name


@each_installation
def test_what_a_container_waits_for_exists_and_is_waited_for_rightly(installation: str) -> None:
    known = dict(containers(installation))
    for name, container in known.items():
        waits = container.get("depends_on", {})
        for other, how in waits.items() if isinstance(waits, dict) else ():
            assert other in known, name
            expected = "service_completed_successfully" if other in ONE_SHOTS else "service_healthy"
            assert how == {"condition": expected}, (name, other)


@each_installation
def test_a_container_reads_its_own_share_of_the_keys_and_no_other(installation: str) -> None:
    for name, container in containers(installation):
        mounts = {each.partition(":")[0] for each in container.get("volumes", []) if "keys" in each}
        if name == "keys":
            assert mounts == {"keys", *(f"{part}-keys" for part in PARTS)}
        elif name == "operator":
            assert mounts == {"keys", *(f"{part}-keys" for part in (*SERVICES, "operator"))}
        else:
            owner = {"registry": "identity", "replica-set": "mongo"}.get(name, re.split("-(?!set)", name)[0])
            assert mounts == ({f"{owner}-keys"} if owner in PARTS else set()), name


def test_production_is_told_everything_that_it_must_not_guess() -> None:
    text = (REPOSITORY / PROD).read_text()
    demanded = set(re.findall(r"\$\{(\w+):\?", text))
    assert demanded == {"PUBLIC_URL", "REVIEW_CONTACT", "TEMPORARY_EMAIL_DOMAIN", "MAIL_FROM", "SECRETS_DIR"}
    assert set(re.findall(r"\$\{(\w+):-", text)) == {
        "HTTPS_PORT",
        "RULEBOOK_SWITCHES",
        "REGISTRATION_URL",
        "ALLOWED_ORIGINS",
    }


@each_installation
def test_no_secret_is_written_in_a_file_or_has_a_default(installation: str) -> None:
    """Passwords are made by `credentials` and read from files; nothing else that looks like one is told."""
    for name, container in containers(installation):
        for key, value in container.get("environment", {}).items():
            secret = re.search("PASSWORD|SECRET|TOKEN(?!_ISSUER|_AUDIENCE)|MONGODB_URL|AMQP_URL", key)
            assert secret is None or key.endswith("_FILE"), (name, key)
            assert not re.search(r"://[^/]*:[^/]*@", str(value)), (name, key)


def test_production_takes_tls_at_each_of_its_servers() -> None:
    whole = dict(containers("production"))
    assert "--tlsMode requireTLS" in whole["mongo"]["command"]
    assert "--auth" in whole["mongo"]["command"]
    broker = (REPOSITORY / "deployment/rabbitmq/tls.conf").read_text()
    assert "listeners.tcp = none" in broker
    balancer = (REPOSITORY / "deployment/balancer/https.cfg").read_text()
    assert re.findall(r"bind (.*)", balancer) == [":8443 ssl crt @/site alpn h2,http/1.1"]
    assert "mailpit" not in whole
    assert whole["gateway"]["environment"]["ENVIRONMENT"] == "production"


@pytest.mark.parametrize("name", [BASE, OVERRIDE, PROD, INTEGRATORS, WEB])
@pytest.mark.parametrize("key", ["name", "include", "configs", "version"])
def test_old_docker_compose_reads_the_file(name: str, key: str) -> None:
    """1.29 refuses or silently ignores these."""
    assert key not in read(name)


def test_every_file_that_is_mounted_is_there() -> None:
    for names in INSTALLATIONS.values():
        for name, container in together(*names)["services"].items():
            for volume in container.get("volumes", []):
                source = volume.partition(":")[0]
                if source.startswith("./"):
                    assert (REPOSITORY / source).exists(), (name, source)


def test_what_prometheus_reads_are_the_processes_that_run() -> None:
    config = yaml.safe_load((REPOSITORY / "deployment/prometheus/prometheus.yml").read_text())
    jobs = {job["job_name"]: job["dns_sd_configs"][0] for job in config["scrape_configs"]}
    assert set(jobs) == OURS | {"balancer"}
    for name, where in jobs.items():
        assert where["names"] == [name]
        assert str(where["port"]) == ("8404" if name == "balancer" else "9000")


def test_the_web_client_is_served_and_mails_lead_to_it() -> None:
    added = read(WEB)["services"]
    gateway = added.pop("gateway")
    assert gateway["volumes"] == [
        f"./{WEB_APP.relative_to(REPOSITORY)}:{gateway['environment']['WEB_APP']}:ro"
    ]
    told = {
        name
        for name, container in containers("development")
        if "PUBLIC_URL" in container.get("environment", {})
    }
    assert set(added) == told & OURS
    for container in added.values():
        links = container["environment"]
        assert links["PUBLIC_URL"] == links["REGISTRATION_URL"]
        assert links["PUBLIC_URL"].endswith("/app}")
