"""The web client in a real browser, on the whole system: its own tests, in examples/web/tests."""

import asyncio
import csv
import json
import os
import shutil
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from devstack.processes import DEMO_REGISTRY, REPOSITORY, WEB_APP
from devstack.stack import Devstack
from devstack.testing import new_root

CLIENT = REPOSITORY / "examples" / "web"
SCREENSHOTS = REPOSITORY / ".devstack" / "web"
REGISTRY_ROWS = 80
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.fixture
async def stack() -> AsyncIterator[Devstack]:
    """The system with the built client, as `make up` runs it."""
    async with Devstack(root=new_root("web"), web_app=WEB_APP) as running:
        yield running


@pytest.fixture
async def practitioners(stack: Devstack, tmp_path: Path) -> Path:
    """A file with physicians of the registry whom nobody claimed yet: numbers, names and digits."""
    words = ("services.identity", "registry", "sample", "--count", str(REGISTRY_ROWS))
    sample = await asyncio.create_subprocess_exec(
        sys.executable, "-m", *words, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
    )
    text, _ = await sample.communicate()
    registry, usable = tmp_path / "registry.csv", tmp_path / "practitioners.json"
    registry.write_bytes(text)
    await stack.command("identity-registry", "services.identity", "registry", "import", str(registry))
    rows = [
        *csv.DictReader(DEMO_REGISTRY.read_text().splitlines()),
        *csv.DictReader(text.decode().splitlines()),
    ]
    active = [
        row
        for row in rows
        if row["profession"] == "PHYSICIAN"
        and {row["license_status"], row["csp_status"], row["dea_status"]} == {"ACTIVE"}
    ]
    usable.write_text(json.dumps(active))
    return usable


async def test_it_plays_the_story_and_its_refusals(stack: Devstack, practitioners: Path) -> None:
    browser = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    assert browser, "no Chromium: install it (on Debian: apt-get install chromium), or name it in CHROMIUM"
    shutil.rmtree(SCREENSHOTS, ignore_errors=True)
    SCREENSHOTS.mkdir(parents=True)
    told = {
        "CHROMIUM": browser,
        "GATEWAY": stack.gateway_url,
        "INBOX": stack.inbox_url,
        "PRACTITIONERS": str(practitioners),
        "SCREENSHOTS": str(SCREENSHOTS),
    }
    names = sorted(str(path.relative_to(CLIENT)) for path in (CLIENT / "tests").glob("*.test.mjs"))
    tests = await asyncio.create_subprocess_exec(
        "node", "--test", "--test-concurrency=2", *names, cwd=CLIENT, env=os.environ | told
    )
    assert await tests.wait() == 0, f"see above; the pictures are in {SCREENSHOTS}"
