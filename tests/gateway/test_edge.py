"""What goes on to the subgraphs and what does not, and who is let in."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from joserfc.jwk import KeySet
from pydantic import ValidationError

from gateway.settings import GatewaySettings
from tests.gateway.running import Running, listening, running
from tests.gateway.worlds.library import LIBRARY
from tests.support import Signer

TRACE = "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01"


async def test_trace_request_id_and_authorization_reach_every_subgraph(tmp_path: Path) -> None:
    async with running(LIBRARY, tmp_path) as gateway:
        sent = {"traceparent": TRACE, "x-request-id": "r-1", "authorization": "Bearer abc", "cookie": "a=b"}
        answer = await gateway.post("{ books { copies } }", headers=sent)
        assert (answer.headers["x-request-id"], answer.headers["traceparent"]) == ("r-1", TRACE)
        for name in ("catalog", "stock"):
            (received,) = gateway.subgraphs[name].headers
            assert {k: received.get(k) for k in sent} == sent | {"cookie": None}


async def test_a_request_without_an_id_or_trace_gets_both(tmp_path: Path) -> None:
    async with running(LIBRARY, tmp_path) as gateway:
        answer = await gateway.post("{ version }", headers={"traceparent": "forged\tvalue"})
        (received,) = gateway.subgraphs["catalog"].headers
        assert received["x-request-id"] == answer.headers["x-request-id"]
        assert received["traceparent"] == answer.headers["traceparent"]
        assert re.fullmatch(r"00-[0-9a-f]{32}-[0-9a-f]{16}-01", received["traceparent"])


async def test_of_the_clients_other_headers_those_that_are_named_go_on(tmp_path: Path) -> None:
    async with running(LIBRARY, tmp_path, passed_headers="Accept-Language, x-tenant") as gateway:
        await gateway.post("{ version }", headers={"accept-language": "es", "x-other": "1"})
        (received,) = gateway.subgraphs["catalog"].headers
        assert received["accept-language"] == "es"
        assert not {"x-other", "x-tenant"} & received.keys()


@pytest.mark.parametrize("names", ["Cookie", "accept-language, X-Forwarded-For", "no name"])
def test_a_header_that_has_its_own_rule_cannot_be_named(names: str) -> None:
    with pytest.raises(ValidationError, match="passed_headers"):
        GatewaySettings(supergraph=LIBRARY.file, passed_headers=names)


@pytest.mark.parametrize(
    ("trusted", "sent", "told"),
    [
        ("", "203.0.113.9", "127.0.0.1"),
        ("127.0.0.0/8", "203.0.113.9", "203.0.113.9"),
        ("127.0.0.0/8, 10.0.0.0/8", "198.51.100.1, 203.0.113.9, 10.1.1.1", "203.0.113.9"),
        ("127.0.0.0/8", "198.51.100.1, nonsense", "127.0.0.1"),
    ],
)
async def test_the_clients_address_is_what_the_connection_or_a_trusted_proxy_says(
    tmp_path: Path, trusted: str, sent: str, told: str
) -> None:
    async with running(LIBRARY, tmp_path, trusted_proxies=trusted) as gateway:
        await gateway.post("{ version }", headers={"x-forwarded-for": sent})
        (received,) = gateway.subgraphs["catalog"].headers
        assert received["x-forwarded-for"] == told


@asynccontextmanager
async def guarded(folder: Path, signer: Signer, **settings: Any) -> AsyncIterator[Running]:
    """A gateway that verifies tokens against the signer's keys."""

    async def jwks(_: web.Request) -> web.Response:
        return web.json_response(KeySet([signer.key]).as_dict(private=False))

    async with listening(jwks) as url, running(LIBRARY, folder, jwks_url=url, **settings) as started:
        yield started


async def test_a_valid_token_passes_and_so_does_none(tmp_path: Path) -> None:
    signer = Signer()
    async with guarded(tmp_path, signer) as gateway:
        headers = {"authorization": f"Bearer {signer.token('ann')}"}
        assert (await gateway.post("{ version }", headers=headers)).body == {"data": {"version": "1"}}
        assert (await gateway.post("{ version }")).body == {"data": {"version": "1"}}
        assert gateway.subgraphs["catalog"].headers[0]["authorization"] == headers["authorization"]
        assert "authorization" not in gateway.subgraphs["catalog"].headers[1]


async def test_every_bad_token_has_the_same_answer_and_reaches_no_subgraph(tmp_path: Path) -> None:
    signer = Signer()
    bad = {
        "expired": f"Bearer {signer.token('ann', exp=1)}",
        "forged": f"Bearer {Signer().token('ann')}",
        "for somebody else": f"Bearer {signer.token('ann', aud='other')}",
        "no token": "Bearer nonsense",
        "another scheme": "Basic YTpi",
    }
    async with guarded(tmp_path, signer) as gateway:
        answers = [
            await gateway.post("{ version }", headers={"authorization": each}) for each in bad.values()
        ]
        assert {answer.status for answer in answers} == {401}
        assert {answer.code for answer in answers} == {"UNAUTHENTICATED"}
        assert len({answer.body["errors"][0]["message"] for answer in answers}) == 1
        assert not gateway.subgraphs["catalog"].bodies


async def test_without_keys_nobody_with_a_token_is_judged(tmp_path: Path) -> None:
    async with running(LIBRARY, tmp_path, jwks_url="http://127.0.0.1:9/jwks") as gateway:
        headers = {"authorization": f"Bearer {Signer().token('ann')}"}
        answer = await gateway.post("{ version }", headers=headers)
        assert (answer.status, answer.code) == (503, "SERVICE_UNAVAILABLE")


async def test_who_is_signed_in_may_introspect_in_production(tmp_path: Path) -> None:
    signer = Signer()
    async with guarded(tmp_path, signer, environment="production") as gateway:
        headers = {"authorization": f"Bearer {signer.token('ann')}"}
        answer = await gateway.post("{ __schema { queryType { name } } }", headers=headers)
        assert answer.body == {"data": {"__schema": {"queryType": {"name": "Query"}}}}
