"""A production installation under docker-compose, in a project of its own, as docs/operations.md has it."""

import asyncio
import os
import shutil
from asyncio.subprocess import PIPE, STDOUT
from dataclasses import dataclass, field
from pathlib import Path

from devstack.certificate import write_certificate
from devstack.errors import DevstackError
from devstack.ports import free_port
from devstack.processes import REPOSITORY

FILES = ("docker-compose.yml", "docker-compose.prod.yml", "tests/operations/mail.yml")
PROJECT = "mmpopscheck"
UID = "10001"
SHOWN = 2000  # characters of what a failed command said


class CommandFailed(DevstackError):
    """A command of the engine ended with another code than 0."""


@dataclass
class Composed:
    """`folder` takes the secrets, the back-ups and the keys."""

    folder: Path
    https_port: int = field(default_factory=free_port)
    mail_port: int = field(default_factory=free_port)
    prometheus_port: int = field(default_factory=free_port)

    @property
    def url(self) -> str:
        return f"https://localhost:{self.https_port}"

    @property
    def inbox_url(self) -> str:
        return f"http://127.0.0.1:{self.mail_port}"

    @property
    def certificate(self) -> Path:
        """What clients have to trust."""
        return self.folder / "trusted.pem"

    @property
    def environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "HOME": os.environ.get("HOME", "/"),
            "COMPOSE_PROJECT_NAME": PROJECT,
            "COMPOSE_FILE": ":".join(FILES),
            # Production refuses this machine's own names here; nobody follows them.
            "PUBLIC_URL": "https://mmp.internal",
            "REVIEW_CONTACT": "review@mmp.internal",
            "TEMPORARY_EMAIL_DOMAIN": "patients.mmp.internal",
            "MAIL_FROM": "no-reply@mmp.internal",
            "SECRETS_DIR": str(self.folder / "secrets"),
            "BACKUP_DIR": str(self.folder / "backups"),
            "HTTPS_PORT": str(self.https_port),
            "MAIL_PORT": str(self.mail_port),
            "PROMETHEUS_PORT": str(self.prometheus_port),
        }

    async def prepare(self) -> None:
        """What an operator does once: secrets in a folder, and a folder for back-ups, that uid 10001 can read."""
        secrets = self.folder / "secrets"
        shutil.copy(write_certificate(secrets), self.folder / "trusted.pem")
        (secrets / "smtp_url").write_text("smtp://mailpit:1025\n")
        (self.folder / "backups").mkdir()
        await self("build")
        await self.own(secrets)
        await self.own(self.folder / "backups")

    async def own(self, folder: Path) -> None:
        """Give a folder to the user of our containers, and to nobody else."""
        command = f"chown -R {UID} /it && chmod -R u=rwX,go= /it"
        mount = ("-v", f"{folder}:/it", "--entrypoint", "sh", "-u", "0")
        await self.engine("run", "--rm", *mount, "mmp-certification", "-c", command)

    async def __call__(self, *arguments: str) -> str:
        """docker-compose; what it says. Raises CommandFailed."""
        compose = ["docker-compose"] if shutil.which("docker-compose") else ["docker", "compose"]
        return await self._run(*compose, *arguments)

    async def engine(self, *arguments: str) -> str:
        return await self._run("docker", *arguments)

    async def containers(self, service: str) -> list[str]:
        """The ids of a service's running containers, the oldest first."""
        labels = (f"project={PROJECT}", f"service={service}", "oneoff=False")
        filters = [word for label in labels for word in ("--filter", f"label=com.docker.compose.{label}")]
        return (await self.engine("ps", "-q", *filters)).split()[::-1]

    async def exit_code(self, container: str) -> int:
        return int(await self.engine("inspect", "-f", "{{.State.ExitCode}}", container))

    async def operator(self, *command: str) -> str:
        """The operator's commands, in a container of their own."""
        return await self("run", "--rm", "-T", "operator", *command)

    async def _run(self, *command: str) -> str:
        process = await asyncio.create_subprocess_exec(
            *command, env=self.environment, cwd=REPOSITORY, stdin=PIPE, stdout=PIPE, stderr=STDOUT
        )
        said = (await process.communicate())[0].decode(errors="replace")
        if process.returncode:
            raise CommandFailed(f"{' '.join(command)} ended with {process.returncode}: {said[-SHOWN:]}")
        return said
