"""The steps of the operator's day. Each returns what was seen, or raises where something did not hold."""

import asyncio
import csv
import json
import os
import sys
from asyncio.subprocess import PIPE, STDOUT
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import aiohttp

from devstack.errors import StepFailed
from devstack.mailbox import Mailbox
from devstack.processes import DEMO_REGISTRY, REPOSITORY, SERVICES, STAYING
from tests.faults.figures import percentile
from tests.operations.composed import Composed
from tests.operations.load import Load, registry_rows

APIS = tuple(f"{service}-api" for service in SERVICES)
SCALE = {"gateway": 2, "certification-api": 3, "identity-api": 2, "notifications-api": 2}
STOPPED = ("gateway", *APIS, *(f"{service}-worker" for service in SERVICES))
SETTLE_SECONDS = 4.0
READY_SECONDS = 300.0
EXIT_SECONDS = 30
BACKUP, KEYS = "/backups/first", "/backups/keys"
SCRAPES_SECONDS = 120.0


@dataclass
class Day:
    """What the steps work on."""

    composed: Composed
    http: aiohttp.ClientSession
    inbox: Mailbox
    load: Load | None = None
    before_backup: list[str] = field(default_factory=list)

    @property
    def running_load(self) -> Load:
        assert self.load is not None, "the load was started by `scale`"
        return self.load


async def up(day: Day) -> str:
    await day.composed("up", "-d")
    with (day.composed.folder / "registry.csv").open("w", encoding="utf-8", newline="") as file:
        file.write(DEMO_REGISTRY.read_text())
    await _import(day)
    rows = registry_rows()
    with (day.composed.folder / "registry.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    await _import(day)
    return f"gateway by TLS at {day.composed.url}"


async def doctor(day: Day) -> str:
    said = await day.composed.operator("doctor")
    return f"{said.count('ok ')} well, none wrong"


async def rules(day: Day) -> str:
    """By Prometheus's own tool."""
    check = ("run", "--rm", "-T", "--no-deps", "--entrypoint", "promtool", "prometheus", "check")
    await day.composed(*check, "config", "/etc/prometheus/prometheus.yml")
    said = await day.composed(*check, "rules", "/etc/prometheus/alerts.yml")
    found = next(line.strip() for line in said.splitlines() if "SUCCESS" in line)
    return found.removeprefix("SUCCESS: ")


async def story(day: Day) -> str:
    """As the README has it, in a process of its own."""
    trust = {"SSL_CERT_FILE": str(day.composed.certificate)}
    command = ("-m", "devstack", "story", "--gateway", day.composed.url, "--inbox", day.composed.inbox_url)
    process = await asyncio.create_subprocess_exec(
        sys.executable, *command, env={**os.environ, **trust}, cwd=REPOSITORY, stdout=PIPE, stderr=STDOUT
    )
    said = (await process.communicate())[0].decode()
    if process.returncode:
        raise StepFailed(said[-500:])
    return next(line for line in said.splitlines() if "Every step held" in line)


async def scale(day: Day) -> str:
    flags = [word for service, count in SCALE.items() for word in ("--scale", f"{service}={count}")]
    await day.composed("up", "-d", "--no-recreate", *flags)
    counted = {service: len(await day.composed.containers(service)) for service in SCALE}
    assert counted == SCALE, counted
    for service in SCALE:
        for container in await day.composed.containers(service):
            await _healthy(day, container)
    day.load = await Load.enrolled(day.composed.url, day.http, day.inbox)
    day.load.start()
    return ", ".join(f"{count} {service}" for service, count in counted.items())


async def stop_each(day: Day) -> str:
    """No request fails, not even once."""

    async def stop(container: str) -> None:
        await day.composed.engine("stop", "-t", str(EXIT_SECONDS), container)
        assert await day.composed.exit_code(container) == 0, "it did not end by itself"

    return await _each(day, stop, first_sendings_may_fail=False)


async def kill_each(day: Day) -> str:
    """Requests may fail, and all succeed for who sends again."""

    async def kill(container: str) -> None:
        await day.composed.engine("kill", container)

    return await _each(day, kill, first_sendings_may_fail=True)


async def back_up(day: Day) -> str:
    load = day.running_load
    day.before_backup = list(load.accepted)
    said = await day.composed.operator("backup", BACKUP, "--keys", KEYS)
    await asyncio.sleep(SETTLE_SECONDS)
    assert not load.failed, dict(load.failed)
    return f"{said.splitlines()[-2]}; {len(day.before_backup)} certifications accepted before"


async def observe(day: Day) -> str:
    await day.composed("--profile", "observability", "up", "-d", "--no-deps", "prometheus")
    url = f"http://127.0.0.1:{day.composed.prometheus_port}/api/v1/targets?state=active"
    expected = Counter({process.name: SCALE.get(process.name, 1) for process in STAYING} | {"balancer": 1})
    seen = Counter[str]()
    async with asyncio.timeout(SCRAPES_SECONDS):
        while seen != expected:
            await asyncio.sleep(1)
            try:
                async with day.http.get(url) as answer:
                    targets = json.loads(await answer.text())["data"]["activeTargets"]
            except aiohttp.ClientError:
                continue
            seen = Counter(each["labels"]["job"] for each in targets if each["health"] == "up")
    return f"{seen.total()} processes answer"


async def destroy(day: Day) -> str:
    load = day.running_load
    await load.stop()
    assert not load.failed, dict(load.failed)
    await day.composed("--profile", "operator", "--profile", "observability", "down", "-v")
    times = f"p50 {percentile(load.took, 50) * 1000:.0f} ms, p99 {percentile(load.took, 99) * 1000:.0f} ms"
    return f"{load.requests} requests so far, {len(load.accepted)} certified, none failed; {times}"


async def restore(day: Day) -> str:
    await day.composed("run", "--rm", "-T", "replica-set")
    said = await day.composed.operator("restore", BACKUP, "--keys", KEYS)
    await day.composed("up", "-d")
    return "; ".join(said.splitlines()[-3:-1])


async def compare(day: Day) -> str:
    gone = await day.running_load.missing(day.before_backup)
    assert gone == 0, f"{gone} of {len(day.before_backup)} are not there"
    return f"all {len(day.before_backup)}"


async def _each(day: Day, end: Callable[[str], Awaitable[None]], *, first_sendings_may_fail: bool) -> str:
    load, requests = day.running_load, day.running_load.requests
    before = load.faults()
    for service in STOPPED:
        container = (await day.composed.containers(service))[0]
        await end(container)
        await asyncio.sleep(SETTLE_SECONDS)
        await day.composed.engine("start", container)
        await _healthy(day, container)
    faults = load.faults() - before
    assert not load.failed, dict(load.failed)
    assert first_sendings_may_fail or not faults, dict(faults)
    again = f"{faults.total()} sent again {dict(faults)}" if first_sendings_may_fail else "none sent twice"
    return f"{len(STOPPED)} containers, {load.requests - requests} requests, 0 failed, {again}"


async def _healthy(day: Day, container: str) -> None:
    async with asyncio.timeout(READY_SECONDS):
        while (
            await day.composed.engine("inspect", "-f", "{{.State.Health.Status}}", container)
        ).strip() != "healthy":
            await asyncio.sleep(0.5)


async def _import(day: Day) -> None:
    """As docs/operations.md has it."""
    file = day.composed.folder / "registry.csv"
    command = ("services.identity", "registry", "import", "/registry.csv", "--rejects", "/tmp/rejects.csv")
    await day.composed(
        "run", "--rm", "-T", "--no-deps", "-v", f"{file}:/registry.csv:ro", "identity-worker", *command
    )
