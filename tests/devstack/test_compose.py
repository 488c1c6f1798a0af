"""docker-compose.yml keeps its promises: hardened, one image, two ports to the outside."""

from typing import Any

import pytest
import yaml

from devstack.processes import REPOSITORY, SERVICES, STAYING, WEB_APP

COMPOSE: dict[str, Any] = yaml.safe_load((REPOSITORY / "docker-compose.yml").read_text())
CONTAINERS: dict[str, dict[str, Any]] = COMPOSE["services"]
SERVERS = {"mongo", "replica-set", "rabbitmq", "mailpit"}
ONE_SHOTS = {"replica-set", "keys", "registry", *(f"{service}-migrate" for service in SERVICES)}

each_container = pytest.mark.parametrize("name", sorted(CONTAINERS))


def test_everything_that_devstack_runs_is_a_container_too() -> None:
    assert set(CONTAINERS) == SERVERS | ONE_SHOTS | {process.name for process in STAYING}


@each_container
def test_a_container_can_do_as_little_as_possible(name: str) -> None:
    container = CONTAINERS[name]
    assert container["read_only"] is True
    assert container["cap_drop"] == ["ALL"]
    assert container["security_opt"] == ["no-new-privileges:true"]
    assert not container.get("privileged")


@each_container
def test_only_the_gateway_and_the_mail_reader_are_published(name: str) -> None:
    container = CONTAINERS[name]
    published = name in {"gateway", "mailpit"}
    assert ("ports" in container) is published
    assert container["networks"] == (["inside", "edge"] if published else ["inside"])
    assert all(port.startswith("127.0.0.1:") for port in container.get("ports", []))


@each_container
def test_one_shots_end_and_all_others_come_back(name: str) -> None:
    assert CONTAINERS[name]["restart"] == ("no" if name in ONE_SHOTS else "unless-stopped")


@each_container
def test_what_a_container_waits_for_exists_and_is_waited_for_rightly(name: str) -> None:
    for other, how in CONTAINERS[name].get("depends_on", {}).items():
        expected = "service_completed_successfully" if other in ONE_SHOTS else "service_healthy"
        assert how == {"condition": expected}, other


def test_the_inner_network_leads_nowhere() -> None:
    assert COMPOSE["networks"]["inside"] == {"internal": True}


def test_a_container_reads_the_keys_of_its_own_service_and_no_other() -> None:
    for name, container in CONTAINERS.items():
        mounts = [mount for mount in container.get("volumes", []) if "keys" in mount]
        service = "identity" if name == "registry" else name.partition("-")[0]
        if name == "keys":
            assert {mount.partition(":")[0] for mount in mounts} == {"keys", *(f"{s}-keys" for s in SERVICES)}
        else:
            assert mounts == ([f"{service}-keys:/keys:ro"] if service in SERVICES else []), name


@pytest.mark.parametrize("key", ["name", "include", "configs", "version"])
def test_old_docker_compose_reads_the_file(key: str) -> None:
    """1.29 refuses or silently ignores these."""
    assert key not in COMPOSE


def test_integrators_reach_the_broker_by_tls_alone_and_nothing_else() -> None:
    added = yaml.safe_load((REPOSITORY / "docker-compose.integrators.yml").read_text())
    assert set(added) == {"services"}
    assert set(added["services"]) == {"rabbitmq"}
    broker = added["services"]["rabbitmq"]
    assert broker["ports"] == ["${AMQPS_ADDRESS:-127.0.0.1}:${AMQPS_PORT:-5671}:5671"]
    assert all(volume.endswith(":ro") for volume in broker["volumes"])
    assert set(broker) == {"networks", "ports", "volumes"}


def test_the_web_client_is_served_and_mails_lead_to_it() -> None:
    added = yaml.safe_load((REPOSITORY / "docker-compose.web.yml").read_text())["services"]
    gateway = added.pop("gateway")
    assert gateway["volumes"] == [
        f"./{WEB_APP.relative_to(REPOSITORY)}:{gateway['environment']['WEB_APP']}:ro"
    ]
    told = {
        name for name, container in CONTAINERS.items() if "PUBLIC_URL" in container.get("environment", {})
    }
    one_shots_and_readers = {name for name in told if name in ONE_SHOTS or name == "notifications-api"}
    assert set(added) == told - one_shots_and_readers
    for container in added.values():
        links = container["environment"]
        assert links["PUBLIC_URL"] == links["REGISTRATION_URL"]
        assert links["PUBLIC_URL"].endswith("/app}")
