"""Every key but the pepper rotates while people come to two identity processes: nobody notices."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

import aiohttp
import pytest
from joserfc import jws
from pymongo import MongoClient

from chassis.keys import KeyRing
from chassis.tokens import REFETCH_SECONDS
from contracts.events.internal import MailKind
from devstack.ports import free_port
from devstack.processes import APIS, Process
from devstack.servers import Given, answers_ok
from devstack.stack import Devstack
from devstack.testing import new_root
from services.identity.signing_keys import rotate
from tests.end_to_end.planted import Secrets

PASSWORD = "a horse that counts canaries"
RINGS = ("identity.seal", "identity.index", "transport")
SIGN_UP = "mutation($i: SignUpInput!) { answer: signUp(input: $i) { userErrors { code } } }"
VERIFY = "mutation($i: VerifyEmailInput!) { answer: verifyEmail(input: $i) { userErrors { code } } }"
SIGN_IN = """mutation($i: SignInInput!) { answer: signIn(input: $i) {
  session { accessToken refreshToken } userErrors { code } } }"""
REFRESH = """mutation($i: RefreshSessionInput!) { answer: refreshSession(input: $i) {
  session { accessToken refreshToken } userErrors { code } } }"""
IDENTITY = APIS[0]


@pytest.fixture
async def two(servers: Devstack, amqp_url: str, database_name: str) -> AsyncIterator[tuple[Devstack, str]]:
    """A gateway and identity with keys of their own, and the address of a second identity process."""
    given = Given(
        mongodb_url=servers.mongodb_url,
        amqp_url=amqp_url,
        smtp_url=servers.smtp_url,
        inbox_url=servers.inbox_url,
    )
    parts, root = ("gateway", "identity-api"), new_root("rotation")
    async with Devstack(parts, root=root, given=given, database_prefix=database_name) as stack:
        ports = {"LISTEN_PORT": str(free_port()), "ADMIN_PORT": str(free_port())}
        url = f"http://127.0.0.1:{ports['LISTEN_PORT']}"
        first = stack._supervised(IDENTITY)
        second = replace(
            first,
            name="identity-api-2",
            environment={**first.environment, **ports},
            is_ready=lambda: answers_ok(f"{url}/readyz"),
            url=url,
        )
        await second.start()
        try:
            yield stack, url
        finally:
            await second.stop()
            with MongoClient[dict[str, Any]](stack.mongodb_url) as client:
                client.drop_database(stack.database("identity"))


class Load:
    """People who keep coming, to both processes at once; every answer must be the one that they expect."""

    def __init__(self, stack: Devstack, second: str, http: aiohttp.ClientSession) -> None:
        self.gateway, self.processes = stack.gateway_url, (stack.url("identity-api"), second)
        self.rounds, self.emails = 0, set[str]()
        self._secrets, self._http, self._stop = Secrets(stack), http, asyncio.Event()

    async def run(self, name: str) -> None:
        while not self._stop.is_set():
            await self._round(f"{name}{self.rounds}@example.com")
            self.rounds += 1

    def stop(self) -> None:
        self._stop.set()

    async def reaches(self, more: int, tasks: list["asyncio.Task[None]"]) -> None:
        """Until so many more rounds were made, and as long as a process may go without looking at its keys."""
        target, until = self.rounds + more, time.monotonic() + 1.2
        async with asyncio.timeout(90):
            while self.rounds < target or time.monotonic() < until:
                for task in tasks:
                    if task.done():
                        task.result()
                await asyncio.sleep(0.02)

    async def send(self, url: str, query: str, access: str = "", /, **input: Any) -> Any:
        headers = {"authorization": f"Bearer {access}"} if access else {}
        body = {"query": query, "variables": {"i": input}}
        async with self._http.post(f"{url}/graphql", json=body, headers=headers) as answer:
            told = await answer.json(content_type=None)
        assert "errors" not in told, told
        return told["data"]["answer"]

    async def _round(self, email: str) -> None:
        a, b = self.processes
        self.emails.add(email)
        for payload in await asyncio.gather(
            *(self.send(url, SIGN_UP, email=email, password=PASSWORD, kind="PRACTITIONER") for url in (a, b))
        ):
            assert payload["userErrors"] == []
        mails = await asyncio.to_thread(self._secrets.mails, email, MailKind.ACCOUNT_VERIFICATION)
        tokens = [mail.values["link"].partition("token=")[2] for mail in mails]
        assert len(tokens) == 2
        opened = await asyncio.gather(
            *(
                self.send(url, VERIFY, token=token, password=PASSWORD)
                for url, token in zip((a, b), tokens, strict=True)
            )
        )
        assert sorted(not payload["userErrors"] for payload in opened) == [False, True], opened
        session = (await self.send(a, SIGN_IN, email=email, password=PASSWORD))["session"]
        await self._is_me(session, email)
        session = (await self.send(b, REFRESH, refreshToken=session["refreshToken"]))["session"]
        await self._is_me(session, email)

    async def _is_me(self, session: dict[str, str], email: str) -> None:
        for url in (*self.processes, self.gateway):
            me = await self.send(url, "{ answer: me { email } }", session["accessToken"])
            assert me == {"email": email}


def change(stack: Devstack, name: str, how: Callable[[KeyRing], KeyRing]) -> KeyRing:
    changed = how(KeyRing.read(stack.rundir.keys, name))
    changed.write(stack.rundir.keys, name)
    return changed


async def reseal(stack: Devstack) -> None:
    command = Process("reseal", ("services.identity", "keys", "reseal"), one_shot=True)
    await stack._supervised(command).run()


async def test_no_request_fails_and_no_address_gets_a_second_account(two: tuple[Devstack, str]) -> None:
    stack, second = two
    old = {name: KeyRing.read(stack.rundir.keys, name).current for name in RINGS}
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=20)) as http:
        load = Load(stack, second, http)
        tasks = [asyncio.create_task(load.run(name)) for name in "ab"]
        try:
            await load.reaches(2, tasks)
            # In life after ten minutes: the gateway has fetched it by then. Here it has to ask, and may again.
            signing = rotate(stack.rundir.keys, now=time.time(), after=2 * REFETCH_SECONDS)
            added = {name: list(change(stack, name, KeyRing.with_new_key).keys)[-1] for name in RINGS}
            await load.reaches(2, tasks)
            for name, kid in added.items():
                change(stack, name, lambda ring, kid=kid: ring.using(kid))  # type: ignore[misc]
            await load.reaches(2, tasks)
            await reseal(stack)
            await load.reaches(1, tasks)
            for name in ("identity.seal", "identity.index"):
                change(stack, name, lambda ring, kid=old[name]: ring.without(kid))  # type: ignore[misc]
            await load.reaches(3, tasks)
            while time.time() < signing.signs_from:
                await load.reaches(1, tasks)
            await load.reaches(2, tasks)
        finally:
            load.stop()
            await asyncio.gather(*tasks)
        signed_with = await _kid_of_a_new_token(load)

    assert signed_with == signing.kid
    with MongoClient[dict[str, Any]](stack.mongodb_url) as client:
        accounts = list(client[stack.database("identity")]["accounts"].find())
    assert len(accounts) == len(load.emails) >= load.rounds > 10
    assert all(account["sealed"].startswith(added["identity.seal"]) for account in accounts)


async def _kid_of_a_new_token(load: Load) -> str:
    email = min(load.emails)
    session = (await load.send(load.processes[1], SIGN_IN, email=email, password=PASSWORD))["session"]
    return str(jws.extract_compact(session["accessToken"].encode()).headers()["kid"])
