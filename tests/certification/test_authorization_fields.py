"""Who sees which field of a certification: every field of the schema has a row, and the build fails without it."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from graphql import GraphQLField, GraphQLObjectType, get_named_type

from contracts.events.internal import Part
from services.certification.domain.registration import STATEMENTS
from services.certification.schema import schema
from tests.certification.conftest import ANA, CARED_FOR, FINDINGS, LEE, MIA, SIGNS, Practice
from tests.certification.test_rules_decisions import in_review, review

OWNER, PATIENT, CAREGIVER, REVIEWER = "the practitioner", "the patient", "the caregiver", "a reviewer"
DELEGATE = "the practitioner's delegate"
EVERYBODY = frozenset({OWNER, PATIENT, CAREGIVER, REVIEWER})
NOT_CAREGIVER = EVERYBODY - {CAREGIVER}
# Who sees what its practitioner sees. Others see it blank: null, empty, or none of what is in it.
ROWS: dict[str, frozenset[str]] = {
    **dict.fromkeys(
        (
            "id",
            "version",
            "status",
            "practitioner",
            "caregiver",
            "endedOn",
            "renews",
            "supersededBy",
            "signedOn",
            "validUntil",
            "expiring",
            "registration",
            "createdAt",
            "updatedAt",
            "timeline",
            "patient.id",
            "patient.firstName",
            "patient.lastName",
            "patient.language",
        ),
        EVERYBODY,
    ),
    **dict.fromkeys(
        (
            "conditions",
            "findings",
            "rulebookVersion",
            "reviewReasons",
            "endedBecause",
            "needEndedBecause",
            "cosignature",
            "printed",
        ),
        NOT_CAREGIVER,
    ),
    **dict.fromkeys(
        (
            "patient.dateOfBirth",
            "patient.street",
            "patient.city",
            "patient.state",
            "patient.zip",
            "patient.email",
            "patient.phone",
            "patient.lacksLegalCapacity",
            "patient.emancipated",
            "patient.confined",
        ),
        NOT_CAREGIVER,
    ),
    "reportedChanges": frozenset({OWNER, PATIENT, REVIEWER}),  # the patient's, in this case
    **dict.fromkeys(("returnedBecause", "proposedCaregiver"), frozenset({OWNER, REVIEWER})),
    "likelyDuplicates": frozenset({OWNER}),
}
# Of an ordinary certification there is nothing to be seen of these, and of its cosignature one field is special.
NEVER_FILLED = {
    "proposedCaregiver",
    "needEndedBecause",
    "returnedBecause",
    "renews",
    "supersededBy",
    "reviewReasons",
    "cosignature",
    "patient.emancipated",
}


def _fields(type_: str) -> dict[str, GraphQLField]:
    found = schema._schema.get_type(type_)
    assert isinstance(found, GraphQLObjectType)
    return dict(found.fields)


def _paths() -> list[str]:
    own = [name for name in _fields("Certification") if name != "patient"]
    return [*own, *(f"patient.{name}" for name in _fields("Patient"))]


def _selection(type_: str, *, depth: int = 3) -> str:
    """Everything of a type, as deep as it goes, without a certification's own certifications."""
    parts = []
    for name, own in _fields(type_).items():
        named = get_named_type(own.type)
        if not isinstance(named, GraphQLObjectType):
            parts.append(name)
        elif named.name == "Certification":
            parts.append(f"{name} {{ id }}")
        elif depth:
            parts.append(f"{name} {_selection(named.name, depth=depth - 1)}")
    return "{ " + " ".join(parts) + " }"


def _of(certification: dict[str, Any], path: str) -> Any:
    first, _, second = path.partition(".")
    return certification[first][second] if second else certification[first]


def _blank(value: Any) -> bool:
    if isinstance(value, dict):
        return all(map(_blank, value.values()))
    return value in (None, [], False)


async def seen(practice: Practice, token: str, id: str) -> dict[str, Any]:
    query = f"query($id: ID!) {{ certification(id: $id) {_selection('Certification')} }}"
    return _timeless((await practice.client.data(query, token, id=id))["certification"])


