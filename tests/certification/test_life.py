"""How a certification ends, is renewed, and what time brings to it."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from contracts.events.internal import Part
from services.certification.domain.calendar import (
    CONNECTICUT,
    age_on,
    connecticut_date,
    day_of_age,
    one_year_after,
)
from services.certification.domain.life import Due, DueKind, after_certification, starting
from services.certification.domain.registration import STATEMENTS
from services.certification.usecases.sweep import sweep
from tests.certification.conftest import CARED_FOR, FINDINGS, LEE, NEVER_CONVICTED, Practice

AFFIRMED = [statement.value for statement in STATEMENTS[Part.PATIENT]]
REASON = "Moved away"


async def registered(practice: Practice, **changes: Any) -> dict[str, Any]:
    certified = await practice.certified(**changes)
    await practice.hear_that("account-ana", is_patient_of=certified["id"])
    return await practice.done(
        "completeRegistration",
        practice.signer.token("account-ana"),
        certificationId=certified["id"],
        affirmed=AFFIRMED,
    )


async def pass_time(practice: Practice, day: str, *, at: int = 12) -> int:
    """Until noon of a day in Connecticut; how much fell due."""
    return await sweep(starting(date.fromisoformat(day)) + timedelta(hours=at), practice.store)


def days_after(day: str, days: int) -> str:
    return str(date.fromisoformat(day) + timedelta(days))


async def state(practice: Practice, id: str) -> tuple[str, str]:
    c = await practice.found(id)
    assert c.registration is not None
    return c.status.value, c.registration.status.value


async def test_only_a_reviewer_revokes_and_the_registration_ends_with_it(practice: Practice) -> None:
    certified = await registered(practice)
    given = {"certificationId": certified["id"], "reason": "Fraud"}

    body = await practice.client.post(
        "mutation($input: RevokeCertificationInput!) { revokeCertification(input: $input) { userErrors { code } } }",
        practice.rivera(),
        input=given,
    )
    ended = await practice.done("revokeCertification", practice.reviewer(), **given)

    assert body["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert (ended["status"], ended["registration"]["status"]) == ("REVOKED", "CLOSED")
    assert await practice.told(certified["id"]) == [
        "certification.certified.v1",
        "application.initiated.v1",
        "certification.registered.v1",
        "application.changed.v1",
        "certification.revoked.v1",
        "application.closed.v1",
    ]


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501])
async def test_an_end_needs_a_reason(practice: Practice, reason: str) -> None:
    certified = await practice.certified()
    payload = await practice.mutate(
        "withdrawCertification", practice.rivera(), {"certificationId": certified["id"], "reason": reason}
    )
    assert [error["path"] for error in payload["userErrors"]] == [["input", "reason"]]
    assert await state(practice, certified["id"]) == ("CERTIFIED", "AWAITING_PATIENT")


async def test_the_day_after_its_last_day_it_expires_with_its_registration(practice: Practice) -> None:
    certified = await registered(practice)

    await pass_time(practice, certified["validUntil"])
    assert await state(practice, certified["id"]) == ("CERTIFIED", "REGISTERED")
    await pass_time(practice, days_after(certified["validUntil"], 1), at=0)

    assert await state(practice, certified["id"]) == ("EXPIRED", "CLOSED")
    assert (await practice.told(certified["id"]))[-2:] == [
        "certification.expired.v1",
        "application.closed.v1",
    ]
    assert await practice.store.mongo["due"].count_documents({}) == 0


async def test_reminders_of_registration_after_7_and_21_days_and_of_the_end_60_30_and_7_days_before(
    practice: Practice,
) -> None:
    certified = await practice.certified()
    signed, last = certified["signedOn"], certified["validUntil"]
    days = [days_after(signed, 7), days_after(signed, 21)] + [days_after(last, -n) for n in (60, 30, 7)]

    for day in days:
        assert await pass_time(practice, days_after(day, -1), at=23) == 0
        assert await pass_time(practice, day) == 1
        assert await pass_time(practice, day) == 0

    entries = await practice.outbox()
    due = [(e["payload"]["kind"], e["payload"]["days"]) for e in entries if e["type"] == "reminder.due.v1"]
    assert sorted(due) == [
        ("EXPIRING", 7),
        ("EXPIRING", 30),
        ("EXPIRING", 60),
        ("NOT_YET_REGISTERED", 7),
        ("NOT_YET_REGISTERED", 21),
    ]
    left = [e["payload"]["daysLeft"] for e in entries if e["type"] == "certification.expiring.v1"]
    assert left == [60, 30, 7]


async def test_who_registered_is_not_reminded_of_it_and_a_late_reminder_is_not_sent(
    practice: Practice,
) -> None:
    certified = await registered(practice)
    await pass_time(practice, days_after(certified["signedOn"], 30))
    waiting = await practice.certified()
    await pass_time(practice, days_after(waiting["signedOn"], 11))  # the worker was away for four days

    assert "reminder.due.v1" not in [entry["type"] for entry in await practice.outbox()]


async def test_several_workers_do_each_due_thing_once(practice: Practice) -> None:
    for _ in range(5):
        await practice.certified()
    later = datetime.now(UTC) + timedelta(days=400)

    done = await asyncio.gather(*(sweep(later, practice.store) for _ in range(4)))

    types = [entry["type"] for entry in await practice.outbox()]
    assert types.count("certification.expired.v1") == 5
    assert sum(done) == 5 * 6


async def test_a_second_certification_of_a_person_is_refused_until_the_last_thirty_days(
    practice: Practice,
) -> None:
    await practice.certified(lastName="Canary-Once")
    await practice.hear_of("osei")
    osei = practice.practitioner("osei")
    other = await practice.draft(osei, firstName="ANA", lastName="Cánary  Once")

    refused = await practice.submit(other["id"], osei)

    (error,) = refused["userErrors"]
    assert error["message"].startswith("CERT-6: ")
    assert "ivera" not in str(refused)


async def test_fifty_practitioners_certify_one_person_at_once_and_one_wins(practice: Practice) -> None:
    drafts = []
    for number in range(50):
        await practice.hear_of(f"p{number}")
        token = practice.practitioner(f"p{number}")
        drafts.append((token, (await practice.draft(token, lastName="Canary-Wanted"))["id"]))

    answers = await asyncio.gather(*(practice.submit(draft, token) for token, draft in drafts))

    certified = [a for a in answers if not a["userErrors"]]
    assert len(certified) == 1
    refusals = {error["message"][:6] for a in answers for error in a["userErrors"]}
    assert refusals == {"CERT-6"}
    assert await practice.store.mongo["persons"].count_documents({}) == 1


async def test_what_is_over_takes_no_registration_and_no_change_although_the_worker_is_late(
    practice: Practice,
) -> None:
    certified = await practice.certified(findings=CARED_FOR)
    await practice.hear_that("account-ana", is_patient_of=certified["id"])
    yesterday = days_after(str(connecticut_date(datetime.now(UTC))), -1)
    await practice.store.mongo["certifications"].update_one(
        {"_id": certified["id"]}, {"$set": {"validUntil": yesterday}}
    )
    about = {"certificationId": certified["id"]}
    ana = practice.signer.token("account-ana")

    late = [
        await practice.mutate("completeRegistration", ana, about | {"affirmed": AFFIRMED}),
        await practice.mutate("correctPatientEmail", practice.rivera(), about | {"email": "a@example.com"}),
        await practice.mutate(
            "designateCaregiver",
            practice.rivera(),
            about | {"version": certified["version"], "caregiver": LEE, "attestations": NEVER_CONVICTED},
        ),
    ]

    assert [[error["code"] for error in each["userErrors"]] for each in late] == [["WRONG_STATE"]] * 3


async def ends_soon(practice: Practice, certification_id: str) -> None:
    """In 30 days, so that it may be renewed."""
    soon = str(connecticut_date(datetime.now(UTC)) + timedelta(days=30))
    mongo = practice.store.mongo
    await mongo["certifications"].update_one({"_id": certification_id}, {"$set": {"validUntil": soon}})
    await mongo["persons"].update_one(
        {"inForce.certification_id": certification_id}, {"$set": {"inForce.valid_until": soon}}
    )


async def examined_anew(practice: Practice, draft_id: str) -> None:
    version = (await practice.found(draft_id)).version
    await practice.done(
        "recordFindings", certificationId=draft_id, version=version, findings=FINDINGS | CARED_FOR
    )


async def test_a_renewal_takes_over_the_patient_and_supersedes(practice: Practice) -> None:
    certified = await practice.certified(caregiver=LEE, findings=CARED_FOR)
    early = await practice.mutate(
        "renewCertification", practice.rivera(), {"certificationId": certified["id"]}
    )
    assert [error["code"] for error in early["userErrors"]] == ["WRONG_STATE"]
    await ends_soon(practice, certified["id"])

    draft = await practice.done("renewCertification", certificationId=certified["id"])
    assert draft["patient"] == certified["patient"]
    assert draft["caregiver"]["firstName"] == "Lee"
    assert draft["renews"] == certified["id"]
    unsaid = await practice.submit(draft["id"])
    assert "EXAM-1" in {error["message"].partition(":")[0] for error in unsaid["userErrors"]}
    await examined_anew(practice, draft["id"])
    renewed = (await practice.submit(draft["id"]))["certification"]

    assert renewed["status"] == "CERTIFIED"
    assert await state(practice, certified["id"]) == ("SUPERSEDED", "CLOSED")
    superseded = [e for e in await practice.outbox() if e["type"] == "certification.superseded.v1"]
    assert [e["payload"]["supersededBy"] for e in superseded] == [renewed["id"]]
    former, newer = await practice.found(certified["id"]), await practice.found(renewed["id"])
    assert former.person_id == newer.person_id


async def test_a_renewal_under_another_name_supersedes_and_keeps_the_caregiver(practice: Practice) -> None:
    """A person is recognised by name; that this is the same one, the renewal says (decision 0105)."""
    certified = await practice.certified(caregiver=LEE, findings=CARED_FOR)
    await ends_soon(practice, certified["id"])
    draft = await practice.done("renewCertification", certificationId=certified["id"])
    married = await practice.done(
        "updatePatientProfile",
        certificationId=draft["id"],
        version=draft["version"],
        patient={"lastName": "Canary-Married"},
    )
    await examined_anew(practice, married["id"])

    renewed = (await practice.submit(draft["id"]))["certification"]

    assert renewed["status"] == "CERTIFIED"
    assert await state(practice, certified["id"]) == ("SUPERSEDED", "CLOSED")
    people = [person async for person in practice.store.mongo["persons"].find()]
    in_force = [person["inForce"]["certification_id"] for person in people if person["inForce"]]
    cared_for = [each["certification_id"] for person in people for each in person["responsibilities"]]
    assert in_force == cared_for == [renewed["id"]]


async def test_what_is_over_frees_the_person(practice: Practice) -> None:
    former = await practice.certified(lastName="Canary-Free")
    await practice.done("withdrawCertification", certificationId=former["id"], reason=REASON)

    anew = await practice.certified(lastName="Canary-Free")

    assert anew["status"] == "CERTIFIED"


async def test_whom_a_revocation_ended_is_reviewed_for_six_months_whoever_certifies(
    practice: Practice,
) -> None:
    former = await practice.certified(lastName="Canary-Revoked")
    given = {"certificationId": former["id"], "reason": "Fraud"}
    await practice.done("revokeCertification", practice.reviewer(), **given)
    await practice.hear_of("osei")
    osei = practice.practitioner("osei")
    draft = await practice.draft(osei, lastName="Canary-Revoked")

    anew = (await practice.submit(draft["id"], osei))["certification"]

    assert anew["status"] == "IN_REVIEW"
    assert [reason["ruleId"] for reason in anew["reviewReasons"]] == ["CERT-7"]


LEAP, FEBRUARY = date(2028, 2, 29), date(2027, 2, 28)


@pytest.mark.parametrize(
    ("signed", "last"),
    [
        (date(2026, 11, 25), date(2027, 11, 25)),
        (LEAP, date(2029, 2, 28)),
        (FEBRUARY, date(2028, 2, 28)),
        (date(2027, 3, 1), date(2028, 3, 1)),
        (date(2026, 12, 31), date(2027, 12, 31)),
    ],
)
def test_a_year_by_the_calendar(signed: date, last: date) -> None:
    assert one_year_after(signed) == last


@pytest.mark.parametrize(
    ("born", "eighteen"),
    [(date(2010, 2, 28), date(2028, 2, 28)), (date(2008, 2, 29), date(2026, 3, 1))],
)
def test_the_day_of_coming_of_age_is_the_first_of_that_age(born: date, eighteen: date) -> None:
    assert day_of_age(born, 18) == eighteen
    assert [age_on(day, born) for day in (eighteen - timedelta(1), eighteen)] == [17, 18]


def test_days_begin_at_connecticuts_midnight_also_when_clocks_change() -> None:
    ends = [date(2027, 3, 13), date(2027, 3, 14), date(2027, 11, 6), date(2027, 11, 7)]
    for last in ends:
        due = after_certification("c", last - timedelta(365), last)
        (end,) = [each for each in due if each.kind is DueKind.EXPIRES]
        assert end.at.astimezone(CONNECTICUT).replace(tzinfo=None) == datetime.combine(
            last + timedelta(1), datetime.min.time()
        )
        assert connecticut_date(end.at.astimezone(UTC)) == last + timedelta(1)
        assert connecticut_date(end.at.astimezone(UTC) - timedelta(seconds=1)) == last


def test_the_evening_in_connecticut_is_still_that_day() -> None:
    late = datetime(2027, 1, 1, 4, 59, tzinfo=UTC)
    assert connecticut_date(late) == date(2026, 12, 31)


def test_only_reminders_get_stale() -> None:
    at = datetime(2027, 1, 1, tzinfo=UTC)
    late = at + timedelta(days=4)
    assert Due("c", DueKind.EXPIRING, at, 7).stale(late)
    assert not Due("c", DueKind.EXPIRES, at).stale(late)
