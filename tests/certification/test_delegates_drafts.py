"""What delegates do: draft, edit and check for one practitioner or several, and sign nothing."""

from typing import Any

import pytest

from chassis.events import now
from services.certification.usecases.read_audit import broken_links
from tests.certification.conftest import (
    ANA,
    CARED_FOR,
    FINDINGS,
    LEE,
    Practice,
)

LIST = """query($of: ID, $filter: CertificationFilter) { certifications(practitionerId: $of, filter: $filter) {
  edges { node { id status } } } }"""
READ = (
    "query($id: ID!) { certification(id: $id) { status patient { firstName } timeline { deed capacity } } }"
)
CHECK = "query($id: ID!) { checkCertification(id: $id) { blocked outcomes { rule { id } result } } }"
TRAIL = "query($id: ID!) { auditTrail(id: $id) { deed capacity accountId } }"
DELEGATES = (
    "{ delegates { id name email status accountId acceptedAt endedAt expiresAt practitioner { id } } }"
)
MINE = "{ myDelegations { id status practitioner { id } } }"


def sam(practice: Practice) -> str:
    return practice.signer.token("account-sam")


def refusals(payload: dict[str, Any]) -> list[tuple[str, list[str]]]:
    return [(error["code"], error["path"]) for error in payload["userErrors"]]


def code(answer: dict[str, Any]) -> str:
    return str(answer["errors"][0]["extensions"]["code"])


class TestDrafting:
    async def test_a_delegate_drafts_edits_and_checks_and_the_practitioner_signs(
        self, practice: Practice
    ) -> None:
        await practice.appoint("account-sam")

        draft = await practice.done("startCertification", sam(practice), patient=ANA | {"phone": None})
        edited = await practice.done(
            "updatePatientProfile",
            sam(practice),
            certificationId=draft["id"],
            version=draft["version"],
            patient={"phone": "860-555-0123"},
        )
        ready = await practice.done(
            "recordFindings",
            sam(practice),
            certificationId=draft["id"],
            version=edited["version"],
            findings=FINDINGS,
        )
        checked = await practice.client.data(CHECK, sam(practice), id=draft["id"])
        certified = await practice.done(
            "submitCertification", certificationId=draft["id"], version=ready["version"]
        )

        assert draft["practitioner"] == {"id": "rivera"}
        assert not checked["checkCertification"]["blocked"]
        assert certified["status"] == "CERTIFIED"

    async def test_the_audit_names_who_did_what(self, practice: Practice) -> None:
        delegate_id = await practice.appoint("account-sam")
        draft = await practice.done("startCertification", sam(practice), patient=ANA, findings=FINDINGS)
        await practice.client.data(READ, sam(practice), id=draft["id"])
        await practice.submit(draft["id"])

        trail = (await practice.client.data(TRAIL, practice.rivera(), id=draft["id"]))["auditTrail"]
        (delegate,) = (await practice.client.data(DELEGATES, practice.rivera()))["delegates"]

        assert [(each["deed"], each["capacity"], each["accountId"]) for each in reversed(trail)] == [
            ("STARTED", "DELEGATE", "account-sam"),
            (None, "DELEGATE", "account-sam"),
            ("CERTIFIED", "PRACTITIONER", "account-rivera"),
        ]
        assert (delegate["id"], delegate["accountId"]) == (delegate_id, "account-sam")

    async def test_what_was_submitted_is_out_of_a_delegates_sight(self, practice: Practice) -> None:
        await practice.appoint("account-sam")
        certified = await practice.certified()
        draft = await practice.draft()

        listed = await practice.client.data(LIST, sam(practice))
        of_certified = await practice.client.data(LIST, sam(practice), filter={"status": "CERTIFIED"})

        assert [edge["node"]["id"] for edge in listed["certifications"]["edges"]] == [draft["id"]]
        assert of_certified["certifications"]["edges"] == []
        assert code(await practice.client.post(READ, sam(practice), id=certified["id"])) == "NOT_FOUND"

    async def test_a_patient_of_a_draft_can_be_taken_again_and_a_certified_one_cannot(
        self, practice: Practice
    ) -> None:
        await practice.appoint("account-sam")
        certified, draft = await practice.certified(), await practice.draft()

        taken = await practice.done("startCertification", sam(practice), patientId=draft["patient"]["id"])
        foreign = await practice.refused(
            "startCertification", sam(practice), patientId=certified["patient"]["id"]
        )

        assert taken["patient"]["id"] == draft["patient"]["id"]
        assert foreign == "NOT_FOUND"

    async def test_only_the_practitioner_designates_a_caregiver_also_in_a_new_draft(
        self, practice: Practice
    ) -> None:
        await practice.appoint("account-sam")

        refused = await practice.refused(
            "startCertification", sam(practice), patient=ANA, findings=CARED_FOR, caregiver=LEE
        )

        assert refused == "FORBIDDEN"
        assert await practice.store.mongo["certifications"].count_documents({}) == 0

    async def test_a_discarded_draft_leaves_who_discarded_it(self, practice: Practice) -> None:
        await practice.appoint("account-sam")
        draft = await practice.draft()
        discard = (
            "mutation($i: DiscardCertificationInput!) { discardCertification(input: $i) { discardedId } }"
        )

        await practice.client.data(
            discard, sam(practice), i={"certificationId": draft["id"], "version": draft["version"]}
        )

        last = (await practice.store.audit.of([draft["id"]]))[draft["id"]][-1]
        assert (last.act.deed, last.act.capacity, last.act.account_id) == (
            "DISCARDED",
            "DELEGATE",
            "account-sam",
        )
        assert [told async for told in broken_links(practice.store, now=now())] == []

    async def test_likely_duplicates_are_pointed_out_to_a_delegate_among_drafts(
        self, practice: Practice
    ) -> None:
        await practice.appoint("account-sam")
        await practice.certified()
        other, mine = await practice.draft(), await practice.draft()
        query = "query($id: ID!) { certification(id: $id) { likelyDuplicates { id } } }"

        to_sam = await practice.client.data(query, sam(practice), id=mine["id"])
        to_rivera = await practice.client.data(query, practice.rivera(), id=mine["id"])

        assert to_sam["certification"]["likelyDuplicates"] == [{"id": other["id"]}]
        assert len(to_rivera["certification"]["likelyDuplicates"]) == 2

    async def test_a_practitioner_signs_only_the_version_that_was_read(self, practice: Practice) -> None:
        await practice.appoint("account-sam")
        draft = await practice.draft()
        await practice.done(
            "updatePatientProfile",
            sam(practice),
            certificationId=draft["id"],
            version=draft["version"],
            patient={"city": "Milford"},
        )

        stale = await practice.mutate(
            "submitCertification",
            practice.rivera(),
            {"certificationId": draft["id"], "version": draft["version"]},
        )

        assert refusals(stale) == [("CONFLICT", ["input", "version"])]
        assert stale["certification"]["status"] == "DRAFT"
        assert stale["certification"]["version"] == draft["version"] + 1


