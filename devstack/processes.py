"""The processes of the stack and what each is told: the one table to read or to change.

`python -m <command>` with the environment below; nothing else of the caller's environment reaches them.
"""

import json
from dataclasses import dataclass, replace
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
DEMO_REGISTRY = REPOSITORY / "devstack" / "demo_registry.csv"

SERVICES = ("identity", "certification", "notifications")


@dataclass(frozen=True)
class Site:
    """Where everything is in one run."""

    mongodb_url: str
    amqp_url: str
    smtp_url: str
    keys: Path
    ports: dict[str, int]  # by process name; a process's admin port by "<name>:admin"
    database_prefix: str = "mmp"

    def url(self, name: str) -> str:
        return f"http://127.0.0.1:{self.ports[name]}"

    def urls(self, name: str) -> list[str]:
        """Of a process and its copies."""
        names = [name, *(known for known in self.ports if known.rpartition("#")[0] == name)]
        return [self.url(each) for each in names if ":" not in each]

    def admin_url(self, name: str) -> str:
        return f"http://127.0.0.1:{self.ports[name + ':admin']}"


@dataclass(frozen=True)
class Process:
    """A process that stays, or with `one_shot` one that must end well before the others start."""

    name: str
    command: tuple[str, ...]
    one_shot: bool = False
    listens: bool = False

    def copy(self, number: int) -> "Process":
        """The second and later of its kind; the first has the plain name."""
        return self if number == 1 else replace(self, name=f"{self.name}#{number}")

    def arguments(self, site: Site) -> list[str]:
        """What follows `python -m`."""
        return [word.format(keys=site.keys) for word in self.command]


KEYS = Process("keys", ("chassis", "generate-keys", "{keys}"), one_shot=True)
MIGRATIONS = tuple(Process(f"{s}-migrate", (f"services.{s}", "migrate"), one_shot=True) for s in SERVICES)
REGISTRY = Process("registry", ("services.identity", "registry", "import", str(DEMO_REGISTRY)), one_shot=True)
CREDENTIAL_MUTATIONS = (
    "signUp",
    "resendVerification",
    "signIn",
    "refreshSession",
    "verifyEmail",
    "createTemporaryEmail",
    "reissueTemporaryEmail",
    "replaceTemporaryPassword",
    "changePassword",
    "requestPasswordReset",
    "resetPassword",
    "requestEmailChange",
    "confirmEmailChange",
    "identifyAsPractitioner",
    "identifyAsPatient",
    "identifyAsCaregiver",
)
GATEWAY = Process("gateway", ("gateway", "serve"), listens=True)
APIS = tuple(Process(f"{s}-api", (f"services.{s}", "api"), listens=True) for s in SERVICES)
WORKERS = tuple(Process(f"{s}-worker", (f"services.{s}", "worker")) for s in SERVICES)
STAYING = (GATEWAY, *APIS, *WORKERS)


def environment(process: Process, site: Site) -> dict[str, str]:
    """What this process is told, whole."""
    told = {"ENVIRONMENT": "development", "LOG_LEVEL": "info", "LISTEN_HOST": "127.0.0.1"}
    if process.listens:
        told["LISTEN_PORT"] = str(site.ports[process.name])
    if not process.one_shot:
        told["ADMIN_PORT"] = str(site.ports[f"{process.name}:admin"])
    if process.command == GATEWAY.command:
        return told | _gateway(site)
    service = process.command[0].removeprefix("services.")
    if service in SERVICES:
        told |= _every_service(service, site)
    if service == "identity":
        told |= {"PUBLIC_URL": site.url("gateway")}
    if service == "notifications":
        told |= _notifications(site)
    return told


def _every_service(service: str, site: Site) -> dict[str, str]:
    return {
        "MONGODB_URL": site.mongodb_url,
        "MONGODB_DATABASE": f"{site.database_prefix}_{service}",
        "AMQP_URL": site.amqp_url,
        "JWKS_URL": site.url("identity-api") + "/.well-known/jwks.json",
        "TOKEN_ISSUER": "https://identity.mmp.example",
        "TOKEN_AUDIENCE": "mmp",
        "KEYS_DIR": str(site.keys),
    }


def _notifications(site: Site) -> dict[str, str]:
    return {
        "SMTP_URL": site.smtp_url,
        "MAIL_FROM": "no-reply@registry.example",
        "PUBLIC_URL": site.url("gateway"),
        "REGISTRATION_URL": site.url("gateway"),
    }


def _gateway(site: Site) -> dict[str, str]:
    return {
        "SUPERGRAPH": str(REPOSITORY / "contracts" / "supergraph.graphql"),
        "JWKS_URL": site.url("identity-api") + "/.well-known/jwks.json",
        "SUBGRAPH_URLS": json.dumps(
            {s: [f"{url}/graphql" for url in site.urls(f"{s}-api")] for s in SERVICES}
        ),
        "SESSION_SUBGRAPH": "identity",
        "ONCE_PER_OPERATION": ",".join(CREDENTIAL_MUTATIONS),
    }
