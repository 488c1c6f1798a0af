"""Sends fetches to the subgraphs over HTTP.

One session keeps the connections. A subgraph has a list of addresses; the one that answered last is asked
first. A query whose connection was refused, or was closed before an answer began, goes to the next address;
a mutation never goes out twice.
"""

import time
from collections.abc import Mapping
from typing import Any

import aiohttp
import orjson
from yarl import URL

from chassis import logging
from gateway.edge import Caller
from gateway.errors import Code
from gateway.federation.errors import FetchFailed, SupergraphError
from gateway.federation.model import Supergraph
from gateway.federation.plan import Fetch
from gateway.measures import FETCHES

CONNECT_SECONDS = 2
CONNECTIONS_PER_HOST = 100
AWAY = "A part of the answer is not available at the moment. Try again in a few seconds."
LOST = "The answer got lost, so it is not known whether this was done. Look before you try it again."
log = logging.get("gateway.subgraphs")


class Subgraphs:
    """The engine's transport. Open it inside the event loop, close it at the end."""

    def __init__(
        self, supergraph: Supergraph, urls: Mapping[str, list[str]], *, timeout: float, max_answer: int
    ) -> None:
        names = {subgraph.name for subgraph in supergraph.subgraphs.values()}
        if unknown := set(urls) - names:
            raise SupergraphError(
                f"SUBGRAPH_URLS names subgraphs that are not in the supergraph: {sorted(unknown)}"
            )
        self._addresses = {
            graph: [URL(url) for url in urls.get(subgraph.name) or [subgraph.url]]
            for graph, subgraph in supergraph.subgraphs.items()
        }
        self._max_answer = max_answer
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0, limit_per_host=CONNECTIONS_PER_HOST),
            timeout=aiohttp.ClientTimeout(total=timeout, sock_connect=CONNECT_SECONDS),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={
                "content-type": "application/json",
                "accept": "application/graphql-response+json, application/json",
                "user-agent": "gateway",
            },
        )

    async def close(self) -> None:
        await self._session.close()

    async def __call__(self, fetch: Fetch, variables: dict[str, Any], context: Caller) -> dict[str, Any]:
        """The subgraph's answer. Raises FetchFailed with a text that names no address."""
        if fetch.prepared is None:
            head = b'{"query":' + orjson.dumps(fetch.query) + b',"variables":'
            fetch.prepared = (head, FETCHES.labels(fetch.subgraph, "answered"))
        head, answered = fetch.prepared
        body = head + orjson.dumps(variables) + b"}"
        started = time.perf_counter()
        try:
            answer = await self._ask(fetch, body, context.headers)
        except FetchFailed:
            FETCHES.labels(fetch.subgraph, "failed").observe(time.perf_counter() - started)
            raise
        answered.observe(time.perf_counter() - started)
        return answer

    async def _ask(self, fetch: Fetch, body: bytes, headers: Mapping[str, str]) -> dict[str, Any]:
        addresses = self._addresses[fetch.graph]
        tries = 1 if fetch.is_mutation else max(2, len(addresses))
        for attempt in range(tries):
            address = addresses[0]
            try:
                return await self._post(fetch, address, body, headers)
            except (aiohttp.ClientConnectorError, aiohttp.ServerDisconnectedError, ConnectionError) as error:
                if addresses[0] is address:
                    addresses.append(addresses.pop(0))
                refused = isinstance(error, aiohttp.ClientConnectorError)
                if attempt + 1 == tries or (refused and len(addresses) == 1):
                    raise self._failed(fetch, error, sent=not refused) from None
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                raise self._failed(fetch, error, sent=True) from None
        raise FetchFailed(Code.SERVICE_UNAVAILABLE, AWAY)

    @staticmethod
    def _failed(fetch: Fetch, error: BaseException, *, sent: bool) -> FetchFailed:
        """`sent`: the subgraph may have read the request, so a mutation may have been done."""
        log.warning("subgraph away", subgraph=fetch.subgraph, error=type(error).__name__)
        if sent and fetch.is_mutation:
            return FetchFailed(Code.OUTCOME_UNKNOWN, LOST)
        return FetchFailed(Code.SERVICE_UNAVAILABLE, AWAY)

    async def _post(
        self, fetch: Fetch, address: URL, body: bytes, headers: Mapping[str, str]
    ) -> dict[str, Any]:
        async with self._session.post(address, data=body, headers=headers, allow_redirects=False) as answer:
            content = await self._read(answer)
        try:
            decoded = orjson.loads(content)
        except orjson.JSONDecodeError:
            decoded = None
        if not isinstance(decoded, dict) or not ("data" in decoded or "errors" in decoded):
            log.warning("subgraph gave no GraphQL answer", subgraph=fetch.subgraph, status=answer.status)
            if answer.status >= 500:
                lost = fetch.is_mutation
                raise FetchFailed(
                    Code.OUTCOME_UNKNOWN if lost else Code.SERVICE_UNAVAILABLE, LOST if lost else AWAY
                )
            raise FetchFailed(Code.SUBREQUEST_FAILED, "A service gave an answer that cannot be used.")
        return decoded

    async def _read(self, answer: aiohttp.ClientResponse) -> bytes | bytearray:
        length = answer.content_length
        if length is not None and length <= self._max_answer:
            return await answer.read()
        content = bytearray()
        async for chunk in answer.content.iter_any():
            content += chunk
            if len(content) > self._max_answer:
                answer.close()
                raise FetchFailed(Code.SUBREQUEST_FAILED, "A service gave an answer that is too large.")
        return content
