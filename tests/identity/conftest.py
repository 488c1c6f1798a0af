"""An office: identity's subgraph over a real database, a registry with Dr. Rivera, and a clock to turn."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from starlette.requests import Request

from chassis.events import Event, event_of, new_event_id, now
from chassis.health import Health
from chassis.mongo import Mongo, Transaction
from chassis.outbox import Outbox
from chassis.subgraph import Caller, subgraph
from chassis.tokens import TokenVerifier
from contracts.events.internal import (
    ApplicationChanged,
    ApplicationClosed,
    ApplicationInitiated,
    ApplicationPeople,
    Language,
    MailContent,
    MailKind,
    Part,
    PersonContact,
)
from contracts.events.public import CertificationStatus, RegistrationStatus
from services.identity.domain.account import Account, ClientKind, Role
from services.identity.reactions import reactions
from services.identity.schema import schema
from services.identity.schema.context import Context
from services.identity.store import INDEXES, Store
from services.identity.tokens import AccessTokens
from services.identity.usecases.import_registry import take
from tests.databases import Databases
from tests.identity.operations import ME, REVIEWS, SEEN_REVIEW, mutation
from tests.identity.registry_file import row
from tests.support import AUDIENCE, ISSUER, KEEP, Client, keys_in

PUBLIC_URL = "http://registry.test"
PASSWORD = "a horse that counts canaries"
ANA = "ana.canary@example.com"
BORN = date(1980, 5, 17)
Kind = type[ApplicationInitiated | ApplicationChanged | ApplicationClosed]


@dataclass
class Office:
    """Speaks as people do, over GraphQL, and hears events as the worker would."""

    client: Client
    store: Store
    tokens: AccessTokens
    answers: list[Any]  # every answer that anybody got, for the canaries
    turned: list[timedelta] = field(default_factory=list)
    stopped: datetime | None = None
    refusal_seconds: float = 0

    def turn_clock(self, by: timedelta) -> None:
        """What follows happens later by so much."""
        self.turned.append(by)

    def stop_clock(self) -> None:
        """What follows takes no time, however busy the machine is, but what the clock is turned by."""
        self.stopped = now()

    def now(self) -> datetime:
        return (self.stopped or now()) + sum(self.turned, timedelta())

    async def mutate(self, name: str, token: str | None = None, /, **input: Any) -> dict[str, Any]:
        answer = await self.client.data(mutation(name), token, input=input)
        self.answers.append(answer)
        payload: dict[str, Any] = answer[name]
        return payload

    async def me(self, token: str) -> dict[str, Any]:
        me: dict[str, Any] = (await self.client.data(ME, token))["me"]
        return me

    # accounts

    async def sign_up(
        self, email: str, kind: str = "PRACTITIONER", password: str = PASSWORD
    ) -> dict[str, Any]:
        return await self.mutate("signUp", email=email, password=password, kind=kind)

    async def mails(self, *kinds: MailKind) -> list[MailContent]:
        """The mails asked for so far (of these kinds), opened as notifications does."""
        return [
            MailContent.model_validate(
                self.store.transport.open(entry["payload"]["sealed"], (entry["_id"], "sealed"))
            )
            for entry in await self.outbox("mail.requested.v1")
            if not kinds or entry["payload"]["kind"] in kinds
        ]

    async def new_account(self, email: str, kind: str = "PRACTITIONER") -> None:
        """The whole way: sign-up, mail, link."""
        await self.sign_up(email, kind)
        payload = await self.verify(token=token_of((await self.mails())[-1]))
        assert payload["userErrors"] == []

    async def verify(self, password: str = PASSWORD, **proof: str) -> dict[str, Any]:
        """By `token`, or by `email` and `code`."""
        return await self.mutate("verifyEmail", password=password, **proof)

    async def sign_in(self, email: str, password: str = PASSWORD) -> dict[str, Any]:
        return await self.mutate("signIn", email=email, password=password)

    async def session(self, email: str) -> str:
        """An access token of an account that has one."""
        token: str = (await self.sign_in(email))["session"]["accessToken"]
        return token

    async def session_of_new(self, email: str, *, roles: frozenset[Role] = frozenset()) -> str:
        """A new account's token, by the short way: no mail and no password."""
        account = Account(str(uuid4()), email, "", Language.EN, roles, None, None)

        async def work(tx: Transaction) -> None:
            await self.store.accounts.add(tx, account)
            await self.store.sessions.begin(
                tx, f"session-of-{account.id}", account.id, ClientKind.OTHER, now=self.now()
            )

        await self.store.transaction(work)
        return self.tokens.issue(account, f"session-of-{account.id}")[0]

    async def reviewer(self) -> str:
        return await self.session_of_new("reviewer@example.com", roles=frozenset({Role.REVIEWER}))

    async def practitioner(self, email: str = "elena@example.com") -> str:
        """The token of a new account that is Dr. Rivera."""
        token = await self.session_of_new(email)
        await self.confirm(token, await self.claimed(token))
        account = await self.store.accounts.of_email(email)
        assert account is not None
        return self.tokens.issue(account, f"session-of-{account.id}")[0]

    async def reviews(self, token: str, *, open_only: bool = True) -> list[dict[str, Any]]:
        page = await self.client.data(REVIEWS, token, first=20, after=None, openOnly=open_only)
        return [edge["node"] for edge in page["practitionerReviews"]["edges"]]

    async def sees(self, token: str, review: str) -> dict[str, Any] | None:
        """The review with what it is about in full, which is recorded."""
        answer = await self.client.data(SEEN_REVIEW, token, id=review)
        seen: dict[str, Any] | None = answer["practitionerReview"]
        return seen

    async def decide(self, token: str, review: str, decision: str = "APPROVED") -> dict[str, Any]:
        return await self.mutate(
            "decidePractitionerReview", token, reviewId=review, decision=decision, reason="looked at it"
        )

    # practitioners

    async def identify(
        self, token: str, dea_number: str = "FR1234563", ssn_last4: str = "6789"
    ) -> dict[str, Any]:
        return await self.mutate("identifyAsPractitioner", token, deaNumber=dea_number, ssnLast4=ssn_last4)

    async def confirm(self, token: str, practitioner: str) -> dict[str, Any]:
        return await self.mutate("confirmPractitionerProfile", token, practitionerId=practitioner)

    async def report(
        self, token: str, practitioner: str, message: str = "My name is wrong."
    ) -> dict[str, Any]:
        return await self.mutate("reportProfileProblem", token, practitionerId=practitioner, message=message)

    async def claimed(self, token: str, **numbers: str) -> str:
        """Identify with the right numbers; the id to confirm."""
        practitioner: str = (await self.identify(token, **numbers))["profile"]["practitionerId"]
        return practitioner

    async def imported(self, **changes: str) -> str:
        (what,) = await take([row(**changes)], now=self.now(), store=self.store)
        return what

    # events

    async def outbox(self, *types: str) -> list[dict[str, Any]]:
        query = {"type": {"$in": types}} if types else {}
        return [entry async for entry in self.store.mongo["outbox"].find(query).sort("time", 1)]

    def announcement(
        self,
        kind: Kind = ApplicationInitiated,
        *,
        id: str = "certification",
        sequence: int = 1,
        practitioner: str = "rivera",
        registration: RegistrationStatus | None = None,
        **person: Any,
    ) -> Event:
        """What certification says of Ana's application, or of another's."""
        event_id = new_event_id()
        closed = kind is ApplicationClosed
        state = kind(
            certification_id=id,
            practitioner_id=practitioner,
            status=CertificationStatus.WITHDRAWN if closed else CertificationStatus.CERTIFIED,
            registration=registration
            or (RegistrationStatus.CLOSED if closed else RegistrationStatus.AWAITING_PATIENT),
            signed_on=date(2026, 11, 25),
            valid_until=date(2027, 11, 25),
            sealed=self.store.transport.seal(_people(**person), (event_id, "sealed")),
        )
        return event_of(state, subject=id, sequence=sequence, id=event_id)

    async def hear(self, *events: Event) -> None:
        for event in events:

            async def work(tx: Transaction, event: Event = event) -> None:
                await reactions(self.store, PUBLIC_URL)[event.type](tx, event)

            await self.store.transaction(work)

    async def patient(self) -> str:
        """Ana's session, once her application is certified."""
        await self.hear(self.announcement())
        await self.new_account(ANA, "PATIENT")
        return await self.session(ANA)


