"""Every key but the pepper rotates while people come to all services, to two identity processes: nobody notices."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from secrets import token_hex
from typing import Any

import aiohttp
import pytest
from joserfc import jws
from pymongo import MongoClient

from chassis.keys import RINGS, KeyRing
from chassis.tokens import REFETCH_SECONDS
from contracts.events.base import INTERNAL_EXCHANGE
from contracts.events.internal import MailKind
from contracts.events.topology import QUEUES
from devstack import story_steps
from devstack.graphql_client import GraphQLClient
from devstack.mailbox import Mailbox
from devstack.ports import free_port
from devstack.processes import APIS, SERVICES
from devstack.servers import Given, answers_ok
from devstack.stack import Devstack
from devstack.story_operations import START_CERTIFICATION, SUBMIT_CERTIFICATION
from devstack.story_steps import World, letters, sign_up, start
from devstack.testing import new_root
from services.certification.store import resealed as certification
from services.identity.signing_keys import rotate
from services.identity.store import resealed as identity
from services.notifications.store import resealed as notifications
from tests.end_to_end.planted import Secrets
from tests.faults.practitioner import whole_draft

PASSWORD = "a horse that counts canaries"
ROTATED = tuple(name for name in RINGS if not name.endswith(".pepper"))
RESEALED = {
    "identity": identity.RESEALED,
    "certification": certification.RESEALED,
    "notifications": notifications.RESEALED,
}
KEPT = "notifications.index"  # the address of a mail that went out is forgotten (docs/keys.md)
LOAD_MAIL_SECONDS = 60.0
SIGN_UP = "mutation($i: SignUpInput!) { answer: signUp(input: $i) { userErrors { code } } }"
VERIFY = "mutation($i: VerifyEmailInput!) { answer: verifyEmail(input: $i) { userErrors { code } } }"
SIGN_IN = """mutation($i: SignInInput!) { answer: signIn(input: $i) {
  session { accessToken refreshToken } userErrors { code } } }"""
REFRESH = """mutation($i: RefreshSessionInput!) { answer: refreshSession(input: $i) {
  session { accessToken refreshToken } userErrors { code } } }"""
IDENTITY = APIS[0]


@pytest.fixture
async def two(servers: Devstack, amqp_url: str, database_name: str) -> AsyncIterator[tuple[Devstack, str]]:
    """The whole stack with keys of its own, and the address of a second identity process."""
    given = Given(
        mongodb_url=servers.mongodb_url,
        amqp_url=amqp_url,
        smtp_url=servers.smtp_url,
        inbox_url=servers.inbox_url,
    )
    many = {"identity-api": {"REQUESTS_PER_ADDRESS": "100000"}}
    async with Devstack(
        root=new_root("rotation"), given=given, database_prefix=database_name, extra=many
    ) as stack:
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
                for service in SERVICES:
                    client.drop_database(stack.database(service))


class Load:
    """People who keep coming, to both processes at once; every answer must be the one that they expect."""

    def __init__(self, stack: Devstack, second: str, http: aiohttp.ClientSession) -> None:
        self.gateway, self.processes = stack.gateway_url, (stack.url("identity-api"), second)
        self.rounds, self.emails = 0, set[str]()
        self.certified = list[str]()  # the addresses of those patients
        self._secrets, self._http, self._stop = Secrets(stack), http, asyncio.Event()

    async def run(self, name: str) -> None:
        while not self._stop.is_set():
            await self._round(f"{name}{self.rounds}@example.com")
            self.rounds += 1

    async def certify(self, access: str) -> None:
        """One patient after the other, as Dr. Rivera: the worker of each service has its part in it."""
        run = token_hex(4)
        while not self._stop.is_set():
            number = len(self.certified)
            name = f"Silva {letters(f'{run}{number:04x}')}"
            email = f"patient{number}.{run}@mail.example"
            started = await self._told(START_CERTIFICATION, access, **whole_draft(name, email))
            begun = started["startCertification"]["certification"]
            which = {"certificationId": begun["id"], "version": begun["version"]}
            done = await self._told(SUBMIT_CERTIFICATION, access, **which)
            assert done["submitCertification"]["certification"]["status"] == "CERTIFIED", done
            listed = await self._told(
                "{ certifications(first: 5) { edges { node { patient { lastName } } } } }", access
            )
            names = [edge["node"]["patient"]["lastName"] for edge in listed["certifications"]["edges"]]
            assert name in names
            self.certified.append(email)

    async def _told(self, query: str, access: str, **input: Any) -> Any:
        """Through the gateway, not sent again."""
        body = {"query": query, "variables": {"input": input} if input else {}}
        headers = {"authorization": f"Bearer {access}"}
        async with self._http.post(f"{self.gateway}/graphql", json=body, headers=headers) as answer:
            told = await answer.json(content_type=None)
        assert "errors" not in told, told
        assert not any(payload.get("userErrors") for payload in told["data"].values()), told
        return told["data"]

    def stop(self) -> None:
        self._stop.set()

    async def reaches(self, more: int, tasks: list["asyncio.Task[None]"]) -> None:
        """Until so many more rounds were made, and as long as a process may go without looking at its keys."""
        target, until = self.rounds + more, time.monotonic() + 1.2
        certified = len(self.certified) + more
        async with asyncio.timeout(180):
            while self.rounds < target or len(self.certified) < certified or time.monotonic() < until:
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
        (token,) = [mail.values["link"].partition("token=")[2] for mail in mails]  # one a minute
        opened = await asyncio.gather(
            *(self.send(url, VERIFY, token=token, password=PASSWORD) for url in (a, b))
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
    for service in SERVICES:
        await stack.command(f"reseal-{service}", f"services.{service}", "keys", "reseal")


def left_under(stack: Devstack, kid: str) -> list[str]:
    """Events that are sealed under the key and were not yet published to, or taken by, all who are to hear them."""
    with MongoClient[dict[str, Any]](stack.mongodb_url) as client:
        heard = {
            service: {entry["_id"] for entry in client[stack.database(service)]["inbox"].find({}, {"_id": 1})}
            for service in SERVICES
        }
        sealed = {"payload.sealed": {"$regex": f"^{kid}"}}
        return [
            entry["type"]
            for service in SERVICES
            for entry in client[stack.database(service)]["outbox"].find(sealed)
            for hearer, bindings in QUEUES.items()
            if entry["type"] in bindings[INTERNAL_EXCHANGE] and entry["_id"] not in heard[hearer]
        ]


async def all_heard(stack: Devstack, kid: str) -> None:
    async with asyncio.timeout(60):
        while left := await asyncio.to_thread(left_under, stack, kid):
            assert left
            await asyncio.sleep(0.2)


def kept(stack: Devstack) -> str:
    """All that is sealed anew in a rotation."""
    with MongoClient[dict[str, Any]](stack.mongodb_url) as client:
        return str(
            [
                [*client[stack.database(service)][each.collection].find()]
                for service, collections in RESEALED.items()
                for each in collections
            ]
        )


@pytest.fixture
async def rivera(two: tuple[Devstack, str]) -> AsyncIterator[World]:
    """Dr. Rivera, signed in and identified."""
    stack, _ = two
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30)) as http:
        world = World(GraphQLClient(stack.gateway_url, http), Mailbox(stack.inbox_url, http))
        await sign_up(world)
        await story_steps.identify(world)
        await start(world)  # certification has heard of her
        yield world


async def test_no_request_fails_and_no_address_gets_a_second_account(
    two: tuple[Devstack, str], rivera: World
) -> None:
    stack, second = two
    old = {name: KeyRing.read(stack.rundir.keys, name).current for name in ROTATED}
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=20)) as http:
        load = Load(stack, second, http)
        tasks = [asyncio.create_task(load.run(name)) for name in "ab"]
        tasks.append(asyncio.create_task(load.certify(rivera.practitioner_token)))
        try:
            await load.reaches(2, tasks)
            # In life after ten minutes: the gateway has fetched it by then. Here it has to ask, and may again.
            signing = rotate(stack.rundir.keys, now=time.time(), after=2 * REFETCH_SECONDS)
            added = {name: list(change(stack, name, KeyRing.with_new_key).keys)[-1] for name in ROTATED}
            await load.reaches(2, tasks)
            for name, kid in added.items():
                change(stack, name, lambda ring, kid=kid: ring.using(kid))  # type: ignore[misc]
            await load.reaches(2, tasks)
            await reseal(stack)
            await load.reaches(1, tasks)
            await all_heard(stack, old["transport"])
            for name in set(ROTATED) - {KEPT}:
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
    assert len(accounts) == len(load.emails) + 1 > load.rounds > 10
    assert all(account["sealed"].startswith(added["identity.seal"]) for account in accounts)
    for email in load.certified:
        await rivera.inbox.wait_for(email, seconds=LOAD_MAIL_SECONDS)
    await reseal(stack)  # takes out what dropped index keys left
    read = await asyncio.to_thread(kept, stack)
    assert [name for name, kid in old.items() if kid in read and name != KEPT] == []
    assert [name for name, kid in added.items() if kid not in read] == ["transport"]  # of events alone
    for service in SERVICES:
        log = (stack.rundir.logs / f"{service}-worker.log").read_text()
        assert "event failed" not in log


async def _kid_of_a_new_token(load: Load) -> str:
    email = min(load.emails)
    session = (await load.send(load.processes[1], SIGN_IN, email=email, password=PASSWORD))["session"]
    return str(jws.extract_compact(session["accessToken"].encode()).headers()["kid"])
