"""Delegates: staff who prepare a practitioner's drafts, and sign nothing."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from chassis.events import now
from contracts.events.internal import MailKind, MailRequested, Standing
from services.certification.domain.delegate import INVITATION_DAYS, MAX_INVITED
from tests.certification.conftest import (
    ACCEPT,
    ANA,
    INVITE,
    REVOKE,
    Practice,
)

SAM = {"name": "Sam Canary-Lee", "email": "Sam.Canary@clinic.example"}
LIST = """query($of: ID, $filter: CertificationFilter) { certifications(practitionerId: $of, filter: $filter) {
  edges { node { id status } } } }"""
READ = (
    "query($id: ID!) { certification(id: $id) { status patient { firstName } timeline { deed capacity } } }"
)
DELEGATES = (
    "{ delegates { id name email status accountId acceptedAt endedAt expiresAt practitioner { id } } }"
)


def sam(practice: Practice) -> str:
    return practice.signer.token("account-sam")


async def invite(practice: Practice, token: str | None = None, **changes: Any) -> dict[str, Any]:
    data = await practice.client.data(INVITE, token or practice.rivera(), input=SAM | changes)
    payload: dict[str, Any] = data["inviteDelegate"]
    return payload


async def accept(practice: Practice, account: str, token: str) -> dict[str, Any]:
    data = await practice.client.data(ACCEPT, practice.signer.token(account), input={"token": token})
    payload: dict[str, Any] = data["acceptDelegation"]
    return payload


async def revoke(practice: Practice, by: str, id: str) -> dict[str, Any]:
    return await practice.client.post(REVOKE, by, input={"delegateId": id})


async def later(practice: Practice, by: timedelta) -> None:
    """The invitations were mailed longer ago."""
    invited = practice.store.mongo["delegates"]
    async for document in invited.find():
        await invited.update_one(
            {"_id": document["_id"]}, {"$set": {"invitedAt": document["invitedAt"] - by}}
        )


def refusals(payload: dict[str, Any]) -> list[tuple[str, list[str]]]:
    return [(error["code"], error["path"]) for error in payload["userErrors"]]


def code(answer: dict[str, Any]) -> str:
    return str(answer["errors"][0]["extensions"]["code"])


class TestInvitation:
    async def test_a_mail_is_asked_for_that_tells_who_invites_and_is_sealed(self, practice: Practice) -> None:
        payload = await invite(practice, language="ES")

        content, token = await practice.invitation()
        (entry,) = await practice.outbox()
        assert payload["userErrors"] == []
        assert payload["delegate"]["status"] == "INVITED"
        assert (entry["type"], entry["payload"]["kind"]) == (
            MailRequested.TYPE,
            MailKind.DELEGATE_INVITATION,
        )
        assert entry["exchange"] == "mmp.internal"
        assert content.email == "sam.canary@clinic.example"
        assert content.language == "ES"
        assert content.values["link"] == f"http://registry.test/delegate?token={token}"
        assert content.values["practitioner"] == "Dr. Rivera"
        assert content.values["days"] == str(INVITATION_DAYS)
        assert "anary" not in str(entry["payload"])

    async def test_neither_who_was_invited_nor_the_link_can_be_read_in_the_database(
        self, practice: Practice
    ) -> None:
        await invite(practice, idempotencyKey="invite-1")
        _, token = await practice.invitation()

        stored = [
            document
            for collection in ("delegates", "requests", "outbox")
            async for document in practice.store.mongo[collection].find()
        ]
        assert "anary" not in str(stored)
        assert token.partition(".")[2] not in str(stored)

    @pytest.mark.parametrize(
        ("changes", "refused"),
        [
            ({"email": "nobody"}, ("INVALID", ["input", "email"])),
            ({"name": "  "}, ("REQUIRED", ["input", "name"])),
            ({"name": "x" * 201}, ("REQUIRED", ["input", "name"])),
            ({"name": "Sam\u202eeL"}, ("REQUIRED", ["input", "name"])),
            ({"idempotencyKey": "two words"}, ("INVALID", ["input", "idempotencyKey"])),
        ],
    )
    async def test_what_cannot_be_is_refused_with_its_path(
        self, practice: Practice, changes: dict[str, Any], refused: Any
    ) -> None:
        assert refusals(await invite(practice, **changes)) == [refused]
        assert await practice.outbox() == []

    async def test_a_lost_answer_is_asked_for_again_and_one_mail_goes_out(self, practice: Practice) -> None:
        answers = await asyncio.gather(*(invite(practice, idempotencyKey="invite-2") for _ in range(6)))

        assert all(answer["userErrors"] == [] for answer in answers)
        assert len({answer["delegate"]["id"] for answer in answers}) == 1
        assert len(await practice.outbox()) == 1
        other = await invite(practice, idempotencyKey="invite-2", name="Kim")
        assert refusals(other) == [("CONFLICT", ["input", "idempotencyKey"])]

    async def test_inviting_again_voids_the_link_before_and_takes_ten_minutes(
        self, practice: Practice
    ) -> None:
        first = await invite(practice)
        _, former = await practice.invitation()
        at_once = await invite(practice)
        await later(practice, timedelta(minutes=10))
        again = await invite(practice, email="SAM.canary@clinic.example")
        _, newer = await practice.invitation()

        assert refusals(at_once) == [("TOO_MANY_ATTEMPTS", ["input", "email"])]
        assert again["delegate"]["id"] == first["delegate"]["id"]
        assert refusals(await accept(practice, "account-sam", former)) == [("EXPIRED", ["input", "token"])]
        assert (await accept(practice, "account-sam", newer))["delegate"]["status"] == "ACTIVE"
        assert refusals(await invite(practice)) == [("WRONG_STATE", ["input", "email"])]

    async def test_no_more_mails_than_twenty_an_hour_even_at_once(self, practice: Practice) -> None:
        answers = await asyncio.gather(
            *(invite(practice, email=f"sam{n}@clinic.example") for n in range(MAX_INVITED + 5))
        )

        assert len([answer for answer in answers if answer["userErrors"] == []]) == MAX_INVITED
        assert len(await practice.outbox()) == MAX_INVITED

    async def test_an_invitation_expires_after_seven_days(self, practice: Practice) -> None:
        await invite(practice)
        _, token = await practice.invitation()
        await later(practice, timedelta(days=INVITATION_DAYS))

        (shown,) = (await practice.client.data(DELEGATES, practice.rivera()))["delegates"]

        assert shown["status"] == "EXPIRED"
        assert refusals(await accept(practice, "account-sam", token)) == [("EXPIRED", ["input", "token"])]


class TestAcceptance:
    async def test_the_first_account_that_accepts_has_it(self, practice: Practice) -> None:
        await invite(practice)
        _, token = await practice.invitation()

        answers = await asyncio.gather(*(accept(practice, f"account-{n}", token) for n in range(8)))

        (done,) = [answer for answer in answers if answer["delegate"]]
        others = [refusals(answer) for answer in answers if not answer["delegate"]]
        assert done["delegate"]["status"] == "ACTIVE"
        assert others == [[("EXPIRED", ["input", "token"])]] * 7

    async def test_the_same_account_may_send_it_again(self, practice: Practice) -> None:
        await invite(practice)
        _, token = await practice.invitation()

        first, again = [await accept(practice, "account-sam", token) for _ in range(2)]

        assert first == again
        assert first["userErrors"] == []

    @pytest.mark.parametrize("token", ["", ".", "absent.secret", "x" * 1000])
    async def test_a_token_that_is_none_is_refused(self, practice: Practice, token: str) -> None:
        await invite(practice)
        assert refusals(await accept(practice, "account-sam", token)) == [("EXPIRED", ["input", "token"])]

    async def test_nobody_is_their_own_delegate(self, practice: Practice) -> None:
        await invite(practice)
        _, token = await practice.invitation()

        data = await practice.client.data(ACCEPT, practice.rivera(), input={"token": token})

        assert refusals(data["acceptDelegation"]) == [("WRONG_STATE", ["input", "token"])]

    async def test_who_was_invited_at_two_addresses_is_one_delegate(self, practice: Practice) -> None:
        await practice.appoint("account-sam")
        await invite(practice, email="sam.elsewhere@clinic.example")
        _, token = await practice.invitation()

        assert refusals(await accept(practice, "account-sam", token)) == [("WRONG_STATE", ["input", "token"])]

    async def test_a_revoked_invitation_opens_nothing(self, practice: Practice) -> None:
        invited = await invite(practice)
        _, token = await practice.invitation()
        await revoke(practice, practice.rivera(), invited["delegate"]["id"])

        assert refusals(await accept(practice, "account-sam", token)) == [("EXPIRED", ["input", "token"])]


class TestRevocation:
    async def test_from_the_next_request_on_nothing_is_theirs(self, practice: Practice) -> None:
        delegate_id = await practice.appoint("account-sam")
        token = sam(practice)  # a good one, for ten more minutes
        draft = await practice.done("startCertification", token, patient=ANA)
        await revoke(practice, practice.rivera(), delegate_id)

        read = await practice.client.post(READ, token, id=draft["id"])
        edited = await practice.refused(
            "updatePatientProfile",
            token,
            certificationId=draft["id"],
            version=draft["version"],
            patient={"city": "Milford"},
        )
        listed = await practice.client.post(LIST, token)
        (shown,) = (await practice.client.data(DELEGATES, practice.rivera()))["delegates"]

        assert code(read) == "NOT_FOUND"
        assert (edited, code(listed)) == ("FORBIDDEN", "FORBIDDEN")
        assert shown["status"] == "REVOKED"
        assert shown["accountId"] == "account-sam", "so that the audit can be read"
        assert (await practice.found(draft["id"])).practitioner_id == "rivera"

    async def test_a_delegate_may_leave(self, practice: Practice) -> None:
        delegate_id = await practice.appoint("account-sam")

        left = await revoke(practice, sam(practice), delegate_id)
        again = await revoke(practice, practice.rivera(), delegate_id)

        assert left["data"]["revokeDelegate"]["delegate"]["status"] == "REVOKED"
        assert again == left

    async def test_others_cannot_revoke_and_learn_nothing(self, practice: Practice) -> None:
        await practice.hear_of("osei")
        delegate_id = await practice.appoint("account-sam")

        for token in (practice.practitioner("osei"), practice.signer.token("account-eve")):
            assert code(await revoke(practice, token, delegate_id)) == "NOT_FOUND"
            assert code(await revoke(practice, token, "absent")) == "NOT_FOUND"

    async def test_whom_a_released_account_appointed_is_out_with_it(self, practice: Practice) -> None:
        """Decision 0026: a wrong account had the practitioner, and must leave nobody behind who sees the drafts."""
        await practice.appoint("account-sam")
        await invite(practice)
        _, open_invitation = await practice.invitation()
        draft = await practice.draft()

        await practice.hear_of("rivera", account_id=None, confirmed=False)
        late = await practice.client.post(
            INVITE, practice.rivera(), input=SAM | {"email": "kim@clinic.example"}
        )
        await practice.hear_of("rivera", account_id="account-right")
        later = await practice.client.post(
            INVITE, practice.rivera(), input=SAM | {"email": "kim@clinic.example"}
        )

        assert code(await practice.client.post(READ, sam(practice), id=draft["id"])) == "NOT_FOUND"
        assert refusals(await accept(practice, "account-eve", open_invitation)) == [
            ("EXPIRED", ["input", "token"])
        ]
        assert (code(late), code(later)) == ("FORBIDDEN", "FORBIDDEN"), "a token is good for minutes"
        right = practice.signer.token("account-right", practitioner="rivera", roles=("PRACTITIONER",))
        listed = (await practice.client.data(DELEGATES, right))["delegates"]
        assert {each["status"] for each in listed} == {"REVOKED"}

    async def test_a_licence_that_changes_leaves_delegates_as_they_are(self, practice: Practice) -> None:
        await practice.appoint("account-sam")
        draft = await practice.draft()

        await practice.hear_of("rivera", license=Standing.SUSPENDED)

        shown = await practice.client.data(READ, sam(practice), id=draft["id"])
        assert shown["certification"]["status"] == "DRAFT"

    async def test_who_was_revoked_can_be_invited_again(self, practice: Practice) -> None:
        former = await practice.appoint("account-sam")
        await revoke(practice, practice.rivera(), former)

        newer = await practice.appoint("account-sam")

        listed = (await practice.client.data(DELEGATES, practice.rivera()))["delegates"]
        assert [(each["id"], each["status"]) for each in listed] == [(newer, "ACTIVE"), (former, "REVOKED")]


async def test_a_practitioner_sees_the_whole_of_a_delegate(practice: Practice) -> None:
    await practice.appoint("account-sam")

    (shown,) = (await practice.client.data(DELEGATES, practice.rivera()))["delegates"]

    assert shown["name"] == "Sam account-sam"
    assert shown["email"] == "account-sam@staff.example"
    assert shown["practitioner"] == {"id": "rivera"}
    assert shown["acceptedAt"] is not None
    assert shown["acceptedAt"] <= now().isoformat()
    assert shown["endedAt"] is None
