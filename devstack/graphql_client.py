"""A GraphQL client that remembers what it sent, for a story that shows it."""

import asyncio
import time
from dataclasses import dataclass
from typing import Any

import aiohttp

from devstack.errors import StepFailed

REQUEST_SECONDS = 30.0
RETRY_SECONDS = 5.0
PAUSE_SECONDS = 0.1


@dataclass(frozen=True)
class Sent:
    """One operation that went out, and how long its answer took."""

    document: str
    milliseconds: float


class GraphQLClient:
    """Speaks GraphQL over HTTP to one gateway; `sent` fills up with every operation."""

    def __init__(self, gateway_url: str, session: aiohttp.ClientSession) -> None:
        self._endpoint = f"{gateway_url.rstrip('/')}/graphql"
        self._session = session
        self.sent: list[Sent] = []

    async def answer(self, document: str, token: str = "", **variables: Any) -> dict[str, Any]:
        """The whole answer, with its errors. Raises StepFailed if it is no GraphQL answer."""
        headers = {"Accept": "application/graphql-response+json, application/json;q=0.9"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        body = {"query": document, "variables": variables}
        began = time.monotonic()
        try:
            async with self._session.post(self._endpoint, json=body, headers=headers) as response:
                answer = await response.json(content_type=None)
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise StepFailed(
                f"no GraphQL answer from {self._endpoint}: {type(error).__name__} {error}"
            ) from None
        self.sent.append(Sent(document.strip(), (time.monotonic() - began) * 1000))
        if not isinstance(answer, dict) or not ("data" in answer or "errors" in answer):
            raise StepFailed(f"{self._endpoint} answered something that is no GraphQL response")
        return answer

    async def execute(self, document: str, token: str = "", **variables: Any) -> dict[str, Any]:
        """The data. Raises StepFailed on any error, of the whole operation or of a payload's userErrors.

        SERVICE_UNAVAILABLE means "try again in a second", and so it does, for RETRY_SECONDS.
        """
        deadline = time.monotonic() + RETRY_SECONDS
        answer = await self.answer(document, token, **variables)
        while _unavailable(answer) and time.monotonic() < deadline:
            await self.pause()
            answer = await self.answer(document, token, **variables)
        if answer.get("errors"):
            raise StepFailed("; ".join(_line(error) for error in answer["errors"]))
        data: dict[str, Any] = answer["data"]
        for field, payload in data.items():
            if isinstance(payload, dict) and payload.get("userErrors"):
                raise StepFailed(f"{field}: " + "; ".join(_line(error) for error in payload["userErrors"]))
        return data

    async def reachable(self) -> bool:
        """Whether the gateway answers GraphQL at all."""
        try:
            await self.answer("{ __typename }")
        except StepFailed:
            return False
        return True

    async def pause(self) -> None:
        """The wait of a client that polls."""
        await asyncio.sleep(PAUSE_SECONDS)


def _unavailable(answer: dict[str, Any]) -> bool:
    codes = [(error.get("extensions") or {}).get("code") for error in answer.get("errors") or []]
    return "SERVICE_UNAVAILABLE" in codes


def _line(error: dict[str, Any]) -> str:
    code = error.get("code") or (error.get("extensions") or {}).get("code") or "no code"
    path = ".".join(map(str, error.get("path") or []))
    return f"{code}: {error.get('message')}" + (f" (at {path})" if path else "")