class TestSeveralPractitioners:
    @pytest.fixture(autouse=True)
    async def two(self, practice: Practice) -> None:
        await practice.hear_of("osei")
        await practice.appoint("account-sam")
        await practice.appoint("account-sam", by="osei")

    async def test_a_delegate_of_two_says_for_whom(self, practice: Practice) -> None:
        unsaid = await practice.mutate("startCertification", sam(practice), {"patient": ANA})
        for_osei = await practice.done(
            "startCertification", sam(practice), patient=ANA, practitionerId="osei"
        )
        list_unsaid = await practice.client.post(LIST, sam(practice))
        of_osei = await practice.client.data(LIST, sam(practice), of="osei")
        of_rivera = await practice.client.data(LIST, sam(practice), of="rivera")

        assert refusals(unsaid) == [("REQUIRED", ["input", "practitionerId"])]
        assert for_osei["practitioner"] == {"id": "osei"}
        assert code(list_unsaid) == "BAD_USER_INPUT"
        assert [edge["node"]["id"] for edge in of_osei["certifications"]["edges"]] == [for_osei["id"]]
        assert of_rivera["certifications"]["edges"] == []

    async def test_they_know_whose_they_are(self, practice: Practice) -> None:
        mine = (await practice.client.data(MINE, sam(practice)))["myDelegations"]

        assert {(each["status"], each["practitioner"]["id"]) for each in mine} == {
            ("ACTIVE", "rivera"),
            ("ACTIVE", "osei"),
        }

    @pytest.mark.parametrize("whose", ["kim", "absent"])
    async def test_nobody_drafts_for_somebody_who_did_not_appoint_them(
        self, practice: Practice, whose: str
    ) -> None:
        await practice.hear_of("kim")

        for token in (sam(practice), practice.rivera()):
            assert await practice.refused("startCertification", token, practitionerId=whose) == "NOT_FOUND"
            assert code(await practice.client.post(LIST, token, of=whose)) == "NOT_FOUND"

    async def test_a_practitioner_may_be_anothers_delegate(self, practice: Practice) -> None:
        osei = practice.practitioner("osei")
        await practice.appoint("account-osei", token=osei)

        own = await practice.done("startCertification", osei, patient=ANA)
        for_rivera = await practice.done("startCertification", osei, patient=ANA, practitionerId="rivera")

        assert own["practitioner"] == {"id": "osei"}
        assert for_rivera["practitioner"] == {"id": "rivera"}
        refused = await practice.refused(
            "submitCertification", osei, certificationId=for_rivera["id"], version=1
        )
        assert refused == "NOT_FOUND"


async def test_a_reviewer_does_not_decide_for_whom_they_draft(practice: Practice) -> None:
    certified = await practice.certified()
    _ = await practice.appoint("account-reviewer")

    refused = await practice.mutate(
        "revokeCertification", practice.reviewer(), {"certificationId": certified["id"], "reason": "Fraud"}
    )

    assert refusals(refused) == [("WRONG_STATE", ["input", "certificationId"])]