def _timeless(certification: dict[str, Any]) -> dict[str, Any]:
    """A sheet tells the second in which it was made."""
    return certification | {"printed": certification["printed"] and "a sheet"}


@pytest.fixture
async def ended(practice: Practice) -> dict[str, dict[str, Any]]:
    """What everybody sees of a certification with a caregiver, a report, a twin, and an end."""
    certified = await practice.certified(caregiver=LEE, findings=CARED_FOR)
    await practice.draft()  # of the same address
    await practice.hear_that("account-ana", is_patient_of=certified["id"])
    await practice.hear_that_caregiver("account-lee", is_caregiver_in=certified["id"])
    tokens = {
        OWNER: practice.rivera(),
        PATIENT: practice.signer.token("account-ana"),
        CAREGIVER: practice.signer.token("account-lee"),
        REVIEWER: practice.reviewer(),
    }
    about = {"certificationId": certified["id"]}
    await practice.done("reportChange", tokens[PATIENT], **about, text="Moved")
    await practice.done("withdrawCertification", **about, reason="Tumour of the left lung")
    return {who: await seen(practice, token, certified["id"]) for who, token in tokens.items()}


def test_every_field_has_a_row() -> None:
    assert set(_paths()) == set(ROWS)


@pytest.mark.parametrize("who", sorted(EVERYBODY))
async def test_everybody_sees_what_the_table_says_and_the_rest_is_blank(
    ended: dict[str, dict[str, Any]], who: str
) -> None:
    for path, sees in ROWS.items():
        owners, theirs = _of(ended[OWNER], path), _of(ended[who], path)
        assert path in NEVER_FILLED or owners is False or not _blank(owners), path
        if who in sees:
            assert theirs == owners, path
        else:
            assert _blank(theirs), path


async def test_a_delegate_sees_of_a_draft_what_the_practitioner_sees(practice: Practice) -> None:
    await practice.appoint("account-sam")
    draft = await practice.draft(caregiver=LEE, findings=CARED_FOR)

    by_owner = await seen(practice, practice.rivera(), draft["id"])

    assert await seen(practice, practice.signer.token("account-sam"), draft["id"]) == by_owner


async def test_a_delegate_is_not_told_why_a_draft_went_to_a_reviewer(practice: Practice) -> None:
    """CERT-7 and CARE-14 ask for one because of what others certified."""
    await practice.appoint("account-sam")
    case_id = await in_review(practice)
    await review(practice, case_id, approve=False)

    by_owner = await seen(practice, practice.rivera(), case_id)
    by_delegate = await seen(practice, practice.signer.token("account-sam"), case_id)

    assert [reason["ruleId"] for reason in by_owner["reviewReasons"]] == ["EXAM-2"]
    assert by_delegate == by_owner | {"reviewReasons": []}


async def test_a_patient_is_not_told_what_was_said_of_the_caregiver(practice: Practice) -> None:
    """CARE-14 tells that somebody at the address cares for another patient."""
    await practice.certified(caregiver=LEE, findings=CARED_FOR)
    remote, leo = CARED_FOR | {"modality": "TELEHEALTH"}, LEE | {"firstName": "Leo"}
    case_id = (await practice.draft(caregiver=leo, findings=remote))["id"]
    await practice.submit(case_id)
    await review(practice, case_id, approve=True)
    await practice.hear_that("account-ana", is_patient_of=case_id)

    by_owner = await seen(practice, practice.rivera(), case_id)
    by_patient = await seen(practice, practice.signer.token("account-ana"), case_id)

    assert {reason["ruleId"] for reason in by_owner["reviewReasons"]} == {"CARE-14", "EXAM-2"}
    assert [reason["ruleId"] for reason in by_patient["reviewReasons"]] == ["EXAM-2"]


