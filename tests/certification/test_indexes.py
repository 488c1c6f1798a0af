"""Whatever the API, events and time ask of the database is answered from an index, however much there is beside it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from bson.codec_options import CodecOptions, DatetimeConversion

from chassis.mongo import Document
from contracts.events.internal import AccountChanged, DeliveryFailed
from services.certification.usecases.sweep import sweep
from tests.certification.conftest import ANA, CARED_FOR, LEE, MIA, Practice
from tests.certification.test_authorization_fields import play
from tests.certification.test_cost import asked, name
from tests.certification.test_desk import SEARCHES, hear_of_temporary

LIST = """query($filter: CertificationFilter, $after: String) {
  certifications(filter: $filter, after: $after, first: 1) {
    edges { node { likelyDuplicates { id } timeline { deed } } } pageInfo { endCursor } } }"""
FILTERS: list[dict[str, Any]] = [
    {},
    {"status": "DRAFT"},
    {"registration": "AWAITING_PATIENT"},
    {"expiring": True},
    {"undelivered": True},
    {"returned": True},
    {"proposedCaregiver": True},
    {"reportedChange": True},
    *({"patient": search} for search in SEARCHES.values()),
]
ENTITIES = "query($r: [_Any!]!) { _entities(representations: $r) { __typename } }"
DESK = """{ desk { counts { count } awaitingPatient awaitingCaregiver expiring undelivered returned proposedCaregivers
    reportedChanges }
  delegates { id } myDelegations { id } }"""
QUEUE = "query($after: String) { reviewQueue(after: $after) { edges { cursor } pageInfo { endCursor } } }"
OWN = "query($id: ID!) { checkCertification(id: $id) { blocked } auditTrail(id: $id) { at } }"
TO_COSIGN = "query($reference: String!) { certificationToCosign(reference: $reference) { id } }"
EXPLAINED = {
    "find": ("filter", "sort", "limit"),
    "aggregate": ("pipeline", "cursor"),
    "findAndModify": ("query", "update", "remove", "new", "upsert"),
    "update": ("updates",),
    "delete": ("deletes",),
}
ANY_INSTANT: CodecOptions[Document] = CodecOptions(
    datetime_conversion=DatetimeConversion.DATETIME_AUTO
)  # as bounds
RELAYED = "outbox"  # the chassis' own, which the practice reads as a whole


async def every_query(practice: Practice) -> None:
    rivera, osei, ana = practice.rivera(), practice.practitioner("osei"), practice.signer.token("account-ana")
    ask = practice.client.data
    certified = await practice.certified(caregiver=LEE, findings=CARED_FOR)
    await practice.hear_that("account-ana", is_patient_of=certified["id"])
    for wanted in FILTERS:
        page = (await ask(LIST, rivera, filter=wanted))["certifications"]
        await ask(LIST, rivera, filter=wanted, after=page["pageInfo"]["endCursor"])
    await ask(LIST, practice.signer.token("account-sam"))
    await ask(DESK, rivera)
    await ask(OWN, rivera, id=certified["id"])
    await ask("{ myApplications { id } myAccessLog { at } }", ana)
    waiting = (await practice.submit((await practice.draft(**MIA))["id"]))["certification"]
    await ask(TO_COSIGN, osei, reference=waiting["cosignature"]["reference"])
    queue = (await ask(QUEUE, practice.reviewer()))["reviewQueue"]
    await ask(QUEUE, practice.reviewer(), after=queue["pageInfo"]["endCursor"])
    references = [
        {"__typename": "Certification", "id": certified["id"]},
        {"__typename": "Patient", "id": certified["patient"]["id"]},
        {"__typename": "Caregiver", "id": certified["caregiver"]["id"]},
    ]
    for token in (rivera, ana):
        await ask(ENTITIES, token, r=references)


async def what_others_and_time_bring(practice: Practice) -> None:
    certified = await practice.certified()
    await practice.hear_that("account-bea", is_patient_of=certified["id"])
    failed = {"delivery_id": "d", "person_id": None, "reason": "SMTP 550 at RCPT"}
    await practice.hear(DeliveryFailed(certification_id=certified["id"], **failed), subject="d")
    sealed = practice.store.transport.seal({"email": "bea@example.com"}, ("event-moved", "sealed"))
    moved = AccountChanged(account_id="account-bea", sealed=sealed)
    await practice.hear(moved, subject="account-bea", id="event-moved")
    await hear_of_temporary(practice, "p-abc@patients.registry.example")
    await practice.store.reads.chain_waiting()
    await practice.store.certifications.waiting()
    await practice.hear_of("rivera", account_id="account-right")
    await sweep(datetime.now(UTC) + timedelta(days=400), practice.store)


async def test_no_question_looks_at_a_whole_collection(practice: Practice) -> None:
    with asked(practice) as commands:
        await play(practice)
        await practice.done("startCertification", patient=ANA, idempotencyKey="once")
        await every_query(practice)
        await what_others_and_time_bring(practice)

    whole = [
        f"{command[name(command)]}: {told}"
        for command in commands
        if name(command) in EXPLAINED and command[name(command)] != RELAYED
        for told in await whole_scans(practice, command)
    ]
    assert not whole, "\n".join(sorted(set(whole)))


async def whole_scans(practice: Practice, command: Document) -> list[str]:
    """The parts of a command for which the database would look at every document."""
    kind = name(command)
    said = {kind: command[kind]} | {part: command[part] for part in EXPLAINED[kind] if part in command}
    many = {"update": "updates", "delete": "deletes"}.get(kind)  # of these it explains one at a time
    each = [said | {many: [one]} for one in said[many]] if many else [said]
    database = practice.store.certifications._collection.database
    scans = []
    for one in each:
        explained = await database.command(
            "explain", one, verbosity="queryPlanner", codec_options=ANY_INSTANT
        )
        if "COLLSCAN" in _stages(explained):
            scans.append(str({part: value for part, value in one.items() if part != "update"}))
    return scans


def _stages(explained: Any, *, winning: bool = False) -> set[str]:
    """The names of all stages of the plans that won."""
    if isinstance(explained, list):
        return set().union(*(_stages(each, winning=winning) for each in explained))
    if not isinstance(explained, dict):
        return set()
    own = {str(explained["stage"])} if winning and "stage" in explained else set()
    return own.union(
        *(_stages(value, winning=winning or key == "winningPlan") for key, value in explained.items())
    )
