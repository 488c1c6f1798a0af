"""What is decided after the signature: caregivers and addresses in force, and reviews that took their time."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chassis.tokens import Session
from chassis.user_errors import Refused
from contracts.events.internal import Part, Standing
from services.certification.domain.decision import Decision
from services.certification.domain.life import starting
from services.certification.rules.law import Switches
from services.certification.rules.rulebook import Rulebooks
from services.certification.rules_cli import _words
from services.certification.usecases import decide
from services.certification.usecases.correct_patient_email import correct_patient_email
from services.certification.usecases.decide import facts_from
from services.certification.usecases.replay import replay
from services.certification.usecases.review_certification import review_certification
from tests.certification.cases import TODAY
from tests.certification.conftest import ANA, CARED_FOR, LEE, NEVER_CONVICTED, Practice
from tests.certification.test_desk import correct, hear_of_temporary
from tests.certification.test_minors import cosign, waiting
from tests.certification.test_rules_decisions import in_review

TEMPORARY = "p-abc@patients.registry.example"


async def designated(practice: Practice) -> tuple[str, Decision]:
    certified = await practice.certified(findings=CARED_FOR)
    given = {"certificationId": certified["id"], "version": certified["version"], "caregiver": LEE}
    await practice.done("designateCaregiver", **given, attestations=NEVER_CONVICTED)
    (decision,) = (await practice.found(certified["id"])).decided_later
    return certified["id"], decision


async def test_a_caregiver_designated_in_force_leaves_a_decision_with_its_facts_and_outcomes(
    practice: Practice,
) -> None:
    id_, decision = await designated(practice)

    certification = await practice.found(id_)
    facts = facts_from(decision)
    assert facts.caregiver is not None
    assert facts.caregiver.first_name == "Lee"
    assert {outcome["rule"].partition("-")[0] for outcome in decision.outcomes} == {
        "CARE",
        "WHO",
        "PROF",
        "PRAC",
    }
    assert certification.decision is not None
    assert facts_from(certification.decision).caregiver is None
    assert "A change of it, as to CARE, WHO, PROF, PRAC:" in _words(certification, decision, "")
    stored = str(await practice.store.mongo["certifications"].find_one({"_id": id_}))
    assert "CARE-7" not in stored


async def test_it_is_replayed_as_to_what_it_was_about(practice: Practice) -> None:
    await designated(practice)

    async def replayed(switches: Switches) -> list[tuple[bool, bool]]:
        book = Rulebooks(switches).in_force_on(TODAY)
        return [(each.beside, each.changed) async for each in replay(practice.store, book)]

    assert await replayed(Switches()) == [(False, False), (True, False)]
    await hear_of_temporary(practice, TEMPORARY)
    await correct(practice, (await practice.certified())["id"], TEMPORARY)
    strict = await replayed(Switches(allow_temporary_email=False))
    assert sorted(strict) == [(False, False), (False, False), (True, False), (True, True)]


async def test_what_is_in_force_takes_so_many_changes(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decide, "MAX_DECIDED_LATER", 1)
    certified = await practice.certified()

    first = await correct(practice, certified["id"], "one@example.com")
    second = await correct(practice, certified["id"], "two@example.com")

    assert first["userErrors"] == []
    assert [error["code"] for error in second["userErrors"]] == ["WRONG_STATE"]


async def test_a_minors_address_is_corrected_for_the_guardian_who_acts_for_both(practice: Practice) -> None:
    minor = await waiting(practice)
    await cosign(practice, minor["cosignature"]["reference"])

    done = await correct(practice, minor["id"], "eva.right@example.com")
    told = await practice.people_told(minor["id"])
    await practice.hear_that_caregiver("account-eva", is_caregiver_in=minor["id"])
    late = await correct(practice, minor["id"], "eva.other@example.com")

    assert done["userErrors"] == []
    assert [(person.part, person.email) for person in told] == [
        (Part.PATIENT, "eva.right@example.com"),
        (Part.CAREGIVER, "eva.right@example.com"),
    ]
    assert [error["code"] for error in late["userErrors"]] == ["WRONG_STATE"]


async def test_no_address_of_who_signs_slips_in(practice: Practice) -> None:
    """Whoever reads it would open the patient's account, or the guardian's (decision 0081)."""
    adult = await practice.certified()
    minor = await waiting(practice)
    await cosign(practice, minor["cosignature"]["reference"])

    refused = [
        await correct(practice, adult["id"], "rivera@clinic.example"),
        await correct(practice, minor["id"], "Rivera@clinic.example"),
        await correct(practice, minor["id"], "osei@clinic.example"),
    ]

    told = [[error["message"].partition(":")[0] for error in each["userErrors"]] for each in refused]
    assert told == [["WHO-4B"], ["CARE-3"], ["CARE-3"]]
    assert (await practice.found(adult["id"])).patient.email == ANA["email"]


async def test_a_guardians_address_that_another_caregiver_has_is_not_taken(practice: Practice) -> None:
    await practice.certified(caregiver=LEE, findings=CARED_FOR)
    minor = await waiting(practice)
    await cosign(practice, minor["cosignature"]["reference"])

    refused = await correct(practice, minor["id"], LEE["email"])

    assert [error["message"].partition(":")[0] for error in refused["userErrors"]] == ["CARE-14"]


async def test_an_adults_caregiver_keeps_their_address(practice: Practice) -> None:
    certified = await practice.certified(caregiver=LEE, findings=CARED_FOR)

    await correct(practice, certified["id"], "ana.right@example.com")

    _, caregiver = await practice.people_told(certified["id"])
    assert caregiver.email == LEE["email"]


async def test_no_temporary_address_slips_in_where_they_are_switched_off(practice: Practice) -> None:
    certified = await practice.certified()
    await hear_of_temporary(practice, TEMPORARY)
    rivera = Session("account-rivera", "s", frozenset({"PRACTITIONER"}), "rivera", 0)

    with pytest.raises(Refused) as refused:
        await correct_patient_email(
            certified["id"],
            TEMPORARY,
            session=rivera,
            now=datetime.now(UTC),
            request=None,
            store=practice.store,
            books=Rulebooks(Switches(allow_temporary_email=False)),
        )

    (error,) = refused.value.errors
    assert (error.message.partition(":")[0], error.path) == ("MAIL-2", ("email",))


async def approved(practice: Practice, id: str, *, at: datetime | None = None) -> Any:
    reviewer = Session("account-reviewer", "s", frozenset({"REVIEWER"}), None, 0)
    return await review_certification(
        id,
        approve=True,
        reason="Seen by video in a storm",
        session=reviewer,
        now=at or datetime.now(UTC),
        request=None,
        store=practice.store,
        books=Rulebooks(),
    )


async def test_a_review_decides_anew_as_of_the_signature(practice: Practice) -> None:
    case_id = await in_review(practice)
    submitted = (await practice.found(case_id)).decision

    assert submitted is not None
    signed_on = facts_from(submitted).signed_on

    certified = await approved(practice, case_id, at=starting(signed_on + timedelta(10)))

    assert certified.decision is not None
    assert certified.decision.review is not None
    facts = facts_from(certified.decision)
    assert facts.signed_on == certified.signed_on == signed_on
    assert facts.decided_on == signed_on + timedelta(10)


async def test_what_blocks_on_the_day_of_the_review_blocks(practice: Practice) -> None:
    case_id = await in_review(practice)
    await practice.hear_of("rivera", license=Standing.SUSPENDED)

    with pytest.raises(Refused) as refused:
        await approved(practice, case_id)

    assert [error.message.partition(":")[0] for error in refused.value.errors] == ["PRAC-1"]


@pytest.mark.parametrize("part", Part)
async def test_a_reviewer_known_from_another_certification_decides_nothing_of_their_own(
    practice: Practice, part: Part
) -> None:
    """Of what was only submitted nobody has an account yet."""
    people: dict[str, Any] = {"lastName": "Canary-Twice", "caregiver": LEE | {"relationship": "SIBLING"}}
    former = await practice.certified(**people, findings=CARED_FOR)
    await practice.hear_link("account-reviewer", former["id"], part)
    await practice.done("withdrawCertification", certificationId=former["id"], reason="Moved")
    draft = await practice.draft(**people, findings=CARED_FOR | {"modality": "TELEHEALTH"})
    await practice.submit(draft["id"])

    given = {"certificationId": draft["id"], "approve": True, "reason": "Seen"}
    refused = await practice.mutate("reviewCertification", practice.reviewer(), given)

    assert [error["code"] for error in refused["userErrors"]] == ["WRONG_STATE"]
    assert (await practice.found(draft["id"])).status == "IN_REVIEW"
