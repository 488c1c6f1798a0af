"""Sends fetches to the subgraphs over HTTP.

One session keeps the connections. What could not be sent goes to the subgraph's next address. A query whose
connection was closed before an answer began is sent again; a mutation never goes out twice.
"""

import asyncio
import math
import time
from typing import Any

import aiohttp
import orjson
from multidict import CIMultiDict
from yarl import URL

from chassis import logging
from gateway.addresses import Address, Addresses
from gateway.edge import Caller
from gateway.errors import Code
from gateway.federation.errors import FetchFailed, SupergraphError
from gateway.federation.model import Supergraph
from gateway.federation.plan import Fetch
from gateway.measures import FETCHES, RESTING
from gateway.settings import GatewaySettings

CONNECT_SECONDS = 1.5  # less than a health check's patience
HEARD_SECONDS, ASK_AGAIN_SECONDS = 5, 1
CONNECTIONS_PER_HOST = 100
# Less than a subgraph keeps one (5 s), and than one that ends drains: a mutation never meets a connection that is
# just being closed.
KEPT_SECONDS = 2
# A name may stand for several copies, whose addresses go to others when they are gone.
NAMES_KEPT_SECONDS = 1
AWAY = "A part of the answer is not available at the moment. Try again in a few seconds."
LOST = "The answer got lost, so it is not known whether this was done. Look before you try it again."
log = logging.get("gateway.subgraphs")


