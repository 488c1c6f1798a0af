"""The GraphQL-over-HTTP audit of the graphql-http project finds nothing at our gateway."""

import asyncio
import json
from asyncio.subprocess import PIPE
from pathlib import Path

from tests.gateway.running import running
from tests.gateway.worlds.library import LIBRARY

AUDIT = Path("contracts/tool/audit.mjs")
CHECKS = 61


async def test_every_check_of_the_audit_passes(tmp_path: Path) -> None:
    async with running(LIBRARY, tmp_path) as gateway:
        audit = await asyncio.create_subprocess_exec(
            "node", str(AUDIT), f"{gateway.url}/graphql", stdout=PIPE, stderr=PIPE
        )
        told, complaint = await audit.communicate()
    assert audit.returncode == 0, complaint.decode()
    found = json.loads(told)
    assert found["failed"] == []
    assert found["checks"] == CHECKS
