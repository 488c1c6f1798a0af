"""A client as ours should be: it sends again what was not answered, and notes whatever it saw."""

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import aiohttp

PATIENCE_SECONDS = 120.0
PAUSE_SECONDS = 0.2
ANSWER_SECONDS = 30.0
# The answers after which the same request, under the same key, may go out again.
RETRYABLE = {"SERVICE_UNAVAILABLE", "OUTCOME_UNKNOWN"}


class SignedOut(Exception):
    """The access token no longer counts."""


class Unexpected(Exception):
    """An answer that no fault excuses: an internal error, or a refusal of what was right."""


@dataclass
class Seen:
    """What clients saw. `codes` are of error answers, `lost` of connections without one."""

    codes: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)
    refused: int = 0

    @property
    def not_retryable(self) -> int:
        return sum(count for code, count in self.codes.items() if code not in RETRYABLE)


class Caller:
    """Speaks to the gateways at `urls`, the next one where a connection is refused."""

    def __init__(self, urls: Sequence[str], http: aiohttp.ClientSession) -> None:
        self._urls = [f"{url}/graphql" for url in urls]
        self._http = http
        self.seen = Seen()

    async def execute(self, document: str, token: str = "", **variables: Any) -> dict[str, Any]:
        """The data, however often it has to be asked for. Raises SignedOut or Unexpected."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            answer = await self.answer(document, token, **variables)
            if answer is not None and not answer.get("errors"):
                return _data(answer)
            if answer is not None and (codes := set(_codes(answer))) - RETRYABLE:
                if codes == {"UNAUTHENTICATED"}:
                    raise SignedOut
                raise Unexpected(f"{answer['errors']}")
            if time.monotonic() > deadline:
                raise Unexpected(f"no answer in {PATIENCE_SECONDS:.0f} s, only {self.seen}")
            await asyncio.sleep(PAUSE_SECONDS)

    async def answer(self, document: str, token: str = "", **variables: Any) -> dict[str, Any] | None:
        """One request's answer; None where there was none. Another gateway is asked where one refuses."""
        headers = {"Accept": "application/graphql-response+json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        body = {"query": document, "variables": variables}
        for url in list(self._urls):
            try:
                async with self._http.post(url, json=body, headers=headers) as response:
                    answer: dict[str, Any] = await response.json(content_type=None)
            except aiohttp.ClientConnectorError:
                self.seen.refused += 1
                self._urls.append(self._urls.pop(0))
            except (aiohttp.ClientError, TimeoutError, ConnectionError, ValueError) as error:
                self.seen.lost[type(error).__name__] += 1
                return None
            else:
                self.seen.codes.update(code for code in _codes(answer) if code != "UNAUTHENTICATED")
                return answer
        return None


def _codes(answer: dict[str, Any]) -> list[str]:
    return [(error.get("extensions") or {}).get("code", "none") for error in answer.get("errors") or []]


def _data(answer: dict[str, Any]) -> dict[str, Any]:
    data: dict[str, Any] = answer["data"]
    for payload in data.values():
        if isinstance(payload, dict) and payload.get("userErrors"):
            raise Unexpected(f"{payload['userErrors']}")
    return data