class Subgraphs:
    """The engine's transport. Open it inside the event loop, close it at the end."""

    def __init__(self, supergraph: Supergraph, settings: GatewaySettings) -> None:
        """Raises SupergraphError where a setting names a subgraph that there is not."""
        graphs = {subgraph.name: graph for graph, subgraph in supergraph.subgraphs.items()}
        urls, timeouts = settings.subgraph_urls, settings.subgraph_timeouts
        named = {"SUBGRAPH_URLS": set(urls), "SUBGRAPH_TIMEOUTS": set(timeouts)}
        if settings.session_subgraph is not None:
            named["SESSION_SUBGRAPH"] = {settings.session_subgraph}
        for setting, names in named.items():
            if unknown := names - set(graphs):
                raise SupergraphError(
                    f"{setting} names subgraphs that are not in the supergraph: {sorted(unknown)}"
                )
        self._loop = asyncio.get_running_loop()
        self._asking = asyncio.Lock()
        self._heard_at = self._asked_at = -math.inf
        self._addresses = {
            graph: Addresses(urls.get(subgraph.name) or [subgraph.url])
            for graph, subgraph in supergraph.subgraphs.items()
        }
        self._timeouts = {
            graph: timeouts.get(subgraph.name, settings.subgraph_timeout)
            for graph, subgraph in supergraph.subgraphs.items()
        }
        for name in graphs:
            RESTING.labels(name).set(0)
        self._with_cookie = graphs.get(settings.session_subgraph or "")
        max_answer = settings.max_answer
        self._max_answer = max_answer
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=0,
                limit_per_host=CONNECTIONS_PER_HOST,
                keepalive_timeout=KEPT_SECONDS,
                ttl_dns_cache=NAMES_KEPT_SECONDS,
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SECONDS),
            headers={
                "content-type": "application/json",
                "accept": "application/graphql-response+json, application/json",
                "user-agent": "gateway",
            },
        )

    async def close(self) -> None:
        await self._session.close()

    async def reach(self) -> None:
        """Raises where no subgraph answers: then there is nothing to serve. Asks, if none answered a while ago."""
        async with self._asking:  # whoever calls this often does not make us call the subgraphs often
            now = self._loop.time()
            if now < self._heard_at + HEARD_SECONDS:
                return
            if now >= self._asked_at + ASK_AGAIN_SECONDS:
                self._asked_at = now
                urls = [url for addresses in self._addresses.values() for url in addresses.urls]
                if any(await asyncio.gather(*map(self._answers, urls))):
                    self._heard_at = self._loop.time()
                    return
        raise ConnectionError

    async def _answers(self, url: URL) -> bool:
        try:
            async with (
                asyncio.timeout(CONNECT_SECONDS),
                self._session.post(url, data=b'{"query":"{__typename}"}', allow_redirects=False) as answer,
            ):
                return answer.status < 500
        except (aiohttp.ClientError, TimeoutError, OSError):
            return False

    async def __call__(self, fetch: Fetch, variables: dict[str, Any], context: Caller) -> dict[str, Any]:
        """The subgraph's answer. Raises FetchFailed with a text that names no address."""
        if fetch.prepared is None:
            outcomes = {
                name: FETCHES.labels(fetch.subgraph, name) for name in ("complete", "partial", "failed")
            }
            fetch.prepared = (b'{"query":' + orjson.dumps(fetch.query) + b',"variables":', outcomes)
        head, outcomes = fetch.prepared
        body = head + orjson.dumps(variables) + b"}"
        started, outcome = time.perf_counter(), "failed"
        try:
            answer = await self._ask(fetch, body, context)
            outcome = "partial" if answer.get("errors") else "complete"
        finally:
            outcomes[outcome].observe(time.perf_counter() - started)
        return answer

    async def _ask(self, fetch: Fetch, body: bytes, caller: Caller) -> dict[str, Any]:
        addresses = self._addresses[fetch.graph]
        now = self._loop.time
        tried: list[Address] = []
        sent_again = False
        while (address := addresses.choose(now(), tried)) is not None:
            try:
                answer = await self._post(fetch, address.url, body, caller)
            except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
                # Nothing was sent, so even a mutation may go elsewhere.
                self._log(fetch, error)
                self._gave_up(fetch, address, refused=isinstance(error.__cause__, ConnectionRefusedError))
                tried.append(address)
            except (aiohttp.ServerDisconnectedError, ConnectionError) as error:
                if fetch.is_mutation:
                    raise self._failed(fetch, error) from None
                if sent_again:
                    self._gave_up(fetch, address)
                    tried.append(address)
                sent_again = True  # most often only the kept connection was closed
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                self._gave_up(fetch, address)
                raise self._failed(fetch, error) from None
            else:
                self._heard_at = now()
                if address.failures:
                    addresses.answered(address)
                    RESTING.labels(fetch.subgraph).set(addresses.resting)
                return answer
        raise FetchFailed(Code.SERVICE_UNAVAILABLE, AWAY)

    def _gave_up(self, fetch: Fetch, address: Address, *, refused: bool = False) -> None:
        addresses = self._addresses[fetch.graph]
        addresses.failed(address, self._loop.time(), refused=refused)
        RESTING.labels(fetch.subgraph).set(addresses.resting)

    def _failed(self, fetch: Fetch, error: BaseException) -> FetchFailed:
        """The subgraph may have read the request, so a mutation may have been done."""
        self._log(fetch, error)
        return _lost(fetch)

    @staticmethod
    def _log(fetch: Fetch, error: BaseException) -> None:
        log.warning("subgraph away", subgraph=fetch.subgraph, error=type(error).__name__)

    async def _post(self, fetch: Fetch, url: URL, body: bytes, caller: Caller) -> dict[str, Any]:
        headers = caller.headers
        with_cookie = fetch.graph == self._with_cookie
        if with_cookie and caller.cookie is not None:
            headers = CIMultiDict(headers, cookie=caller.cookie)
        async with (
            asyncio.timeout(self._timeouts[fetch.graph]),  # aiohttp's own costs three times as much
            self._session.post(url, data=body, headers=headers, allow_redirects=False) as answer,
        ):
            content = await self._read(answer)
        if with_cookie:
            caller.set_cookies.extend(answer.headers.getall("set-cookie", ()))
        try:
            decoded = orjson.loads(content)
        except orjson.JSONDecodeError:
            decoded = None
        if not isinstance(decoded, dict) or not ("data" in decoded or "errors" in decoded):
            log.warning("subgraph gave no GraphQL answer", subgraph=fetch.subgraph, status=answer.status)
            if answer.status >= 500:
                raise _lost(fetch)
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


def _lost(fetch: Fetch) -> FetchFailed:
    if fetch.is_mutation:
        return FetchFailed(Code.OUTCOME_UNKNOWN, LOST)
    return FetchFailed(Code.SERVICE_UNAVAILABLE, AWAY)
