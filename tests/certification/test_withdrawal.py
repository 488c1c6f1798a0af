"""What follows from a withdrawal: thirty days for a new certifier, one caregiver at a time, reviewers not evaded."""

import asyncio
from datetime import date, timedelta
from typing import Any

from contracts.events.internal import Part
from services.certification.domain.life import after_withdrawal, starting
from services.certification.domain.registration import STATEMENTS
from tests.certification.conftest import CARED_FOR, LEE, NEVER_CONVICTED, Practice
from tests.certification.test_life import (
    AFFIRMED,
    REASON,
    days_after,
    examined_anew,
    pass_time,
    registered,
    state,
)

KIM = LEE | {"firstName": "Kim", "email": "kim.canary@example.com"}


async def withdrawn_with_caregiver(practice: Practice, name: str) -> dict[str, Any]:
    """Registered with Lee as the caregiver, and withdrawn."""
    certified = await registered(practice, lastName=name, caregiver=LEE, findings=CARED_FOR)
    await practice.hear_that_caregiver("account-lee", is_caregiver_in=certified["id"])
    await practice.done(
        "completeRegistration",
        practice.signer.token("account-lee"),
        certificationId=certified["id"],
        part="CAREGIVER",
        affirmed=[statement.value for statement in STATEMENTS[Part.CAREGIVER]],
    )
    return await practice.done("withdrawCertification", certificationId=certified["id"], reason=REASON)


async def caregivers_of(practice: Practice, certification: dict[str, Any]) -> list[str]:
    """The persons who are responsible for its patient at present."""
    person = (await practice.found(certification["id"])).person_id
    query = {"responsibilities.patient": person}
    return [found["_id"] async for found in practice.store.mongo["persons"].find(query)]


async def test_a_withdrawal_closes_what_was_not_completed_at_once(practice: Practice) -> None:
    certified = await practice.certified()

    ended = await practice.done("withdrawCertification", certificationId=certified["id"], reason=REASON)

    assert (ended["status"], ended["registration"]["status"]) == ("WITHDRAWN", "CLOSED")
    assert ended["endedBecause"] == REASON
    assert (await practice.told(certified["id"]))[2:] == [
        "certification.withdrawn.v1",
        "application.closed.v1",
    ]
    again = await practice.mutate(
        "withdrawCertification", practice.rivera(), {"certificationId": certified["id"], "reason": REASON}
    )
    assert [error["code"] for error in again["userErrors"]] == ["WRONG_STATE"]


async def test_after_a_withdrawal_a_completed_registration_lives_thirty_days(practice: Practice) -> None:
    certified = await registered(practice)
    ended = await practice.done("withdrawCertification", certificationId=certified["id"], reason=REASON)
    assert ended["registration"]["status"] == "REGISTERED"

    await pass_time(practice, days_after(ended["endedOn"], 30))
    assert await state(practice, certified["id"]) == ("WITHDRAWN", "REGISTERED")
    await pass_time(practice, days_after(ended["endedOn"], 31))
    assert await state(practice, certified["id"]) == ("WITHDRAWN", "CLOSED")
    assert (await practice.told(certified["id"]))[-3:] == [
        "certification.withdrawn.v1",
        "application.changed.v1",
        "application.closed.v1",
    ]


async def test_it_waits_while_a_new_certification_is_not_registered_yet(practice: Practice) -> None:
    former = await registered(practice, lastName="Canary-Same")
    ended = await practice.done("withdrawCertification", certificationId=former["id"], reason=REASON)
    await practice.hear_of("osei")
    osei = practice.practitioner("osei")
    draft = await practice.draft(osei, lastName="Canary-Same")
    anew = (await practice.submit(draft["id"], osei))["certification"]

    await pass_time(practice, days_after(ended["endedOn"], 31))
    assert await state(practice, former["id"]) == ("WITHDRAWN", "REGISTERED")
    await practice.hear_that("account-ana", is_patient_of=anew["id"])
    await practice.done(
        "completeRegistration",
        practice.signer.token("account-ana"),
        certificationId=anew["id"],
        affirmed=AFFIRMED,
    )
    await pass_time(practice, days_after(ended["endedOn"], 33))
    assert await state(practice, former["id"]) == ("WITHDRAWN", "CLOSED")
    assert await state(practice, anew["id"]) == ("CERTIFIED", "REGISTERED")


def test_what_is_left_of_it_ends_with_its_last_day_if_that_comes_first() -> None:
    withdrawn, soon, late = date(2026, 6, 1), date(2026, 6, 10), date(2027, 3, 1)
    assert after_withdrawal("c", withdrawn, late).at == starting(withdrawn + timedelta(31))
    assert after_withdrawal("c", withdrawn, soon).at == starting(soon + timedelta(1))


async def test_it_does_not_wait_for_a_new_registration_beyond_its_own_last_day(practice: Practice) -> None:
    former = await registered(practice, lastName="Canary-Late")
    await practice.done("withdrawCertification", certificationId=former["id"], reason=REASON)
    anew = await practice.certified(lastName="Canary-Late")

    await pass_time(practice, former["validUntil"])
    assert await state(practice, former["id"]) == ("WITHDRAWN", "REGISTERED")
    await pass_time(practice, days_after(former["validUntil"], 1), at=0)

    assert await state(practice, former["id"]) == ("WITHDRAWN", "CLOSED")
    assert (await state(practice, anew["id"]))[1] == "CLOSED"