async def test_the_reference_of_a_minors_certification_is_its_practitioners_to_pass_on(
    practice: Practice,
) -> None:
    draft = await practice.draft(**MIA)
    await practice.submit(draft["id"])

    by_owner = await seen(practice, practice.rivera(), draft["id"])
    by_reviewer = await seen(practice, practice.reviewer(), draft["id"])

    assert by_owner["cosignature"]["reference"]
    assert by_reviewer["cosignature"]["reference"] is None


def _answering_a_certification() -> set[str]:
    """The mutations whose payload has one."""
    payloads = {name: get_named_type(own.type) for name, own in _fields("Mutation").items()}
    return {
        name
        for name, payload in payloads.items()
        if isinstance(payload, GraphQLObjectType) and "certification" in payload.fields
    }


@dataclass
class Player:
    """Sends mutations, and finds in each answer what its caller is shown by a query, field by field."""

    practice: Practice
    played: set[str] = field(default_factory=set)

    async def plays(self, name: str, token: str, **input: Any) -> dict[str, Any]:
        kind = name[0].upper() + name[1:] + "Input"
        document = f"""mutation($input: {kind}!) {{ {name}(input: $input) {{
          certification {_selection("Certification")} userErrors {{ message }} }} }}"""
        payload = (await self.practice.client.data(document, token, input=input))[name]
        assert payload["userErrors"] == [], (name, payload["userErrors"])
        certification: dict[str, Any] = payload["certification"]
        assert _timeless(certification) == await seen(self.practice, token, certification["id"]), name
        self.played.add(name)
        return certification


async def play(practice: Practice) -> Player:
    """Every mutation that answers a certification, by whom it is for."""
    player = Player(practice)
    plays = player.plays
    await practice.appoint("account-sam")
    await practice.hear_of("rivera", board_certifications=("Neurology",))
    await practice.hear_of("osei")
    rivera, osei = practice.rivera(), practice.practitioner("osei")
    sam, reviewer = practice.signer.token("account-sam"), practice.reviewer()
    ana, lee = practice.signer.token("account-ana"), practice.signer.token("account-lee")

    given = {"patient": ANA, "findings": FINDINGS | CARED_FOR | {"modality": "TELEHEALTH"}}
    draft = await plays("startCertification", sam, **given)
    about = {"certificationId": draft["id"]}
    draft = await plays(
        "updatePatientProfile", sam, **about, version=draft["version"], patient={"city": "Mystic"}
    )
    draft = await plays("recordFindings", sam, **about, version=draft["version"], findings={"painMonths": 7})
    draft = await plays("designateCaregiver", rivera, **about, version=draft["version"], caregiver=LEE)
    await plays("submitCertification", rivera, **about, version=draft["version"])
    await plays("reviewCertification", reviewer, **about, approve=True, reason="Seen by video")
    await plays("correctPatientEmail", rivera, **about, email="ana.right@example.com")
    await practice.hear_that("account-ana", is_patient_of=draft["id"])
    await practice.hear_that_caregiver("account-lee", is_caregiver_in=draft["id"])
    for token, part in ((ana, Part.PATIENT), (lee, Part.CAREGIVER)):
        affirmed = [statement.value for statement in STATEMENTS[part]]
        await plays("completeRegistration", token, **about, part=part.value, affirmed=affirmed)
        reported = await plays("reportChange", token, **about, text="Moved")
    change = reported["reportedChanges"][0]["id"]
    handled = await plays("handleReportedChange", rivera, **about, changeId=change)
    await plays("removeCaregiver", rivera, **about, version=handled["version"], needEndedBecause="Well again")
    await plays("withdrawCertification", rivera, **about, reason="Moved away")
    await plays("revokeCertification", reviewer, **about, reason="Fraud")
    await plays("renewCertification", rivera, **about)
    minor = (await practice.submit((await practice.draft(**MIA))["id"]))["certification"]
    signed = {"reference": minor["cosignature"]["reference"]} | SIGNS
    await plays("cosignCertification", osei, **signed)
    return player


async def test_what_each_mutation_answers_is_what_a_query_shows_its_caller(practice: Practice) -> None:
    player = await play(practice)

    assert player.played == _answering_a_certification()
