"""A built web client at /app."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chassis.process import CannotStart
from tests.gateway.running import Running, running
from tests.gateway.worlds.library import LIBRARY

INDEX = "<!doctype html><title>A client</title>"
SCRIPT = "export const text = '" + "a" * 2000 + "';"


@pytest.fixture
async def gateway(tmp_path: Path) -> AsyncIterator[Running]:
    built = tmp_path / "dist"
    (built / "assets").mkdir(parents=True)
    (built / "index.html").write_text(INDEX)
    (built / "icon.svg").write_text("<svg/>")
    (built / "assets" / "main-4f2a.js").write_text(SCRIPT)
    (tmp_path / "secret.txt").write_text("secret")
    async with running(LIBRARY, tmp_path, web_app=built) as gateway:
        yield gateway


@pytest.mark.parametrize("path", ["/app", "/app/", "/app/verify?token=a.b", "/app/desk/1", "/app/assets/.."])
async def test_every_page_is_the_clients_and_is_asked_for_anew(gateway: Running, path: str) -> None:
    page = await gateway.send("GET", path)

    assert (page.status, page.body) == (200, INDEX)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["cache-control"] == "no-cache"


async def test_it_may_load_and_call_its_own_origin_alone_and_tells_no_other_where_it_was(
    gateway: Running,
) -> None:
    headers = (await gateway.send("GET", "/app/verify")).headers

    policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert {policy[each] for each in ("script-src", "style-src", "img-src", "connect-src")} == {"'self'"}
    assert policy["frame-ancestors"] == "'none'"
    assert (headers["referrer-policy"], headers["x-content-type-options"]) == ("no-referrer", "nosniff")


async def test_what_is_named_by_its_content_is_kept_for_good_and_sent_small(gateway: Running) -> None:
    script = await gateway.send("GET", "/app/assets/main-4f2a.js", headers={"accept-encoding": "gzip"})

    assert (script.status, script.body) == (200, SCRIPT)
    assert script.headers["content-type"].startswith("text/javascript")
    assert script.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert script.headers["content-encoding"] == "gzip"


async def test_a_script_of_an_earlier_build_is_absent_and_no_page(gateway: Running) -> None:
    assert (await gateway.send("GET", "/app/assets/main-0000.js")).status == 404


async def test_nothing_outside_the_folder_is_served_and_nothing_is_taken(gateway: Running) -> None:
    for path in ("/app/..%2fsecret.txt", "/app/assets/..%2f..%2fsecret.txt", "/app//secret.txt", "/app/%00"):
        assert "secret" not in str((await gateway.send("GET", path)).body), path
    assert (await gateway.send("POST", "/app/verify")).status == 405
    assert (await gateway.send("GET", "/elsewhere")).status == 404


async def test_a_page_that_was_seen_is_not_sent_again(gateway: Running) -> None:
    first = await gateway.send("GET", "/app/icon.svg")
    again = await gateway.send("GET", "/app/icon.svg", headers={"if-none-match": first.headers["etag"]})

    assert (first.status, again.status) == (200, 304)


@pytest.mark.parametrize(("graphiql", "page"), [(True, "GraphiQL"), (False, "A client")])
async def test_the_first_page_is_the_clients_where_graphiql_is_off(
    tmp_path: Path, graphiql: bool, page: str
) -> None:
    (tmp_path / "index.html").write_text(INDEX)
    async with running(LIBRARY, tmp_path, web_app=tmp_path, graphiql=graphiql) as gateway:
        assert page in (await gateway.send("GET", "/")).body


async def test_a_folder_without_a_client_keeps_the_gateway_from_starting(tmp_path: Path) -> None:
    with pytest.raises(CannotStart, match="make web-build"):
        async with running(LIBRARY, tmp_path, web_app=tmp_path):
            pass