async def test_a_new_caregiver_takes_the_place_of_the_withdrawn_certifications(practice: Practice) -> None:
    """CARE-6: at most one caregiver per patient at a time."""
    former = await withdrawn_with_caregiver(practice, "Canary-Handed")
    assert former["registration"]["status"] == "REGISTERED"

    anew = await practice.certified(lastName="Canary-Handed", caregiver=KIM, findings=CARED_FOR)

    assert await state(practice, former["id"]) == ("WITHDRAWN", "CLOSED")
    kim = (await practice.found(anew["id"])).caregiver
    assert kim is not None
    assert await caregivers_of(practice, anew) == [kim.person_id]


async def test_who_is_designated_later_takes_that_place_too(practice: Practice) -> None:
    former = await withdrawn_with_caregiver(practice, "Canary-Later")
    anew = await practice.certified(lastName="Canary-Later", findings=CARED_FOR)
    assert await state(practice, former["id"]) == ("WITHDRAWN", "REGISTERED")

    await practice.done(
        "designateCaregiver",
        certificationId=anew["id"],
        version=anew["version"],
        caregiver=KIM,
        attestations=NEVER_CONVICTED,
    )

    assert await state(practice, former["id"]) == ("WITHDRAWN", "CLOSED")
    assert len(await caregivers_of(practice, anew)) == 1


async def test_the_same_caregiver_goes_on_until_the_new_registration_is_complete(practice: Practice) -> None:
    former = await withdrawn_with_caregiver(practice, "Canary-Kept")

    anew = await practice.certified(lastName="Canary-Kept", caregiver=LEE, findings=CARED_FOR)

    assert await state(practice, former["id"]) == ("WITHDRAWN", "REGISTERED")
    assert len(await caregivers_of(practice, anew)) == 1


async def test_certified_anew_by_many_at_once_the_patient_has_one_caregiver(practice: Practice) -> None:
    former = await withdrawn_with_caregiver(practice, "Canary-Raced")
    drafts = []
    for number in range(8):
        await practice.hear_of(f"p{number}")
        token = practice.practitioner(f"p{number}")
        kim = KIM | {"dateOfBirth": f"1970-01-0{number + 1}", "email": f"kim{number}@example.com"}
        draft = await practice.draft(token, lastName="Canary-Raced", caregiver=kim, findings=CARED_FOR)
        drafts.append((draft["id"], token))

    answers = await asyncio.gather(*(practice.submit(*each) for each in drafts))

    assert sum(not answer["userErrors"] for answer in answers) == 1
    assert await state(practice, former["id"]) == ("WITHDRAWN", "CLOSED")
    assert len(await caregivers_of(practice, former)) == 1


async def test_who_withdraws_first_does_not_escape_a_revocation(practice: Practice) -> None:
    """RCSA 21a-408-8, -7(a)(5): what is revoked is the registration, and it lives on after a withdrawal."""
    former = await registered(practice, lastName="Canary-Escaping")
    await practice.done("withdrawCertification", certificationId=former["id"], reason=REASON)

    given = {"certificationId": former["id"], "reason": "Fraud"}
    ended = await practice.done("revokeCertification", practice.reviewer(), **given)
    anew = (await practice.submit((await practice.draft(lastName="Canary-Escaping"))["id"]))["certification"]

    assert (ended["status"], ended["registration"]["status"]) == ("REVOKED", "CLOSED")
    assert (await practice.told(former["id"]))[-4:] == [
        "certification.withdrawn.v1",
        "application.changed.v1",
        "certification.revoked.v1",
        "application.closed.v1",
    ]
    assert await practice.store.mongo["due"].count_documents({}) == 0
    assert [reason["ruleId"] for reason in anew["reviewReasons"]] == ["CERT-7"]


async def test_where_no_registration_is_left_there_is_nothing_to_revoke(practice: Practice) -> None:
    former = await practice.certified()
    await practice.done("withdrawCertification", certificationId=former["id"], reason=REASON)

    given = {"certificationId": former["id"], "reason": "Fraud"}
    payload = await practice.mutate("revokeCertification", practice.reviewer(), given)

    assert [error["code"] for error in payload["userErrors"]] == ["WRONG_STATE"]


async def test_a_mistyped_name_is_mended_by_a_withdrawal_and_a_renewal(practice: Practice) -> None:
    """The caregiver, still responsible for the former registration, has one patient: the renewal says so."""
    withdrawn = await withdrawn_with_caregiver(practice, "Canary-Torez")
    draft = await practice.done("renewCertification", certificationId=withdrawn["id"])
    await practice.done(
        "updatePatientProfile",
        certificationId=draft["id"],
        version=draft["version"],
        patient={"lastName": "Canary-Torres"},
    )
    await examined_anew(practice, draft["id"])

    anew = await practice.submit(draft["id"])

    assert anew["userErrors"] == []
    assert anew["certification"]["status"] == "CERTIFIED"
    assert await state(practice, withdrawn["id"]) == ("WITHDRAWN", "CLOSED")
    assert len(await caregivers_of(practice, withdrawn)) == 0
    assert len(await caregivers_of(practice, anew["certification"])) == 1
