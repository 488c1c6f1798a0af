"""The story of the product, told twice to the same installation."""

import asyncio
import re
from pathlib import Path

import pytest

from contracts.events.topology import QUEUES
from devstack.stack import Devstack
from devstack.story_steps import DEA_NUMBER, DEMO_PASSWORD, STEPS, World
from tests.support import check_outboxes


@pytest.mark.parametrize("telling", ["first", "second"])
async def test_every_step_holds(stack: Devstack, world: World, telling: str) -> None:
    """And what was sent meanwhile is as the published schemas say."""
    for step in STEPS[2:]:
        assert await step.play(world)
    databases = map(stack.database, QUEUES)
    assert await asyncio.to_thread(check_outboxes, stack.mongodb_url, databases)


async def test_no_personal_data_reaches_a_log_or_a_metric(stack: Devstack, world: World) -> None:
    for step in STEPS[2:]:
        await step.play(world)
    canaries = [
        world.patient_email,
        "elena.rivera",
        DEMO_PASSWORD,
        DEA_NUMBER,
        "12 Elm Street",
        "555-0142",
        "Silva",
    ]

    logs = {path.name: await asyncio.to_thread(path.read_text) for path in _logs(stack)}
    metrics = {
        name: await _metrics(stack, world, name) for name in ("certification-api", "notifications-worker")
    }

    assert len(logs) >= 7
    for name, text in (logs | metrics).items():
        found = [canary for canary in canaries if re.search(re.escape(canary), text, re.IGNORECASE)]
        assert found == [], name


def _logs(stack: Devstack) -> list[Path]:
    ours = ("gateway", "identity", "certification", "notifications", "rabbitmq", "mongodb")
    return [path for path in (stack.rundir.path / "logs").iterdir() if path.name.startswith(ours)]


async def _metrics(stack: Devstack, world: World, name: str) -> str:
    async with world.client._session.get(f"{stack.admin_url(name)}/metrics") as answer:
        text = await answer.text()
    assert "mmp_" in text
    return text
