"""rabbitmqctl: the broker's own command, of a broker of ours or of one elsewhere."""

import asyncio
import json
import os
import shlex
from asyncio.subprocess import PIPE
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Any

from devstack.errors import DevstackError, PartFailed
from devstack.rundir import RunDir
from devstack.supervised import Supervised

RECORD = "control.json"
# From a file: with newer Erlangs rabbitmqctl waits for ever for the end of its standard input.
# The broker's user may be another than the one that writes it.
IMPORT = """file=$(mktemp) && cat > "$file" && chmod 644 "$file" && rabbitmqctl -q import_definitions "$file"
status=$?; rm -f "$file"; exit $status"""


@dataclass(frozen=True)
class Control:
    """How rabbitmqctl is called."""

    argv: Sequence[str]
    environment: Mapping[str, str]
    folder: Path
    tls_port: int | None = None  # of a broker of ours
    prefix: Sequence[str] | None = None  # what leads to a broker elsewhere

    @classmethod
    def of(cls, broker: Supervised) -> "Control":
        """Of a broker of ours."""
        return cls._recorded(broker.working_folder)

    @classmethod
    def of_run(cls, rundir: RunDir) -> "Control":
        """Of the broker that runs in this checkout."""
        try:
            return cls._recorded(rundir.data / "rabbitmq")
        except FileNotFoundError:
            raise DevstackError(
                "no broker of ours runs in this checkout: start `make up`, or name another with --through"
            ) from None

    @classmethod
    def _recorded(cls, folder: Path) -> "Control":
        recorded = json.loads((folder / RECORD).read_text())
        control = Path(recorded["launcher"]).with_name("rabbitmqctl")
        return cls([str(control)], recorded["environment"], folder, recorded["tls_port"])

    @classmethod
    def through(cls, prefix: str) -> "Control":
        """Of a broker that `prefix` leads to, for example "docker-compose exec -T rabbitmq"."""
        words = shlex.split(prefix)
        return cls([*words, "rabbitmqctl"], os.environ, Path.cwd(), prefix=words)

    async def __call__(self, *arguments: str) -> str:
        """What it says. Raises PartFailed with its words where it fails."""
        return await self._run(*self.argv, "-q", *arguments)

    async def _run(self, *argv: str, given: str = "") -> str:
        try:
            process = await asyncio.create_subprocess_exec(
                *argv,
                env=dict(self.environment),
                cwd=self.folder,
                stdin=PIPE,
                stdout=PIPE,
                stderr=PIPE,
            )
        except FileNotFoundError:
            raise DevstackError(f"cannot run {argv[0]}: no such command") from None
        said, complaint = await process.communicate(given.encode())
        if process.returncode != 0:
            words = (complaint or said).decode(errors="replace").strip()
            raise PartFailed(f"rabbitmqctl failed: {words}")
        return said.decode()

    async def rows(self, *arguments: str) -> list[dict[str, Any]]:
        """What a list_... command lists."""
        rows: list[dict[str, Any]] = json.loads(await self(*arguments, "--formatter", "json"))
        return rows

    async def define(self, definitions: Mapping[str, Any]) -> None:
        """Import definitions."""
        text = json.dumps(definitions)
        if self.prefix is not None:
            await self._run(*self.prefix, "sh", "-c", IMPORT, given=text)
            return
        file = self.folder / f"import-{token_hex(4)}.json"
        file.touch(mode=0o600)
        try:
            file.write_text(text)
            await self("import_definitions", str(file))
        finally:
            file.unlink()


def record(folder: Path, launcher: Path, environment: Mapping[str, str], *, tls_port: int) -> None:
    """Let other commands in this checkout reach the broker too."""
    recorded = {"launcher": str(launcher), "environment": environment, "tls_port": tls_port}
    (folder / RECORD).write_text(json.dumps(recorded))
