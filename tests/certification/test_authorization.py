"""Who may do what to whose certification: every operation of the schema has a row, and the build fails without it."""

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from contracts.events.internal import Part
from services.certification.domain.registration import STATEMENTS
from services.certification.schema import schema
from services.certification.usecases import showing
from tests.certification.conftest import CARED_FOR, LEE, MIA, SIGNS, Practice

NOBODY, UNPROVEN, OTHER_PATIENT = "nobody", "an unproven account", "another patient"
OWNER, OTHER, COSIGNER = "the practitioner", "another practitioner", "the second physician"
DELEGATE, OTHER_DELEGATE = "the practitioner's delegate", "another practitioner's delegate"
PATIENT, CAREGIVER, REVIEWER = "the patient", "the caregiver", "a reviewer"
PEOPLE = (
    NOBODY,
    UNPROVEN,
    OWNER,
    OTHER,
    COSIGNER,
    DELEGATE,
    OTHER_DELEGATE,
    PATIENT,
    OTHER_PATIENT,
    CAREGIVER,
    REVIEWER,
)

OPEN, ALL_SIGNED_IN = frozenset(PEOPLE), frozenset(PEOPLE) - {NOBODY}
PRACTITIONERS = frozenset({OWNER, OTHER, COSIGNER})
DRAFTERS = PRACTITIONERS | {DELEGATE, OTHER_DELEGATE}


@dataclass(frozen=True)
class Row:
    """An operation: who is let in at all, and to whom of them a certification exists.

    `exists_for` is of one in force, then come a draft, and what was submitted: a minor's that awaits the second
    signature, which `waiting_exists_for` more see, and one that the second physician signed and that is in review,
    which `cosigned_exists_for` more see.
    `asked` makes the operation's arguments from what names the certification, which `about` says: its id, but for some;
    None where it is about none. `absent` is what it answers about one that is not there.
    """

    let_in: frozenset[str]
    exists_for: frozenset[str] = frozenset()
    draft_exists_for: frozenset[str] = frozenset()
    asked: Callable[[str], dict[str, Any]] | None = None
    submitted_exists_for: frozenset[str] = frozenset()
    waiting_exists_for: frozenset[str] = frozenset()
    cosigned_exists_for: frozenset[str] = frozenset()
    selection: str = "{ __typename }"
    absent: str = "NOT_FOUND"
    about: Callable[[dict[str, Any]], str] = operator.itemgetter("id")


def on(id_: str, **more: Any) -> dict[str, Any]:
    return {"input": {"certificationId": id_, **more}}


OWNERS = frozenset({OWNER})
REVIEWERS = frozenset({REVIEWER})
WORKERS = frozenset({OWNER, DELEGATE})  # on a draft
AFFIRMED = [statement.value for statement in STATEMENTS[Part.PATIENT]]


def owners_row(
    let_in: frozenset[str],
    draft_exists_for: frozenset[str],
    asked: Callable[[str], dict[str, Any]],
    about: Callable[[dict[str, Any]], str] = operator.itemgetter("id"),
) -> Row:
    """What is its practitioner's in whatever state it is, and others' only while it is a draft."""
    return Row(let_in, OWNERS, draft_exists_for, asked, submitted_exists_for=OWNERS, about=about)


def reference_row(asked: Callable[[str], dict[str, Any]]) -> Row:
    """What any practitioner may do who was given the reference, as long as nobody signed under it."""
    return Row(PRACTITIONERS, asked=asked, waiting_exists_for=PRACTITIONERS, about=_reference)


def _reference(certification: dict[str, Any]) -> str:
    return str((certification["cosignature"] or {}).get("reference"))


def _reported(certification: dict[str, Any]) -> str:
    return f"{certification['id']} {certification.get('change')}"


def _handling(reported: str) -> dict[str, Any]:
    id_, _, change = reported.partition(" ")
    return on(id_, changeId=change)