def _people(
    *,
    part: Part = Part.PATIENT,
    email: str = ANA,
    born: date = BORN,
    person_id: str = "ana",
    temporary: bool = False,
    guardian_born: date | None = None,
) -> dict[str, Any]:
    """Ana, or another; with `guardian_born` she is a minor, and her guardian is the caregiver at her address."""
    person = PersonContact(
        person_id=person_id,
        part=part,
        first_name="Ana",
        last_name="Torres-Canary",
        email=email,
        date_of_birth=born,
        zip="06103",
        language=Language.EN,
        temporary_email=temporary,
        minor=guardian_born is not None,
    )
    people = [person]
    if guardian_born is not None:
        guardian = {"person_id": "guardian", "part": Part.CAREGIVER, "date_of_birth": guardian_born}
        people.append(person.model_copy(update=guardian | {"minor": False}))
    return ApplicationPeople(people=tuple(people)).model_dump(mode="json", by_alias=True)


def token_of(mail: MailContent) -> str:
    """What the link of a mail carries."""
    return mail.values["link"].partition("token=")[2]


def errors_of(payload: dict[str, Any]) -> list[tuple[str, str]]:
    """The code and the last part of the path of each user error."""
    return [(error["code"], error["path"][-1]) for error in payload["userErrors"]]


async def at_once(*work: Any) -> list[Any]:
    return list(await asyncio.gather(*work))


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """The key files of the office."""
    return keys_in(tmp_path)


@pytest.fixture
async def database(databases: Databases) -> str:
    """Identity's database, with nothing in it."""
    return await databases.emptied("identity", INDEXES)


@pytest.fixture
async def office(mongodb_url: str, database: str, keys: Path) -> AsyncIterator[Office]:
    mongo = Mongo(mongodb_url, database)
    store = Store.open(mongo, Outbox(mongo, source="/identity", keep=KEEP), keys)
    tokens = AccessTokens(keys, issuer=ISSUER, audience=AUDIENCE)
    verifier = TokenVerifier(tokens, issuer=ISSUER, audience=AUDIENCE)

    async def context(request: Request) -> Context:
        context = Context(
            store=store,
            caller=Caller(request, verifier),
            tokens=tokens,
            public_url=PUBLIC_URL,
            refusal_seconds=open_office.refusal_seconds,
        )
        context.now = open_office.now()
        return context

    open_office = Office(Client(subgraph(schema, context, Health())), store, tokens, answers=[])
    await open_office.imported()
    yield open_office
    await open_office.client.close()
    mongo.close()
