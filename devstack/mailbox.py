"""Reads an inbox over mailpit's HTTP API."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import aiohttp

from devstack.errors import StepFailed

POLL_SECONDS = 0.02


@dataclass(frozen=True)
class Mail:
    """One message as the inbox holds it."""

    id: str
    message_id: str
    to: tuple[str, ...]
    subject: str
    text: str
    html: str
    created: str  # when the inbox took it, ISO 8601


class Mailbox:
    """The inbox at `url`."""

    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self._url = url.rstrip("/")
        self._session = session

    async def all_to(self, address: str) -> list[Mail]:
        """Every mail to this address, oldest first."""
        listed = (await self._get("/api/v1/messages"))["messages"]
        wanted = [m["ID"] for m in listed if address in [to["Address"] for to in m["To"]]]
        return [await self._read(identifier) for identifier in reversed(wanted)]

    async def wait_for(
        self, address: str, *, seconds: float = 10.0, where: Callable[[Mail], bool] = lambda _: True
    ) -> Mail:
        """The newest fitting mail to this address, as soon as there is one."""
        deadline = time.monotonic() + seconds
        while True:
            fitting = [mail for mail in await self.all_to(address) if where(mail)]
            if fitting:
                return fitting[-1]
            if time.monotonic() > deadline:
                raise StepFailed(f"no mail that fits reached the inbox at {self._url} within {seconds:.0f} s")
            await asyncio.sleep(POLL_SECONDS)

    async def _read(self, identifier: str) -> Mail:
        held = await self._get(f"/api/v1/message/{identifier}")
        return Mail(
            id=identifier,
            message_id=held["MessageID"],
            to=tuple(to["Address"] for to in held["To"]),
            subject=held["Subject"],
            text=held["Text"],
            html=held["HTML"],
            created=held.get("Created") or held.get("Date", ""),
        )

    async def _get(self, path: str) -> dict[str, Any]:
        try:
            async with self._session.get(f"{self._url}{path}") as response:
                response.raise_for_status()
                held: dict[str, Any] = await response.json(content_type=None)
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise StepFailed(f"the inbox at {self._url} does not answer: {type(error).__name__}") from None
        return held