ROWS: dict[str, Row] = {
    # queries
    "certification": Row(
        ALL_SIGNED_IN,
        frozenset({OWNER, PATIENT, CAREGIVER, REVIEWER}),
        WORKERS,
        lambda id_: {"id": id_},
        submitted_exists_for=frozenset({OWNER, REVIEWER}),
        cosigned_exists_for=frozenset({COSIGNER}),
    ),
    "certifications": Row(DRAFTERS),
    "delegates": Row(PRACTITIONERS),
    "myDelegations": Row(ALL_SIGNED_IN),
    "desk": Row(PRACTITIONERS),
    "myApplications": Row(ALL_SIGNED_IN),
    "myAccessLog": Row(ALL_SIGNED_IN),
    "auditTrail": owners_row(PRACTITIONERS, OWNERS, lambda id_: {"id": id_}),
    "checkCertification": owners_row(DRAFTERS, WORKERS, lambda id_: {"id": id_}),
    "certificationToCosign": reference_row(lambda reference: {"reference": reference}),
    "reviewQueue": Row(REVIEWERS),
    "rulebook": Row(OPEN),
    "debilitatingConditions": Row(OPEN),
    # mutations
    "startCertification": owners_row(
        DRAFTERS, WORKERS, lambda id_: {"input": {"patientId": id_}}, about=lambda c: str(c["patient"]["id"])
    ),
    "renewCertification": owners_row(PRACTITIONERS, OWNERS, on),
    "updatePatientProfile": owners_row(DRAFTERS, WORKERS, lambda id_: on(id_, version=1, patient={})),
    "recordFindings": owners_row(DRAFTERS, WORKERS, lambda id_: on(id_, version=1, findings={})),
    "discardCertification": owners_row(DRAFTERS, WORKERS, lambda id_: on(id_, version=0)),
    "designateCaregiver": owners_row(PRACTITIONERS, OWNERS, lambda id_: on(id_, version=1, caregiver={})),
    "removeCaregiver": owners_row(PRACTITIONERS, OWNERS, lambda id_: on(id_, version=1)),
    "submitCertification": owners_row(PRACTITIONERS, OWNERS, lambda id_: on(id_, version=0)),
    "cosignCertification": reference_row(
        lambda reference: {"input": {"reference": reference, "approve": True}}
    ),
    "reviewCertification": Row(
        REVIEWERS,
        REVIEWERS,
        asked=lambda id_: on(id_, approve=True, reason="Seen"),
        submitted_exists_for=REVIEWERS,
    ),
    "withdrawCertification": owners_row(PRACTITIONERS, OWNERS, lambda id_: on(id_, reason="Moved")),
    "revokeCertification": Row(
        REVIEWERS,
        REVIEWERS,
        asked=lambda id_: on(id_, reason="Fraud"),
        submitted_exists_for=REVIEWERS,
    ),
    "correctPatientEmail": owners_row(PRACTITIONERS, OWNERS, lambda id_: on(id_, email="a@example.com")),
    "handleReportedChange": Row(PRACTITIONERS, OWNERS, asked=_handling, about=_reported),
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
REPORT = """mutation($input: ReportChangeInput!) { reportChange(input: $input) {
  certification { reportedChanges { id } } } }"""


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
    waiting: dict[str, Any]
    in_review: dict[str, Any]

    def of(self, row: Row) -> list[tuple[dict[str, Any], frozenset[str]]]:
        """A certification in each state, and to whom it exists."""
        return [
            (self.certification, row.exists_for),
            (self.draft, row.draft_exists_for),
            (self.waiting, row.submitted_exists_for | row.waiting_exists_for),
            (self.in_review, row.submitted_exists_for | row.cosigned_exists_for),
        ]

    def token(self, who: str) -> str | None:
        practice = self.practice
        return {
            NOBODY: None,
            UNPROVEN: practice.signer.token("account-new"),
            OWNER: practice.rivera(),
            OTHER: practice.practitioner("osei"),
            COSIGNER: practice.practitioner("kovac"),
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
    """A certification in each state that it may have before its end, and somebody for every part."""
    await practice.hear_of("rivera", board_certifications=("Neurology",))
    await practice.hear_of("osei")
    await practice.hear_of("kovac")
    certified = await practice.certified(caregiver=LEE, findings=CARED_FOR)
    other = await practice.certified(email="ben@example.com")
    await practice.hear_that("account-ana", is_patient_of=certified["id"])
    await practice.hear_that_caregiver("account-lee", is_caregiver_in=certified["id"])
    await practice.hear_that("account-ben", is_patient_of=other["id"])
    moved = on(certified["id"], text="Moved")
    reported = await practice.client.data(REPORT, practice.signer.token("account-ana"), **moved)
    certified["change"] = reported["reportChange"]["certification"]["reportedChanges"][0]["id"]
    await practice.appoint("account-sam")
    await practice.appoint("account-kim", by="osei")
    remote = MIA | {"findings": MIA["findings"] | {"modality": "TELEHEALTH"}}
    waiting, in_review = [
        (await practice.submit((await practice.draft(**who))["id"])) for who in (MIA, remote)
    ]
    signed = {"reference": in_review["certification"]["cosignature"]["reference"]} | SIGNS
    reviewed = await practice.done("cosignCertification", practice.practitioner("kovac"), **signed)
    assert (waiting["certification"]["status"], reviewed["status"]) == ("AWAITING_COSIGNATURE", "IN_REVIEW")
    return Case(practice, certified, await practice.draft(), waiting["certification"], reviewed)


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
        for existing, exists_for in case.of(row):
            if who not in exists_for:
                assert await case.answer(name, who, row.about(existing)) == absent, (name, who)


@pytest.mark.parametrize(
    "name",
    [name for name, r in ROWS.items() if r.exists_for or r.draft_exists_for or r.waiting_exists_for],
)
async def test_to_whom_it_exists_it_is_not_absent(case: Case, name: str) -> None:
    row = ROWS[name]
    for existing, exists_for in case.of(row):
        for who in sorted(exists_for):
            answer = await case.answer(name, who, row.about(existing))
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
async def test_entities_are_for_those_to_whom_queries_show_them_in_every_state(
    case: Case, type_: str
) -> None:
    query = "query($r: [_Any!]!) { _entities(representations: $r) { __typename } }"

    for existing, exists_for in case.of(ROWS["certification"]):
        id_ = existing["id"] if type_ == "Certification" else existing["patient"]["id"]
        for who in PEOPLE:
            asked = {"r": [{"__typename": type_, "id": id_}]}
            data = await case.practice.client.data(query, case.token(who), **asked)
            assert (data["_entities"] != [None]) == (who in exists_for), (existing["status"], who)


def test_what_is_answered_has_passed_showing() -> None:
    """The schema's types take nothing but what is `Shown`, and only showing makes it: mypy sees to the rest."""
    made = {
        file.name
        for file in Path(showing.__file__).parents[1].rglob("*.py")
        if re.search(r"\bShown\(", file.read_text(encoding="utf-8"))
    }

    assert made == {"showing.py"}
