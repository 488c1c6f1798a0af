"""An installation as its processes see it: what each of them is told.

Read from the environment (where `{service}` in a value stands for each service's name), or from the processes of a
stack that runs in this checkout.
"""

import contextlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from chassis.mongo import Index
from chassis.settings import ServiceSettings, SettingsError, load
from devstack import procfs
from devstack.errors import DevstackError
from devstack.processes import SERVICES
from devstack.rundir import MARKER, RunDir
from gateway.settings import GatewaySettings
from services.certification.settings import CertificationSettings
from services.certification.store import INDEXES as CERTIFICATION_INDEXES
from services.identity.settings import IdentitySettings
from services.identity.store import INDEXES as IDENTITY_INDEXES
from services.notifications.settings import NotificationsSettings
from services.notifications.store import INDEXES as NOTIFICATIONS_INDEXES

GATEWAY = "gateway"
KEYS_MADE_IN = "KEYS_MADE_IN"  # where key files are made and handed out from; else KEYS_DIR
SETTINGS: dict[str, type[ServiceSettings]] = {
    "identity": IdentitySettings,
    "certification": CertificationSettings,
    "notifications": NotificationsSettings,
}
INDEXES: dict[str, tuple[Index, ...]] = {
    "identity": IDENTITY_INDEXES,
    "certification": CERTIFICATION_INDEXES,
    "notifications": NOTIFICATIONS_INDEXES,
}
# The process that is asked what its service is told: the one with all settings of it.
_TELLING = {f"-m services.{service} worker": service for service in SERVICES} | {"-m gateway serve": GATEWAY}


@dataclass(frozen=True)
class Installation:
    """`environments` is what each service and the gateway are told, by name."""

    environments: Mapping[str, Mapping[str, str]]

    @classmethod
    def found(cls, rundir: RunDir, environment: Mapping[str, str] = os.environ) -> "Installation":
        """The one that the environment names, else the one that runs in this checkout. Raises DevstackError.

        What `make up` prints for operating names the stack of this checkout, and less than its processes are told:
        then it is they who are asked.
        """
        named = any(name in environment for name in ("KEYS_DIR", "MONGODB_URL", "MONGODB_URL_FILE"))
        if named and environment.get("KEYS_DIR") != str(rundir.keys):
            return cls.told(environment)
        return cls.running(rundir)

    @classmethod
    def told(cls, environment: Mapping[str, str]) -> "Installation":
        return cls(
            {
                name: {key: value.replace("{service}", name) for key, value in environment.items()}
                for name in (*SERVICES, GATEWAY)
            }
        )

    @classmethod
    def running(cls, rundir: RunDir) -> "Installation":
        found: dict[str, Mapping[str, str]] = {}
        for process in procfs.carrying(MARKER, str(rundir.path)):
            for words, name in _TELLING.items():
                if process.command.endswith(words):
                    found[name] = procfs.environment(process.pid)
        if missing := {*SERVICES, GATEWAY} - set(found):
            raise DevstackError(
                f"no stack runs in this checkout ({', '.join(sorted(missing))} not found): start `make up`, or give "
                "MONGODB_URL, AMQP_URL and KEYS_DIR of another installation"
            )
        return cls(found)

    def settings(self, service: str) -> ServiceSettings:
        """What a service makes of what it is told. Raises SettingsError."""
        with _as_environment(self.environments[service]):
            return load(SETTINGS[service])

    def gateway_settings(self) -> GatewaySettings:
        """Raises SettingsError."""
        with _as_environment(self.environments[GATEWAY]):
            return load(GatewaySettings)

    def all_settings(self) -> dict[str, ServiceSettings]:
        """Of all services. Raises DevstackError with everything that is wrong."""
        read, wrong = {}, []
        for service in SERVICES:
            try:
                read[service] = self.settings(service)
            except SettingsError as error:
                wrong.append(f"{service}: {error}")
        if wrong:
            raise DevstackError("\n".join(wrong))
        return read

    @property
    def keys_made_in(self) -> Path:
        """The folder that all services' key files come from."""
        told = self.environments[SERVICES[0]]
        return Path(told.get(KEYS_MADE_IN) or told["KEYS_DIR"])


@contextlib.contextmanager
def _as_environment(environment: Mapping[str, str]) -> Iterator[None]:
    """Settings are read from the process's environment, and from nowhere else."""
    own = dict(os.environ)
    os.environ.clear()
    os.environ.update(environment)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(own)
