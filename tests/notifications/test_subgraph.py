"""The subgraph: who sees which deliveries, in how many reads, and the second copy of a mail."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from motor.motor_asyncio import AsyncIOMotorClient
from starlette.requests import Request

from chassis.events import now
from chassis.health import Health
from chassis.mongo import Mongo
from chassis.subgraph import Caller, subgraph
from contracts.events.public import RegistrationStatus
from services.notifications.domain.delivery import State
from services.notifications.mailer import Mailer
from services.notifications.schema import schema
from services.notifications.schema.context import Context
from services.notifications.store import Store
from services.notifications.usecases.resend_registration_email import PAUSE
from tests.notifications.mail_server import MailServer
from tests.notifications.support import DOMAIN, Announcer, Client, eventually
from tests.support import Signer

ENTITIES = """
query($ids: [_Any!]!) { _entities(representations: $ids) { ... on Certification {
  id registrationEmail { id state } deliveries { kind state messageId language attempts { at outcome reason } }
} } }
"""
RESEND = """
mutation($input: ResendRegistrationEmailInput!) { resendRegistrationEmail(input: $input) {
  delivery { id state } userErrors { code message path } } }
"""


@pytest.fixture
def signer() -> Signer:
    return Signer()


@pytest.fixture
async def client(store: Store, signer: Signer) -> AsyncIterator[Client]:
    verifier = signer.verifier()

    async def context(request: Request) -> Context:
        return Context(store, Caller(request, verifier), DOMAIN)

    opened = Client(subgraph(schema, context, Health()))
    yield opened
    await opened.close()


def of(*ids: str) -> list[dict[str, str]]:
    return [{"__typename": "Certification", "id": each} for each in ids]


async def test_the_practitioner_sees_what_became_of_the_mail(
    client: Client, announcer: Announcer, signer: Signer
) -> None:
    await announcer.hears(announcer.application("c1"))
    data = await client.data(ENTITIES, signer.token("a", practitioner="rivera"), ids=of("c1"))
    [certification] = data["_entities"]
    assert certification["registrationEmail"]["state"] == "QUEUED"
    [delivery] = certification["deliveries"]
    assert delivery["kind"] == "PATIENT_REGISTRATION"
    assert delivery["messageId"].startswith("<")
    assert delivery["attempts"] == []


async def test_a_kind_that_only_a_later_version_knows_hides_no_other(
    client: Client, announcer: Announcer, signer: Signer, mongo: Mongo
) -> None:
    """It runs beside this one while it is brought in."""
    await announcer.hears(announcer.application("c1", caregiver="lee@mail.example"))
    newer = {"$set": {"kind": "OF_A_LATER_VERSION"}}
    await mongo["deliveries"].update_one({"kind": "CAREGIVER_REGISTRATION"}, newer)
    data = await client.data(ENTITIES, signer.token("a", practitioner="rivera"), ids=of("c1"))
    assert [each["kind"] for each in data["_entities"][0]["deliveries"]] == ["PATIENT_REGISTRATION"]


async def test_a_reviewer_sees_it_too(client: Client, announcer: Announcer, signer: Signer) -> None:
    await announcer.hears(announcer.application("c1"))
    data = await client.data(ENTITIES, signer.token("r", roles=("REVIEWER",)), ids=of("c1"))
    assert data["_entities"][0]["registrationEmail"]["state"] == "QUEUED"


@pytest.mark.parametrize("who", ["nobody", "the patient", "another practitioner"])
async def test_for_anybody_else_it_is_as_if_there_were_none(
    client: Client, announcer: Announcer, signer: Signer, who: str
) -> None:
    await announcer.hears(announcer.application("c1"))
    tokens = {
        "nobody": None,
        "the patient": signer.token("ana"),
        "another practitioner": signer.token("b", practitioner="stone"),
    }
    data = await client.data(ENTITIES, tokens[who], ids=of("c1", "no such"))
    assert data["_entities"] == [
        {"id": "c1", "registrationEmail": None, "deliveries": None},
        {"id": "no such", "registrationEmail": None, "deliveries": None},
    ]


async def test_a_certification_without_a_mail_yet_is_the_practitioners_empty_list(
    client: Client, announcer: Announcer, signer: Signer
) -> None:
    await announcer.hears(announcer.application("c1", registration=RegistrationStatus.REGISTERED))
    data = await client.data(ENTITIES, signer.token("a", practitioner="rivera"), ids=of("c1"))
    assert data["_entities"] == [{"id": "c1", "registrationEmail": None, "deliveries": []}]


async def test_a_hundred_certifications_take_two_reads(
    client: Client,
    announcer: Announcer,
    signer: Signer,
    mongodb_url: str,
    database: str,
) -> None:
    ids = [f"c{number}" for number in range(100)]
    await announcer.hears(*(announcer.application(each) for each in ids[:30]))
    admin: AsyncIOMotorClient[dict[str, Any]] = AsyncIOMotorClient(mongodb_url)
    try:
        kept = admin[database]
        await kept.command("profile", 2)
        data = await client.data(ENTITIES, signer.token("a", practitioner="rivera"), ids=of(*ids))
        await kept.command("profile", 0)
        reads = await kept["system.profile"].count_documents({"op": {"$in": ["query", "getmore"]}})
    finally:
        admin.close()
    assert sum(entity["registrationEmail"] is not None for entity in data["_entities"]) == 30
    assert reads == 2


async def test_the_registration_help_needs_no_sign_in_and_comes_nearest_first(client: Client) -> None:
    data = await client.data(
        """{ registrationAssistance(zip: "06902") { name street city state zip phone fax
             hours { day opens closes } } }"""
    )
    places = data["registrationAssistance"]
    assert [place["city"] for place in places] == ["Stamford", "Milford", "Hartford"]
    assert places[2]["fax"] == "860-519-1852"
    assert places[0]["hours"][6] == {"day": "SUNDAY", "opens": "10:00", "closes": "15:00"}
    assert len(places[0]["hours"]) == 7


async def test_a_second_copy_is_sent_but_not_too_often(
    client: Client,
    announcer: Announcer,
    signer: Signer,
    mailer: Mailer,
    mail_server: MailServer,
    mongo: Mongo,
) -> None:
    await announcer.hears(announcer.application("c1"))
    await mail_server.until(1)
    token, asked = signer.token("a", practitioner="rivera"), {"certificationId": "c1"}

    async def sent() -> bool:
        return all(d.state is State.SENT for d in await announcer.deliveries("c1"))

    await eventually(sent)
    soon = (await client.data(RESEND, token, input=asked))["resendRegistrationEmail"]
    assert soon["delivery"] is None
    [error] = soon["userErrors"]
    assert (error["code"], error["path"]) == ("TOO_MANY_ATTEMPTS", ["input", "certificationId"])

    first = (await announcer.deliveries("c1"))[0]
    earlier = {"queuedAt": first.queued_at - PAUSE}
    await mongo["deliveries"].update_one({"_id": first.id}, {"$set": earlier})
    later = (await client.data(RESEND, token, input=asked))["resendRegistrationEmail"]
    assert later["userErrors"] == []
    assert later["delivery"]["id"] != first.id
    mails = await mail_server.until(2)
    assert len({mail["Message-ID"] for mail in mails}) == 2


async def test_one_that_waits_is_tried_at_once_but_not_again_and_again(
    client: Client, announcer: Announcer, signer: Signer, mongo: Mongo
) -> None:
    """However often it is asked for: the mail server that put it off is not pressed."""
    await announcer.hears(announcer.application("c1"))
    (waiting,) = await announcer.deliveries("c1")
    token, asked = signer.token("a", practitioner="rivera"), {"certificationId": "c1"}
    later = now() + timedelta(hours=1)

    async def due_after(tried: datetime) -> datetime:
        attempt = {"at": tried, "outcome": "DEFERRED", "reason": "SMTP 451 at RCPT"}
        state = {"state": "RETRYING", "dueAt": later, "attempts": [attempt]}
        await mongo["deliveries"].update_one({"_id": waiting.id}, {"$set": state})
        told = (await client.data(RESEND, token, input=asked))["resendRegistrationEmail"]
        assert (told["delivery"]["id"], told["userErrors"]) == (waiting.id, [])
        kept = await mongo["deliveries"].find_one({"_id": waiting.id})
        assert kept is not None
        due: datetime = kept["dueAt"]
        return due

    assert await due_after(now()) == later
    assert await due_after(now() - PAUSE) < later


async def test_nobody_else_can_ask_for_a_second_copy(
    client: Client, announcer: Announcer, signer: Signer
) -> None:
    await announcer.hears(announcer.application("c1"))
    token = signer.token("b", practitioner="stone")
    others = await client.post(RESEND, token, input={"certificationId": "c1"})
    absent = await client.post(RESEND, token, input={"certificationId": "no such"})
    assert others == absent
    assert others["errors"][0]["extensions"]["code"] == "NOT_FOUND"
    anonymous = await client.post(RESEND, input={"certificationId": "c1"})
    assert anonymous["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_what_is_handed_out_on_paper_is_told_as_that_and_no_e_mail_can_be_asked_for(
    client: Client, announcer: Announcer, signer: Signer
) -> None:
    await announcer.hears(announcer.application("c1", temporary_email=True))
    token = signer.token("a", practitioner="rivera")

    (told,) = (await client.data(ENTITIES, token, ids=of("c1")))["_entities"]
    (paper,) = told["deliveries"]
    asked = (await client.data(RESEND, token, input={"certificationId": "c1"}))["resendRegistrationEmail"]

    assert (paper["state"], paper["messageId"], paper["attempts"]) == ("HANDED_OUT", None, [])
    assert (asked["delivery"], asked["userErrors"][0]["code"]) == (None, "WRONG_STATE")


async def test_a_completed_registration_needs_no_second_copy(
    client: Client, announcer: Announcer, signer: Signer
) -> None:
    await announcer.hears(announcer.application("c1", registration=RegistrationStatus.REGISTERED))
    data = await client.data(
        RESEND, signer.token("a", practitioner="rivera"), input={"certificationId": "c1"}
    )
    assert data["resendRegistrationEmail"]["userErrors"][0]["code"] == "WRONG_STATE"


def test_every_type_field_and_argument_has_a_description() -> None:
    bare = []
    for name, kind in schema._schema.type_map.items():
        if name.startswith(("_", "link__", "federation__")) or name in ("Query", "Mutation"):
            continue
        bare += [name] if kind.description is None else []
        for field_name, field in getattr(kind, "fields", {}).items():
            bare += [f"{name}.{field_name}"] if field.description is None else []
    for root in ("Query", "Mutation"):
        for field_name, field in schema._schema.type_map[root].fields.items():  # type: ignore[attr-defined]
            if not field_name.startswith("_") and field.description is None:
                bare.append(field_name)
    assert bare == []
