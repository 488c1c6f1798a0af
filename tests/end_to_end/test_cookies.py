"""A web page's session through the gateway: the refresh token is in a cookie, and nowhere that a script can read."""

from collections.abc import AsyncIterator
from http.cookies import Morsel, SimpleCookie
from typing import Any

import aiohttp
import pytest

from devstack.stack import Devstack
from devstack.story_steps import DEMO_PASSWORD, PRACTITIONER_EMAIL, World

COOKIE = "mmp_refresh"
SESSION = "{ session { accessToken refreshToken } userErrors { code path } }"
SIGN_IN = f"mutation($input: SignInInput!) {{ answer: signIn(input: $input) {SESSION} }}"
REFRESH = f"mutation($input: RefreshSessionInput!) {{ answer: refreshSession(input: $input) {SESSION} }}"
SIGN_OUT = "mutation($input: SignOutInput!) { answer: signOut(input: $input) { userErrors { code path } } }"
ENDED = [{"code": "INVALID_CREDENTIALS", "path": ["input", "refreshToken"]}]


class Page:
    """A page of the gateway's own origin, unless another `origin` is given, in a browser with one cookie."""

    def __init__(self, stack: Devstack, http: aiohttp.ClientSession) -> None:
        self.url, self._http = stack.gateway_url, http
        self.cookie: Morsel[str] | None = None

    async def send(self, document: str, origin: str | None = None, **input: Any) -> dict[str, Any]:
        headers = {"origin": origin or self.url, "accept": "application/graphql-response+json"}
        if self.cookie is not None:
            headers["cookie"] = f"other=1; {COOKIE}={self.cookie.value}"
        body = {"query": document, "variables": {"input": input}}
        async with self._http.post(f"{self.url}/graphql", json=body, headers=headers) as answer:
            for each in answer.headers.getall("set-cookie", []):
                self.cookie = SimpleCookie(each)[COOKIE]
            told = await answer.json(content_type=None)
        payload: dict[str, Any] = told["data"]["answer"]
        return payload


@pytest.fixture
async def page(stack: Devstack, world: World) -> AsyncIterator[Page]:
    """Dr. Rivera, signed in on a page."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http:
        page = Page(stack, http)
        signed_in = await page.send(
            SIGN_IN, email=PRACTITIONER_EMAIL, password=DEMO_PASSWORD, transport="COOKIE", client="WEB"
        )
        assert signed_in["userErrors"] == []
        assert signed_in["session"]["refreshToken"] is None
        yield page


def value(page: Page) -> str:
    assert page.cookie is not None
    return page.cookie.value


async def test_the_cookie_is_for_our_own_endpoint_over_tls_and_no_script(page: Page) -> None:
    cookie = page.cookie
    assert cookie is not None
    assert (cookie["httponly"], cookie["secure"]) == (True, True)
    assert (cookie["samesite"].lower(), cookie["path"], cookie["domain"]) == ("strict", "/graphql", "")
    assert int(cookie["max-age"]) == 30 * 24 * 3600


async def test_a_refresh_turns_the_cookie_and_a_sign_out_takes_it_away(page: Page, world: World) -> None:
    first = value(page)

    refreshed = await page.send(REFRESH, transport="COOKIE")
    second = value(page)
    me = await world.client.execute("{ me { email } }", refreshed["session"]["accessToken"])
    signed_out = await page.send(SIGN_OUT)

    assert me == {"me": {"email": PRACTITIONER_EMAIL}}
    assert refreshed["session"]["refreshToken"] is None
    assert first != second
    assert signed_out["userErrors"] == []
    assert value(page) == ""
    assert page.cookie is not None
    assert page.cookie["max-age"] == "0"
    page.cookie.set(COOKIE, second, second)
    assert (await page.send(REFRESH, transport="COOKIE"))["userErrors"] == ENDED


async def test_what_is_in_the_cookie_is_never_told_in_a_payload(page: Page) -> None:
    """A script that got into the page can use the session, but not carry it away."""
    before = value(page)

    as_payload = await page.send(REFRESH, transport="PAYLOAD")
    both = await page.send(REFRESH, transport="COOKIE", refreshToken="x")

    assert as_payload["session"] is None
    assert as_payload["userErrors"] == [{"code": "REQUIRED", "path": ["input", "refreshToken"]}]
    assert both["userErrors"] == [{"code": "INVALID", "path": ["input", "refreshToken"]}]
    assert value(page) == before


async def test_another_site_s_page_cannot_use_the_cookie(page: Page) -> None:
    before = value(page)

    foreign = await page.send(REFRESH, origin="https://elsewhere.example", transport="COOKIE")

    assert foreign["userErrors"] == ENDED
    assert value(page) == before
    assert (await page.send(REFRESH, transport="COOKIE"))["userErrors"] == []


async def test_a_cookie_that_does_not_count_is_taken_away(page: Page) -> None:
    assert page.cookie is not None
    page.cookie.set(COOKIE, "x.y", "x.y")

    assert (await page.send(REFRESH, transport="COOKIE"))["userErrors"] == ENDED

    assert value(page) == ""


async def test_the_gateway_keeps_no_cookie_of_its_own(page: Page, world: World) -> None:
    """It answers many people over the same connections."""
    document = f"mutation {{ answer: refreshSession(input: {{transport: COOKIE}}) {SESSION} }}"

    somebody_else = await world.client.answer(document)

    assert somebody_else["data"]["answer"]["userErrors"] == ENDED
