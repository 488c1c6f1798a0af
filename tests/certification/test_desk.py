"""The practitioner's desk: finding, re-using, correcting, and what happened to each certification."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chassis.events import event_of, now
from contracts.events.internal import (
    AccountChanged,
    DeliveryAccepted,
    DeliveryFailed,
    EmailAddress,
    Part,
    PersonContact,
    TemporaryEmailIssued,
    TemporaryEmailStatus,
)
from services.certification.domain.registration import STATEMENTS
from tests.certification.conftest import ANA, CARED_FOR, LEE, Practice

LIST = """query($filter: CertificationFilter, $first: Int = 20) { certifications(filter: $filter, first: $first) {
  edges { node { id } } pageInfo { hasNextPage } } }"""


async def listed(practice: Practice, token: str | None = None, **filter: Any) -> set[str]:
    data = await practice.client.data(LIST, token or practice.rivera(), filter=filter)
    return {edge["node"]["id"] for edge in data["certifications"]["edges"]}


SEARCHES: dict[str, dict[str, Any]] = {
    "last name in another case": {"lastName": "canary-marlow"},
    "accents and blanks left out": {"firstName": "zoe", "lastName": "Canary Marlow"},
    "date of birth": {"dateOfBirth": "1979-03-03"},
    "address": {"email": "ZOE@example.com"},
    "phone in another spelling": {"phone": "(203) 555-0199"},
}


@pytest.mark.parametrize("how", SEARCHES)
async def test_a_patient_is_found_by_what_is_known_of_them(practice: Practice, how: str) -> None:
    zoe = {
        "firstName": "Zoë",
        "lastName": "Canary-Marlow",
        "dateOfBirth": "1979-03-03",
        "email": "zoe@example.com",
        "phone": "203-555-0199",
    }
    wanted = (await practice.draft(**zoe))["id"]
    await practice.draft()

    assert await listed(practice, patient=SEARCHES[how]) == {wanted}
    assert await listed(practice, patient=SEARCHES[how] | {"dateOfBirth": "1999-01-01"}) == set()
    await practice.hear_of("osei")
    assert await listed(practice, practice.practitioner("osei"), patient=SEARCHES[how]) == set()


async def test_the_desk_counts_and_the_list_filters_alike(practice: Practice) -> None:
    draft = (await practice.draft())["id"]
    waiting = (await practice.certified())["id"]
    registered = (await practice.certified())["id"]
    await practice.hear_that("account-ana", is_patient_of=registered)
    await practice.done(
        "completeRegistration",
        practice.signer.token("account-ana"),
        certificationId=registered,
        affirmed=[statement.value for statement in STATEMENTS[Part.PATIENT]],
    )
    ending = (await practice.certified())["id"]
    await practice.store.mongo["certifications"].update_one(
        {"_id": ending}, {"$set": {"validUntil": "2026-12-01"}}
    )

    desk = await practice.client.data(
        "{ desk { counts { status count } awaitingPatient awaitingCaregiver expiring } }", practice.rivera()
    )

    counts = {each["status"]: each["count"] for each in desk["desk"]["counts"]}
    assert (counts["DRAFT"], counts["CERTIFIED"], counts["REVOKED"]) == (1, 3, 0)
    assert (desk["desk"]["awaitingPatient"], desk["desk"]["awaitingCaregiver"]) == (2, 0)
    assert desk["desk"]["expiring"] == 1
    assert await listed(practice, status="DRAFT") == {draft}
    assert await listed(practice, registration="AWAITING_PATIENT") == {waiting, ending}
    assert await listed(practice, registration="REGISTERED", status="CERTIFIED") == {registered}
    assert await listed(practice, expiring=True) == {ending}
    assert await listed(practice, expiring=True, status="CERTIFIED") == {ending}
    assert await listed(practice, expiring=True, status="DRAFT") == set()


async def test_a_patient_of_ones_own_is_taken_over_into_a_new_draft(practice: Practice) -> None:
    former = await practice.draft(city="Mystic")
    again = await practice.done(
        "startCertification", patientId=former["patient"]["id"], patient={"phone": "860-555-0144"}
    )

    found = await practice.found(again["id"])
    assert again["patient"]["id"] == former["patient"]["id"]
    assert (found.patient.city, found.patient.phone) == ("Mystic", "860-555-0144")
    assert found.findings.conditions == ()
    await practice.hear_of("osei")
    body = await practice.client.post(
        "mutation($input: StartCertificationInput!) { startCertification(input: $input) { userErrors { code } } }",
        practice.practitioner("osei"),
        input={"patientId": former["patient"]["id"]},
    )
    assert body["errors"][0]["extensions"]["code"] == "NOT_FOUND"


async def test_likely_duplicates_among_ones_own_patients_are_pointed_out(practice: Practice) -> None:
    unlike = {"email": "zoe@example.com", "phone": "203-555-0199"}
    same_name = await practice.draft(firstName="ANA", lastName="Canary-Twin", **unlike)
    same_phone = await practice.draft(email="other@example.com", phone="(860) 555 0177")
    stranger = await practice.draft(**unlike | {"email": "eve@example.com", "phone": "203-555-0111"})
    draft = await practice.draft(lastName="Canary Twin", email="a@example.com", phone="860-555-0177")
    await practice.done("startCertification", patientId=draft["patient"]["id"])

    data = await practice.client.data(
        "query($id: ID!) { certification(id: $id) { likelyDuplicates { id } } }",
        practice.rivera(),
        id=draft["id"],
    )

    found = {each["id"] for each in data["certification"]["likelyDuplicates"]}
    assert found == {same_name["id"], same_phone["id"]}
    assert stranger["id"] not in found


async def test_a_draft_is_discarded_and_nothing_else_is(practice: Practice) -> None:
    draft, certified = await practice.draft(), await practice.certified()
    query = """mutation($input: DiscardCertificationInput!) {
      discardCertification(input: $input) { discardedId userErrors { code } } }"""

    async def discard(of: dict[str, Any], version: int) -> Any:
        given = {"certificationId": of["id"], "version": version}
        return (await practice.client.data(query, practice.rivera(), input=given))["discardCertification"]

    assert (await discard(draft, draft["version"] + 1))["userErrors"] == [{"code": "CONFLICT"}]
    assert (await discard(draft, draft["version"]))["discardedId"] == draft["id"]
    assert (await discard(certified, certified["version"]))["userErrors"] == [{"code": "WRONG_STATE"}]
    assert await listed(practice) == {certified["id"]}


async def correct(practice: Practice, id: str, email: str) -> dict[str, Any]:
    given = {"certificationId": id, "email": email}
    return await practice.mutate("correctPatientEmail", practice.rivera(), given)


async def test_a_wrong_address_is_corrected_until_the_patient_has_an_account(practice: Practice) -> None:
    certified = await practice.certified()

    wrong = await correct(practice, certified["id"], "ana at home")
    done = await correct(practice, certified["id"], " Ana.Right@example.com ")
    before = len(await practice.outbox())
    same = await correct(practice, certified["id"], "Ana.Right@example.com")
    (patient,) = await practice.people_told(certified["id"])
    await practice.hear_that("account-ana", is_patient_of=certified["id"])
    late = await correct(practice, certified["id"], "other@example.com")

    assert [error["path"] for error in wrong["userErrors"]] == [["input", "email"]]
    assert done["certification"]["patient"]["email"] == "Ana.Right@example.com"
    assert same["userErrors"] == []
    assert len(await practice.outbox()) == before
    assert (patient.email, patient.temporary_email) == ("ana.right@example.com", False)
    assert [error["code"] for error in late["userErrors"]] == ["WRONG_STATE"]
    assert await practice.told(certified["id"]) == [
        "certification.certified.v1",
        "application.initiated.v1",
        "application.changed.v1",
    ]


async def hear_of_temporary(
    practice: Practice, email: str, status: TemporaryEmailStatus = TemporaryEmailStatus.ISSUED
) -> None:
    event_id = "event-" + email + status
    sealed = practice.store.transport.seal(
        EmailAddress(email=email).model_dump(mode="json"), (event_id, "sealed")
    )
    issued = TemporaryEmailIssued(practitioner_id="rivera", status=status, sealed=sealed)
    await practice.hear(issued, subject=email, id=event_id)


async def test_a_temporary_address_of_ones_own_will_do_and_the_mailer_is_told(practice: Practice) -> None:
    await hear_of_temporary(practice, "p-abc@patients.registry.example")
    certified = await practice.certified(email="p-abc@patients.registry.example")

    (patient,) = await practice.people_told(certified["id"])
    assert (patient.email, patient.temporary_email) == ("p-abc@patients.registry.example", True)
    await correct(practice, certified["id"], "ana@example.com")
    (patient,) = await practice.people_told(certified["id"])
    assert (patient.email, patient.temporary_email) == ("ana@example.com", False)


async def test_somebody_elses_or_a_void_temporary_address_is_none(practice: Practice) -> None:
    await hear_of_temporary(practice, "p-abc@patients.registry.example")
    await hear_of_temporary(practice, "p-old@patients.registry.example")
    await hear_of_temporary(practice, "p-old@patients.registry.example", TemporaryEmailStatus.VOID)
    await practice.hear_of("osei")
    osei = practice.practitioner("osei")
    others = await practice.draft(osei, email="p-abc@patients.registry.example")
    void = await practice.draft(email="p-old@patients.registry.example", lastName="Void")
    misspelt = await practice.draft(email="P-Abd@patients.registry.example", lastName="Misspelt")

    answers = [
        await practice.submit(others["id"], osei),
        await practice.submit(void["id"]),
        await practice.submit(misspelt["id"]),
    ]

    for answer in answers:
        assert [error["message"].partition(":")[0] for error in answer["userErrors"]] == ["MAIL-1"]


async def test_the_patient_reports_a_change_and_the_practitioner_sees_to_it(practice: Practice) -> None:
    certified = await practice.certified(caregiver=LEE, findings=CARED_FOR)
    await practice.hear_that("account-ana", is_patient_of=certified["id"])
    await practice.hear_that_caregiver("account-lee", is_caregiver_in=certified["id"])
    ana, lee = practice.signer.token("account-ana"), practice.signer.token("account-lee")

    empty = await practice.mutate("reportChange", ana, {"certificationId": certified["id"], "text": " "})
    await practice.done("reportChange", ana, certificationId=certified["id"], text="Moved to 1 Oak Street")
    await practice.done("reportChange", lee, certificationId=certified["id"], text="New phone")
    query = "query($id: ID!) { certification(id: $id) { reportedChanges { id part text handledAt } } }"
    seen = await practice.client.data(query, practice.rivera(), id=certified["id"])
    waiting = await practice.client.data("{ desk { reportedChanges } }", practice.rivera())
    assert (waiting["desk"]["reportedChanges"], await listed(practice, reportedChange=True)) == (
        1,
        {certified["id"]},
    )
    seen_by_lee = await practice.client.data(query, lee, id=certified["id"])
    first, second = seen["certification"]["reportedChanges"]
    await practice.done("handleReportedChange", certificationId=certified["id"], changeId=first["id"])
    assert await listed(practice, reportedChange=True) == {certified["id"]}, "another still waits"
    await practice.done("handleReportedChange", certificationId=certified["id"], changeId=second["id"])
    assert await listed(practice, reportedChange=True) == set()
    handled = await practice.client.data(query, ana, id=certified["id"])

    assert [error["path"] for error in empty["userErrors"]] == [["input", "text"]]
    assert [each["part"] for each in seen["certification"]["reportedChanges"]] == ["PATIENT", "CAREGIVER"]
    assert [each["text"] for each in seen_by_lee["certification"]["reportedChanges"]] == ["New phone"]
    assert handled["certification"]["reportedChanges"][0]["handledAt"] is not None
    assert (await practice.found(certified["id"])).patient.street == ANA["street"]


async def test_the_timeline_tells_what_was_done_and_as_what(practice: Practice) -> None:
    certified = await practice.certified()
    await practice.hear_that("account-ana", is_patient_of=certified["id"])
    await practice.done(
        "completeRegistration",
        practice.signer.token("account-ana"),
        certificationId=certified["id"],
        affirmed=[statement.value for statement in STATEMENTS[Part.PATIENT]],
    )
    await practice.done("withdrawCertification", certificationId=certified["id"], reason="Moved")

    data = await practice.client.data(
        "query($id: ID!) { certification(id: $id) { timeline { deed capacity at } } }",
        practice.rivera(),
        id=certified["id"],
    )

    assert [(each["deed"], each["capacity"]) for each in data["certification"]["timeline"]] == [
        ("STARTED", "PRACTITIONER"),
        ("CERTIFIED", "PRACTITIONER"),
        ("PATIENT_AFFIRMED", "PATIENT"),
        ("WITHDRAWN", "PRACTITIONER"),
    ]


async def test_a_mail_that_failed_shows_on_the_desk_until_the_address_is_corrected(
    practice: Practice,
) -> None:
    certified = await practice.certified()
    failed = DeliveryFailed(
        delivery_id="d", certification_id=certified["id"], person_id=None, reason="550 mailbox unknown"
    )
    await practice.hear(failed, subject="d")
    await practice.hear(failed, subject="d2")

    assert await listed(practice, undelivered=True) == {certified["id"]}
    assert await practice.client.data("{ desk { undelivered } }", practice.rivera()) == {
        "desk": {"undelivered": 1}
    }
    await correct(practice, certified["id"], "right@example.com")
    assert await listed(practice, undelivered=True) == set()


async def test_a_later_mail_to_the_same_person_that_arrives_takes_it_off_the_desk(practice: Practice) -> None:
    certified = await practice.certified(caregiver=LEE, findings=CARED_FOR)
    patient, caregiver = await practice.people_told(certified["id"])
    began = now()

    async def mail_to(person: PersonContact, *, failed: bool, seconds: int) -> None:
        told = {"delivery_id": "d", "certification_id": certified["id"], "person_id": person.person_id}
        data = DeliveryFailed(**told, reason="SMTP 550 at RCPT") if failed else DeliveryAccepted(**told)
        event = event_of(data, subject="d", sequence=1)
        await practice.apply(replace(event, time=began + timedelta(seconds=seconds)))

    await mail_to(patient, failed=True, seconds=0)
    await mail_to(caregiver, failed=True, seconds=0)
    await mail_to(caregiver, failed=False, seconds=1)
    assert await listed(practice, undelivered=True) == {certified["id"]}, "the patient has none yet"

    await mail_to(patient, failed=False, seconds=2)
    await mail_to(patient, failed=True, seconds=1)  # an older one, heard of late
    assert await listed(practice, undelivered=True) == set()

    await mail_to(patient, failed=True, seconds=3)
    assert await listed(practice, undelivered=True) == {certified["id"]}


async def test_a_mail_that_failed_to_a_caregiver_who_is_gone_is_off_the_desk(practice: Practice) -> None:
    certified = await practice.certified(caregiver=LEE, findings=CARED_FOR)
    _, caregiver = await practice.people_told(certified["id"])
    told = {"delivery_id": "d", "certification_id": certified["id"], "person_id": caregiver.person_id}
    await practice.hear(DeliveryFailed(**told, reason="SMTP 550 at RCPT"), subject="d")
    assert await listed(practice, undelivered=True) == {certified["id"]}

    version = (await practice.found(certified["id"])).version
    await practice.done("removeCaregiver", certificationId=certified["id"], version=version)

    assert await listed(practice, undelivered=True) == set()


async def test_a_mail_to_the_practitioner_that_failed_is_no_patients_matter(practice: Practice) -> None:
    certified = await practice.certified()
    failed = DeliveryFailed(
        delivery_id="d", certification_id=certified["id"], person_id="rivera", reason="SMTP 552 at DATA"
    )
    await practice.hear(failed, subject="d")
    assert await listed(practice, undelivered=True) == set()


async def test_when_the_patients_account_changes_its_address_what_follows_goes_there(
    practice: Practice,
) -> None:
    certified = await practice.certified(caregiver=LEE, findings=CARED_FOR)
    await practice.hear_that("account-ana", is_patient_of=certified["id"])

    before, _ = await practice.people_told(certified["id"])
    failed = DeliveryFailed(
        delivery_id="d",
        certification_id=certified["id"],
        person_id=before.person_id,
        reason="SMTP 550 at RCPT",
    )
    await practice.hear(failed, subject="d")

    async def moves(email: str, sequence: int) -> None:
        event_id = f"event-{email}"
        sealed = practice.store.transport.seal({"email": email}, (event_id, "sealed"))
        changed = AccountChanged(account_id="account-ana", sealed=sealed)
        await practice.hear(changed, subject="account-ana", sequence=sequence, id=event_id)

    await moves("new@example.com", 5)
    await moves("late@example.com", 4)
    await moves("new@example.com", 6)

    patient, caregiver = await practice.people_told(certified["id"])
    assert (patient.email, caregiver.email) == ("new@example.com", "lee.canary@example.com")
    assert await listed(practice, undelivered=True) == set()
    assert (await practice.told(certified["id"])).count("application.changed.v1") == 1
