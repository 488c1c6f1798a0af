"""Pages of other origins, and the one cookie."""

from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from tests.gateway.running import Running, running
from tests.gateway.worlds.library import LIBRARY

APP, STRANGER = "https://app.example", "https://stranger.example"
COOKIE = "mmp_refresh=canary"


async def asked(gateway: Running, origin: str | None, **more: Any) -> dict[str, str]:
    """The headers that the session subgraph got."""
    headers = {"cookie": f"other=secret; {COOKIE}"} | ({} if origin is None else {"origin": origin})
    await gateway.post("{ version }", headers=headers | more)
    return gateway.subgraphs["catalog"].headers[-1]


async def test_a_page_of_an_allowed_origin_may_call_and_another_gets_no_leave(tmp_path: Path) -> None:
    async with running(LIBRARY, tmp_path, allowed_origins=f"{APP}, https://other.example") as gateway:
        leave = await gateway.send(
            "OPTIONS", headers={"origin": APP, "access-control-request-method": "POST"}
        )
        none = await gateway.send(
            "OPTIONS", headers={"origin": STRANGER, "access-control-request-method": "POST"}
        )
        answer = await gateway.post("{ version }", headers={"origin": APP})
        stranger = await gateway.post("{ version }", headers={"origin": STRANGER})

    assert (leave.status, none.status) == (204, 204)
    assert leave.headers["access-control-allow-origin"] == APP
    assert "authorization" in leave.headers["access-control-allow-headers"]
    assert answer.headers["access-control-allow-origin"] == APP
    assert not any(name.startswith("access-control") for given in (none, stranger) for name in given.headers)
    assert answer.headers["vary"] == stranger.headers["vary"] == "origin"


async def test_our_cookie_and_no_other_goes_to_the_session_subgraph_alone(tmp_path: Path) -> None:
    async with running(LIBRARY, tmp_path, allowed_origins=APP, session_subgraph="catalog") as gateway:
        own_page = gateway.url
        assert [(await asked(gateway, origin)).get("cookie") for origin in (APP, own_page)] == [
            COOKIE,
            COOKIE,
        ]
        await gateway.post("{ authors { born } }", headers={"cookie": COOKIE, "origin": APP})
        (elsewhere,) = gateway.subgraphs["shipping"].headers
        assert "cookie" not in elsewhere


@pytest.mark.parametrize("origin", [STRANGER, None, "null", "http://127.0.0.1"])
async def test_a_forged_request_carries_no_cookie(tmp_path: Path, origin: str | None) -> None:
    async with running(LIBRARY, tmp_path, allowed_origins=APP, session_subgraph="catalog") as gateway:
        assert "cookie" not in await asked(gateway, origin)


async def test_a_query_by_url_carries_no_cookie(tmp_path: Path) -> None:
    async with running(LIBRARY, tmp_path, allowed_origins=APP, session_subgraph="catalog") as gateway:
        await gateway.send("GET", "/graphql?query={version}", headers={"cookie": COOKIE, "origin": APP})
        assert "cookie" not in gateway.subgraphs["catalog"].headers[-1]


async def test_what_the_session_subgraph_sets_reaches_the_client_and_what_others_set_does_not(
    tmp_path: Path,
) -> None:
    def setting(data: dict[str, Any]) -> Any:
        async def answer(_: web.Request) -> web.Response:
            given = web.json_response({"data": data})
            given.set_cookie("mmp_refresh", "new", httponly=True, samesite="Strict")
            return given

        return answer

    async with running(LIBRARY, tmp_path, session_subgraph="catalog") as gateway:
        gateway.subgraphs["catalog"].instead = setting({"version": "1"})
        own = await gateway.post("{ version }")
    async with running(LIBRARY, tmp_path) as gateway:
        gateway.subgraphs["catalog"].instead = setting({"version": "1"})
        others = await gateway.post("{ version }")

    assert own.headers["set-cookie"].startswith("mmp_refresh=new; HttpOnly")
    assert "set-cookie" not in others.headers
