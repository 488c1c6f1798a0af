"""What the rules learn from elsewhere: the registry, accounts, other certifications, the day of the decision."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chassis.events import now
from chassis.tokens import Session
from chassis.user_errors import Refused
from contracts.events.internal import Credential, Standing
from services.certification.domain.calendar import connecticut_date
from services.certification.domain.certification import Certification
from services.certification.domain.people import OF_COSIGNER, PhysicianRole
from services.certification.rules.rulebook import Assessment, Rulebooks
from services.certification.usecases.assess import check_certification
from services.certification.usecases.cosign_certification import cosign_certification
from services.certification.usecases.decide import Blocked
from services.certification.usecases.review_certification import review_certification
from services.certification.usecases.submit_certification import submit_certification
from tests.certification.conftest import CARED_FOR, LEE, MIA, Practice

REVIEWER = Session("account-reviewer", "s", frozenset({"REVIEWER"}), None, 0)
LAPSED_YESTERDAY = Credential(standing=Standing.ACTIVE, expires_on=connecticut_date(now()) - timedelta(1))


def session(practitioner: str) -> Session:
    return Session(f"account-{practitioner}", "s", frozenset({"PRACTITIONER"}), practitioner, 0)


async def blocked_by(practice: Practice, id: str) -> list[str]:
    payload = await practice.submit(id)
    return [error["message"].partition(":")[0] for error in payload["userErrors"]]


async def checked(practice: Practice, id: str) -> Assessment:
    return await check_certification(
        id, session=session("rivera"), now=now(), store=practice.store, books=Rulebooks()
    )


@pytest.mark.parametrize(
    ("announced", "rule"),
    [
        ({"dea": Credential(standing=Standing.SUSPENDED)}, "PRAC-3"),
        ({"dea": Credential(standing=Standing.LAPSED)}, "PRAC-3"),
        ({"dea": LAPSED_YESTERDAY}, "PRAC-3"),
        ({"dea_state": "NY"}, "PRAC-3C"),
        ({"controlled_substance": Credential(standing=Standing.REVOKED)}, "PRAC-2"),
    ],
)
async def test_what_the_registry_announces_of_a_registration_stops_certification(
    practice: Practice, announced: dict[str, Any], rule: str
) -> None:
    draft = await practice.draft()
    await practice.hear_of("rivera", dea_state="CT", practice_state="CT")
    assert not (await checked(practice, draft["id"])).blocking

    await practice.hear_of("rivera", **announced)

    assert await blocked_by(practice, draft["id"]) == [rule]


async def test_ones_own_certification_in_force_does_not_stand_in_its_own_way(practice: Practice) -> None:
    certified = await practice.certified(lastName="Canary-Once")
    another = await practice.draft(lastName="Canary-Once")

    own = await checked(practice, certified["id"])

    assert [finding.rule.id for finding in own.open] == []
    assert await blocked_by(practice, another["id"]) == ["CERT-6"]


async def test_who_signs_is_told_from_patient_and_caregiver_by_address_and_name(practice: Practice) -> None:
    as_patient = await practice.draft(email="RIVERA@clinic.example")
    as_caregiver = await practice.draft(
        findings=CARED_FOR, caregiver=LEE | {"email": "rivera@clinic.example"}
    )
    called_alike = await practice.draft(firstName="Dr.", lastName="Rivera")

    assert await blocked_by(practice, as_patient["id"]) == ["WHO-4B"]
    assert await blocked_by(practice, as_caregiver["id"]) == ["CARE-3"]
    in_review = (await practice.submit(called_alike["id"]))["certification"]
    assert [reason["ruleId"] for reason in in_review["reviewReasons"]] == ["NAME-2"]


async def test_who_signs_is_told_from_patient_and_caregiver_by_their_accounts(practice: Practice) -> None:
    """A practitioner who proved to be a patient of a colleague, or a caregiver there, under another address."""
    await practice.hear_of("osei")
    theirs: dict[str, Any] = {"lastName": "Canary-Self", "findings": CARED_FOR, "caregiver": LEE}
    by_osei = await practice.draft(practice.practitioner("osei"), **theirs)
    certified = (await practice.submit(by_osei["id"], practice.practitioner("osei")))["certification"]
    await practice.hear_that("account-rivera", is_patient_of=certified["id"])
    as_patient = await practice.draft(lastName="Canary-Self")

    assert "WHO-4B" in await blocked_by(practice, as_patient["id"])

    await practice.hear_that_caregiver("account-rivera", is_caregiver_in=certified["id"])
    as_caregiver = await practice.draft(findings=CARED_FOR, caregiver=LEE)
    assert "CARE-3" in await blocked_by(practice, as_caregiver["id"])


async def test_conditions_are_kept_by_their_codes_however_they_are_typed(practice: Practice) -> None:
    typed = ["Crohn’s disease", "  post traumatic STRESS disorder", "PTSD", "hiv"]
    draft = await practice.draft(findings={"conditions": typed})

    kept = (await practice.found(draft["id"])).findings.conditions

    assert kept == ("CROHNS_DISEASE", "POST_TRAUMATIC_STRESS_DISORDER", "HIV_AIDS")


async def test_a_review_does_not_certify_what_is_over(practice: Practice) -> None:
    draft = await practice.draft(findings={"modality": "TELEHEALTH"})
    signed = datetime(2026, 1, 5, 15, tzinfo=UTC)
    asked: dict[str, Any] = {"store": practice.store, "books": Rulebooks()}
    version = draft["version"]
    given = {"examinedOn": "2026-01-04", "prescriptionsReviewedOn": "2026-01-04"}
    await practice.done("recordFindings", certificationId=draft["id"], version=version, findings=given)
    await submit_certification(
        draft["id"], version=version + 1, session=session("rivera"), now=signed, **asked
    )

    async def approve(at: datetime) -> Certification:
        return await review_certification(
            draft["id"], approve=True, reason="Seen", session=REVIEWER, now=at, request=None, **asked
        )

    with pytest.raises(Refused) as refused:
        await approve(datetime(2027, 1, 6, 15, tzinfo=UTC))
    assert [each.message.partition(":")[0] for each in refused.value.errors] == ["CERT-2"]
    certified = await approve(datetime(2027, 1, 5, 15, tzinfo=UTC))
    assert str(certified.valid_until) == "2027-01-05"


async def test_a_minor_who_comes_of_age_between_the_signatures_is_not_certified_as_one(
    practice: Practice,
) -> None:
    """Refused, it is the first physician's draft again, to be certified as an adult's."""
    await practice.hear_of("rivera", board_certifications=("Neurology",))
    await practice.hear_of("osei")
    eve = datetime(2026, 11, 24, 15, tzinfo=UTC)
    found = MIA["findings"] | {"examinedOn": "2026-11-20", "prescriptionsReviewedOn": "2026-11-20"}
    draft = await practice.draft(**MIA | {"dateOfBirth": "2008-11-25", "findings": found})
    asked: dict[str, Any] = {"store": practice.store, "books": Rulebooks()}
    waiting, _ = await submit_certification(
        draft["id"], version=draft["version"], session=session("rivera"), now=eve, **asked
    )
    assert waiting.cosignature is not None

    async def cosign(at: datetime) -> tuple[Certification, Assessment | None]:
        assert waiting.cosignature is not None
        reference = waiting.cosignature.reference
        return await cosign_certification(
            reference, PhysicianRole.PRIMARY_CARE, OF_COSIGNER, session=session("osei"), now=at, **asked
        )

    with pytest.raises(Blocked) as blocked:
        await cosign(eve + timedelta(1))
    assert "AGE-2" in [finding.rule.id for finding in blocked.value.assessment.blocking]
    certified, _ = await cosign(eve + timedelta(hours=8))
    assert certified.of_minor
