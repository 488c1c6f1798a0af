"""The web client in a real browser, on the whole system: its own tests, in examples/web/tests."""

import asyncio
import csv
import json
import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from devstack.graphql_client import GraphQLClient
from devstack.mailbox import Mailbox
from devstack.processes import DEMO_REGISTRY, REPOSITORY, WEB_APP
from devstack.stack import Devstack
from devstack.story_steps import DEMO_PASSWORD, PATIENT, STATEMENTS, World, findings, open_account
from devstack.testing import new_root
from tests.end_to_end.unclaimed import physicians

CLIENT = REPOSITORY / "examples" / "web"
SCREENSHOTS = REPOSITORY / ".devstack" / "web"
PHYSICIANS = 80
LONGEST = "story.test.mjs"  # begins first
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.fixture
async def stack() -> AsyncIterator[Devstack]:
    """The system with the built client, as `make up` runs it."""
    async with Devstack(root=new_root("web"), web_app=WEB_APP) as running:
        yield running


@pytest.fixture
async def reviewer(stack: Devstack) -> str:
    """The address of an account that an operator made a reviewer."""
    async with aiohttp.ClientSession() as session:
        world = World(GraphQLClient(stack.gateway_url, session), Mailbox(stack.inbox_url, session))
        email = f"reviewer.{world.run}@agency.example"
        await open_account(world, email, "PRACTITIONER")
    await stack.command("identity-roles", "services.identity", "roles", "grant", email, "REVIEWER")
    return email


@pytest.fixture
def story(reviewer: str, tmp_path: Path) -> Path:
    """A file with whom and what the demo's story invents, so that the client's tests have the same."""
    told = {
        "password": DEMO_PASSWORD,
        "patient": PATIENT,
        "findings": findings(),
        "statements": STATEMENTS,
        "reviewer": reviewer,
    }
    file = tmp_path / "story.json"
    file.write_text(json.dumps(told))
    return file


@pytest.fixture
async def practitioners(stack: Devstack, tmp_path: Path) -> Path:
    """A file with physicians whom nobody claimed yet: first the demo's, then invented ones."""
    demo = list(csv.DictReader(DEMO_REGISTRY.read_text().splitlines()))[:1]
    usable = tmp_path / "practitioners.json"
    usable.write_text(json.dumps([*demo, *await physicians(stack, tmp_path, count=PHYSICIANS, seed=1)]))
    return usable


async def test_it_plays_the_story_and_its_refusals(stack: Devstack, practitioners: Path, story: Path) -> None:
    browser = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    assert browser, "no Chromium: install it (on Debian: apt-get install chromium), or name it in CHROMIUM"
    shutil.rmtree(SCREENSHOTS, ignore_errors=True)
    SCREENSHOTS.mkdir(parents=True)
    told = {
        "CHROMIUM": browser,
        "GATEWAY": stack.gateway_url,
        "INBOX": stack.inbox_url,
        "PRACTITIONERS": str(practitioners),
        "STORY": str(story),
        "SCREENSHOTS": str(SCREENSHOTS),
    }
    names = sorted((path.name for path in (CLIENT / "tests").glob("*.test.mjs")), key=LONGEST.__ne__)
    tests = await asyncio.create_subprocess_exec(
        "node", "--test", "--test-concurrency=2", *names, cwd=CLIENT / "tests", env=os.environ | told
    )
    assert await tests.wait() == 0, f"see above; the pictures are in {SCREENSHOTS}"
