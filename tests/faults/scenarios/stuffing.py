"""Leaked passwords are tried on a thousand accounts from many addresses, while practitioners work."""

import asyncio
import time
from collections.abc import Awaitable
from dataclasses import dataclass
from secrets import token_hex
from statistics import median
from typing import Any

import aiohttp

from devstack import story_operations as operations
from services.identity.domain.client_address import TRIES
from tests.faults.figures import Figure, none_of, percentile
from tests.faults.practitioner import open_account
from tests.faults.site import Site
from tests.identity.stuffing import Outcome, stuff

TITLE = "credential stuffing"
EXTRA = {"gateway": {"TRUSTED_PROXIES": "127.0.0.0/8"}}  # each request says whom it comes from
OPENED_AT_ONCE = 20
THIEVES = 20  # connections, each of which waits for its answer
ADDRESSES = [f"203.0.{third}.{fourth}" for third in (112, 113) for fourth in range(1, 101)]


@dataclass(frozen=True)
class Size:
    rounds: int
    accounts: int
    tries: int  # of each round; all rounds fit into a quarter of an hour
    unloaded_seconds: float
    per_second: float  # requests of those who work


SHORT, FULL = Size(1, 30, 300, 5, 10), Size(3, 1_000, 3_400, 20, 25)


async def run(site: Site, size: Size) -> list[Figure]:
    ratios, p99s, worked = [], [], []
    outcome = Outcome()
    async with aiohttp.ClientSession() as http:
        client = _Client(f"{site.stack.gateway_url}/graphql", http)
        emails = await _accounts(site, client, size.accounts)
        for _ in range(size.rounds):
            await asyncio.gather(*(each.sign_in() for each in site.practitioners))
            unloaded = await _working(site, size, asyncio.sleep(size.unloaded_seconds))
            stuffed = asyncio.create_task(
                stuff(
                    client.post_from,
                    tries=size.tries,
                    emails=emails,
                    addresses=ADDRESSES,
                    at_once=THIEVES,
                    outcome=outcome,
                )
            )
            loaded = await _working(site, size, _ended(stuffed))
            await stuffed
            worked.append(loaded)
            p99s.append(percentile(unloaded.took_ms, 99))
            ratios.append(percentile(loaded.took_ms, 99) / p99s[-1])
    return [
        Figure("tries", outcome.made + outcome.refused, at_least=1),
        Figure("refused", outcome.refused, at_least=1),
        none_of("sessions", outcome.sessions),
        none_of("answers that told to try again", outcome.unavailable),
        Figure("most tries of one account", max(outcome.by_account.values()), at_most=5),
        Figure("most tries of one address", max(outcome.by_address.values()), at_most=TRIES),
        Figure("`me` of others", sum(len(each.took_ms) for each in worked), at_least=1),
        none_of("of these not answered", sum(each.failed for each in worked)),
        Figure("p99 of `me` unloaded in ms", median(p99s)),
        Figure("p99 under attack / unloaded", median(ratios), at_most=4, of_time=True),
    ]


class _Client:
    """Comes to the gateway from any address, as a proxy tells it."""

    def __init__(self, url: str, http: aiohttp.ClientSession) -> None:
        self._url, self._http = url, http

    async def post_from(self, address: str, document: str, /, **variables: Any) -> dict[str, Any]:
        body, headers = {"query": document, "variables": variables}, {"X-Forwarded-For": address}
        async with self._http.post(self._url, json=body, headers=headers) as response:
            answer: dict[str, Any] = await response.json(content_type=None)
            return answer


async def _accounts(site: Site, client: _Client, count: int) -> list[str]:
    """The addresses of new accounts, each opened from an address of its own."""
    run = token_hex(3)
    emails = [f"victim-{number}.{run}@clinic.example" for number in range(count)]
    left = iter(enumerate(emails))

    async def opener() -> None:
        for number, email in left:

            async def execute(document: str, number: int = number, **variables: Any) -> dict[str, Any]:
                address = f"198.18.{number // 250}.{number % 250}"
                answer = await client.post_from(address, document, **variables)
                data: dict[str, Any] = answer["data"]
                return data

            await open_account(email, execute, site.mail)

    await asyncio.gather(*(opener() for _ in range(OPENED_AT_ONCE)))
    return emails


@dataclass
class _Worked:
    took_ms: list[float]
    failed: int = 0


async def _working(site: Site, size: Size, until: Awaitable[None]) -> _Worked:
    """Practitioners ask for their accounts, at a steady pace whatever became of the answers before."""
    worked, ended = _Worked([]), asyncio.ensure_future(until)

    async def ask(number: int) -> None:
        begun = time.monotonic()
        practitioner = site.practitioners[number % len(site.practitioners)]
        answer = await practitioner.answer(operations.ME)
        worked.took_ms.append(1000 * (time.monotonic() - begun))
        if answer is None or answer.get("errors") or answer["data"]["me"] is None:
            worked.failed += 1

    begun, number = time.monotonic(), 0
    async with asyncio.TaskGroup() as group:
        while not ended.done():
            group.create_task(ask(number))
            number += 1
            await asyncio.sleep(max(0.0, begun + number / size.per_second - time.monotonic()))
    return worked


async def _ended(task: asyncio.Task[Any]) -> None:
    await asyncio.wait([task])
