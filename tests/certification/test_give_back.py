"""What a practitioner signed comes back to them: they hear of it by mail, and their desk counts it."""

from datetime import timedelta
from typing import Any

import pytest

from contracts.events.internal import Language, MailContent, MailKind, MailRequested
from services.certification.usecases.sweep import sweep
from tests.certification.conftest import Practice
from tests.certification.test_caregiver_reviews import proposed
from tests.certification.test_desk import listed
from tests.certification.test_minors import cosign, starting_on, waiting
from tests.certification.test_rules_decisions import TELEHEALTH, review

DESK = "{ desk { returned proposedCaregivers } }"


async def mails(practice: Practice) -> list[MailContent]:
    """Those that something came back, opened as notifications does."""
    return [
        MailContent.model_validate(
            practice.store.transport.open(entry["payload"]["sealed"], (entry["_id"], "sealed"))
        )
        for entry in await practice.outbox()
        if entry["type"] == MailRequested.TYPE and entry["payload"]["kind"] == MailKind.RETURNED
    ]


async def desk(practice: Practice, who: str = "rivera") -> tuple[int, int]:
    """What came back, and caregivers who wait for a reviewer."""
    shown = (await practice.client.data(DESK, practice.practitioner(who)))["desk"]
    return shown["returned"], shown["proposedCaregivers"]


async def test_a_draft_again_for_want_of_the_second_signature_is_told_once_without_the_patient(
    practice: Practice,
) -> None:
    first = await waiting(practice)
    assert await mails(practice) == []

    lapsed = starting_on(first["signedOn"], 31)
    await sweep(lapsed, practice.store)
    await sweep(lapsed + timedelta(days=1), practice.store)

    (mail,) = await mails(practice)
    reference = first["id"].partition("-")[0].upper()
    assert (mail.email, mail.language) == ("rivera@clinic.example", Language.EN)
    assert mail.values == {"practitioner": "Dr. Rivera", "reference": reference}


async def test_the_second_physicians_refusal_is_told_to_the_first_and_their_reason_stays_here(
    practice: Practice,
) -> None:
    first = await waiting(practice)

    refused = await cosign(
        practice, first["cosignature"]["reference"], approve=False, reason="Mia is not ill"
    )

    assert refused["userErrors"] == []
    (mail,) = await mails(practice)
    assert mail.email == "rivera@clinic.example"
    assert "Mia" not in str(mail)


async def test_a_reviewers_refusal_is_told_too(practice: Practice) -> None:
    case = (await practice.submit((await practice.draft(**TELEHEALTH))["id"]))["certification"]
    assert case["status"] == "IN_REVIEW"

    await review(practice, case["id"], approve=False, reason="Examine her in person")

    assert [mail.email for mail in await mails(practice)] == ["rivera@clinic.example"]


async def test_what_a_practitioner_takes_back_is_told_nobody_and_not_counted(practice: Practice) -> None:
    first = await waiting(practice)

    await practice.done("withdrawCertification", certificationId=first["id"], reason="A slip")

    assert await mails(practice) == []
    assert await desk(practice) == (0, 0)


async def test_a_mail_is_in_the_practitioners_language_and_at_their_newest_address(
    practice: Practice,
) -> None:
    first = await waiting(practice)
    await practice.hear_of("rivera", contact={"email": "elena@example.com", "language": "ES"})

    await cosign(practice, first["cosignature"]["reference"], approve=False, reason="No")

    assert [(mail.email, mail.language) for mail in await mails(practice)] == [
        ("elena@example.com", Language.ES)
    ]


@pytest.mark.parametrize("kept", [{"name": "Dr. Rivera"}, {"name": "Dr. Rivera", "email": None}])
async def test_a_practitioner_without_an_address_gets_none_and_it_comes_back_nevertheless(
    practice: Practice, kept: dict[str, Any]
) -> None:
    """No account has them any more, or an earlier version of ours did not keep the address."""
    first = await waiting(practice)
    await practice.hear_of("rivera", contact={"email": ""})
    sealed = practice.store.practitioners._seal.seal(kept, ("practitioners", "rivera", "name"))
    await practice.store.mongo["practitioners"].update_one({"_id": "rivera"}, {"$set": {"sealed": sealed}})

    await sweep(starting_on(first["signedOn"], 31), practice.store)

    assert (await practice.found(first["id"])).status == "DRAFT"
    assert await mails(practice) == []


async def test_the_desk_counts_what_came_back_until_it_is_submitted_again(practice: Practice) -> None:
    first = await waiting(practice)
    await practice.draft()
    assert await desk(practice) == (0, 0)

    await cosign(practice, first["cosignature"]["reference"], approve=False, reason="Not now")
    assert await desk(practice) == (1, 0)
    assert await desk(practice, "osei") == (0, 0)
    assert await listed(practice, returned=True) == {first["id"]}
    assert await listed(practice, returned=True, status="CERTIFIED") == set()

    await practice.submit(first["id"])
    assert await desk(practice) == (0, 0)
    assert await listed(practice, returned=True) == set()


async def test_the_desk_counts_caregivers_who_wait_for_a_reviewer_until_that_is_decided(
    practice: Practice,
) -> None:
    case = await proposed(practice)
    assert await desk(practice) == (0, 1)
    assert await listed(practice, proposedCaregiver=True) == {case["id"]}

    await review(practice, case["id"], approve=False, reason="She signs")

    assert await desk(practice) == (0, 0)  # what is in force did not come back: its caregiver was refused
    assert await listed(practice, proposedCaregiver=True) == set()
