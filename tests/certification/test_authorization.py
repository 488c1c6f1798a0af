"""Who may do what to whose certification: every operation of the schema has a row, and the build fails without it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from contracts.events.internal import Part
from services.certification.domain.registration import STATEMENTS
from services.certification.schema import schema
from tests.certification.conftest import CARED_FOR, LEE, Practice

NOBODY, UNPROVEN, OTHER_PATIENT = "nobody", "an unproven account", "another patient"
OWNER, OTHER = "the practitioner", "another practitioner"
DELEGATE, OTHER_DELEGATE = "the practitioner's delegate", "another practitioner's delegate"
PATIENT, CAREGIVER, REVIEWER = "the patient", "the caregiver", "a reviewer"
PEOPLE = (
    NOBODY,
    UNPROVEN,
    OWNER,
    OTHER,
    DELEGATE,
    OTHER_DELEGATE,
    PATIENT,
    OTHER_PATIENT,
    CAREGIVER,
    REVIEWER,
)

OPEN, ALL_SIGNED_IN = frozenset(PEOPLE), frozenset(PEOPLE) - {NOBODY}
PRACTITIONERS = frozenset({OWNER, OTHER})
DRAFTERS = PRACTITIONERS | {DELEGATE, OTHER_DELEGATE}


@dataclass(frozen=True)
class Row:
    """An operation: who is let in at all, and to whom of them a certification in force, or a draft, exists.

    `asked` makes the operation's arguments from the certification's id; None where it is about none. `absent` is
    what it answers about one that is not there.
    """

    let_in: frozenset[str]
    exists_for: frozenset[str] = frozenset()
    draft_exists_for: frozenset[str] = frozenset()
    asked: Callable[[str], dict[str, Any]] | None = None
    selection: str = "{ __typename }"
    absent: str = "NOT_FOUND"


def on(id_: str, **more: Any) -> dict[str, Any]:
    return {"input": {"certificationId": id_, **more}}


OWNERS = frozenset({OWNER})
WORKERS = frozenset({OWNER, DELEGATE})  # on a draft
AFFIRMED = [statement.value for statement in STATEMENTS[Part.PATIENT]]
ROWS: dict[str, Row] = {
    # queries
    "certification": Row(
        ALL_SIGNED_IN, frozenset({OWNER, PATIENT, CAREGIVER, REVIEWER}), WORKERS, lambda id_: {"id": id_}
    ),
    "certifications": Row(DRAFTERS),
    "delegates": Row(PRACTITIONERS),
    "myDelegations": Row(ALL_SIGNED_IN),
    "desk": Row(PRACTITIONERS),
    "myApplications": Row(ALL_SIGNED_IN),
    "myAccessLog": Row(ALL_SIGNED_IN),
    "auditTrail": Row(PRACTITIONERS, OWNERS, OWNERS, lambda id_: {"id": id_}),
    "checkCertification": Row(DRAFTERS, OWNERS, WORKERS, lambda id_: {"id": id_}),
    "certificationToCosign": Row(PRACTITIONERS, asked=lambda id_: {"reference": id_}),
    "reviewQueue": Row(frozenset({REVIEWER})),
    "rulebook": Row(OPEN),
    "debilitatingConditions": Row(OPEN),
    # mutations
    "startCertification": Row(DRAFTERS, asked=lambda id_: {"input": {"patientId": id_}}),
    "renewCertification": Row(PRACTITIONERS, OWNERS, OWNERS, on),
    "updatePatientProfile": Row(DRAFTERS, OWNERS, WORKERS, lambda id_: on(id_, version=1, patient={})),
    "recordFindings": Row(DRAFTERS, OWNERS, WORKERS, lambda id_: on(id_, version=1, findings={})),
    "discardCertification": Row(DRAFTERS, OWNERS, WORKERS, lambda id_: on(id_, version=0)),
    "designateCaregiver": Row(PRACTITIONERS, OWNERS, OWNERS, lambda id_: on(id_, version=1, caregiver={})),
    "removeCaregiver": Row(PRACTITIONERS, OWNERS, OWNERS, lambda id_: on(id_, version=1)),
    "submitCertification": Row(PRACTITIONERS, OWNERS, OWNERS, lambda id_: on(id_, version=0)),
    "cosignCertification": Row(
        PRACTITIONERS, asked=lambda id_: {"input": {"reference": id_, "approve": True}}
    ),
    "reviewCertification": Row(
        frozenset({REVIEWER}),
        frozenset({REVIEWER}),
        asked=lambda id_: on(id_, approve=True, reason="Seen"),
    ),
    "withdrawCertification": Row(PRACTITIONERS, OWNERS, OWNERS, lambda id_: on(id_, reason="Moved")),
    "revokeCertification": Row(
        frozenset({REVIEWER}), frozenset({REVIEWER}), asked=lambda id_: on(id_, reason="Fraud")
    ),
    "correctPatientEmail": Row(PRACTITIONERS, OWNERS, OWNERS, lambda id_: on(id_, email="a@example.com")),
    "handleReportedChange": Row(PRACTITIONERS, asked=lambda id_: on(id_, changeId="absent")),
    "completeRegistration": Row(
        ALL_SIGNED_IN, frozenset({PATIENT, CAREGIVER}), asked=lambda id_: on(id_, affirmed=AFFIRMED)
    ),
    "reportChange": Row(
        ALL_SIGNED_IN, frozenset({PATIENT, CAREGIVER}), asked=lambda id_: on(id_, text="Moved")
    ),
    # delegates; what follows them from here is in test_delegates.py
    "inviteDelegate": Row(
        PRACTITIONERS, asked=lambda id_: {"input": {"name": "Sam", "email": id_}}, absent="refused INVALID"
    ),
    "acceptDelegation": Row(
        ALL_SIGNED_IN, asked=lambda id_: {"input": {"token": id_}}, absent="refused EXPIRED"
    ),
    "revokeDelegate": Row(ALL_SIGNED_IN, asked=lambda id_: {"input": {"delegateId": id_}}),
}
INFRASTRUCTURE = {"_service", "_entities"}


def _fields(root: str) -> dict[str, Any]:
    return dict(schema._schema.get_type(root).fields)  # type: ignore[union-attr]


def _operation(name: str) -> str:
    kind = "mutation" if name in _fields("Mutation") else "query"
    field = _fields(kind.title())[name]
    asked = set((ROWS[name].asked or (lambda _: {}))("x"))
    given = {argument: spec.type for argument, spec in field.args.items() if argument in asked}
    head = ", ".join(f"${argument}: {type_}" for argument, type_ in given.items())
    tail = ", ".join(f"{argument}: ${argument}" for argument in given)
    head, tail = f"({head})" if head else "", f"({tail})" if tail else ""
    selection = "{ userErrors { code path } }" if kind == "mutation" else ROWS[name].selection
    return f"{kind}{head} {{ {name}{tail} {selection} }}"


@dataclass
class Case:
    practice: Practice
    certification: dict[str, Any]
    draft: dict[str, Any]

    def token(self, who: str) -> str | None:
        practice = self.practice
        return {
            NOBODY: None,
            UNPROVEN: practice.signer.token("account-new"),
            OWNER: practice.rivera(),
            OTHER: practice.practitioner("osei"),
            DELEGATE: practice.signer.token("account-sam"),
            OTHER_DELEGATE: practice.signer.token("account-kim"),
            PATIENT: practice.signer.token("account-ana"),
            OTHER_PATIENT: practice.signer.token("account-ben", roles=("PATIENT",)),
            CAREGIVER: practice.signer.token("account-lee"),
            REVIEWER: practice.reviewer(),
        }[who]

    async def answer(self, name: str, who: str, id_: str) -> str:
        """The code of what refused it, or DONE."""
        variables = (ROWS[name].asked or (lambda _: {}))(id_)
        body = await self.practice.client.post(_operation(name), self.token(who), **variables)
        if body.get("errors"):
            return str(body["errors"][0]["extensions"]["code"])
        told = body["data"][name]
        refused = told.get("userErrors") if isinstance(told, dict) else None
        return f"refused {refused[0]['code']}" if refused else "DONE"


@pytest.fixture
async def case(practice: Practice) -> Case:
    """One certification in force, a draft, and somebody for every part."""
    await practice.hear_of("osei")
    certified = await practice.certified(caregiver=LEE, findings=CARED_FOR)
    other = await practice.certified(email="ben@example.com")
    await practice.hear_that("account-ana", is_patient_of=certified["id"])
    await practice.hear_that_caregiver("account-lee", is_caregiver_in=certified["id"])
    await practice.hear_that("account-ben", is_patient_of=other["id"])
    await practice.appoint("account-sam")
    await practice.appoint("account-kim", by="osei")
    return Case(practice, certified, await practice.draft())


def test_every_operation_has_a_row() -> None:
    assert {*_fields("Query"), *_fields("Mutation")} - INFRASTRUCTURE == set(ROWS)


@pytest.mark.parametrize("who", PEOPLE)
async def test_nobody_is_let_in_where_the_table_does_not_say_so(case: Case, who: str) -> None:
    """What exists for somebody is never told to others: theirs and an absent one have the same answer."""
    for name, row in ROWS.items():
        absent = await case.answer(name, who, "absent")
        if who not in row.let_in:
            assert absent in ("UNAUTHENTICATED", "FORBIDDEN"), (name, who, absent)
        elif row.asked is not None:
            assert absent == row.absent, (name, who, absent)
        else:
            assert absent == "DONE", (name, who, absent)
        if row.asked is None:
            continue
        for existing, exists_for in (
            (case.certification, row.exists_for),
            (case.draft, row.draft_exists_for),
        ):
            if who not in exists_for:
                assert await case.answer(name, who, existing["id"]) == absent, (name, who)


@pytest.mark.parametrize(
    "name", [name for name, row in ROWS.items() if row.exists_for or row.draft_exists_for]
)
async def test_to_whom_it_exists_it_is_not_absent(case: Case, name: str) -> None:
    row = ROWS[name]
    for existing, exists_for in (
        (case.certification, row.exists_for),
        (case.draft, row.draft_exists_for),
    ):
        for who in sorted(exists_for):
            answer = await case.answer(name, who, existing["id"])
            assert answer not in ("UNAUTHENTICATED", "FORBIDDEN", "NOT_FOUND", "INTERNAL"), (name, who)


@pytest.mark.parametrize("type_", ["Certification", "Patient", "Caregiver"])
async def test_entities_show_no_more_than_queries_do(case: Case, type_: str) -> None:
    ids = {
        "Certification": case.certification["id"],
        "Patient": case.certification["patient"]["id"],
        "Caregiver": case.certification["caregiver"]["id"],
    }
    query = "query($r: [_Any!]!) { _entities(representations: $r) { __typename } }"
    references = [{"__typename": type_, "id": id_} for id_ in (ids[type_], "absent")]

    for who in PEOPLE:
        data = await case.practice.client.data(query, case.token(who), r=references)
        own, absent = data["_entities"]
        assert absent is None
        assert (own is not None) == (who in ROWS["certification"].exists_for), who


@pytest.mark.parametrize("type_", ["Certification", "Patient"])
async def test_entities_of_a_draft_are_for_those_who_work_on_it(case: Case, type_: str) -> None:
    id_ = case.draft["id"] if type_ == "Certification" else case.draft["patient"]["id"]
    query = "query($r: [_Any!]!) { _entities(representations: $r) { __typename } }"

    for who in PEOPLE:
        data = await case.practice.client.data(query, case.token(who), r=[{"__typename": type_, "id": id_}])
        assert (data["_entities"] != [None]) == (who in ROWS["certification"].draft_exists_for), who
