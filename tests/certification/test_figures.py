"""What the business is told in numbers: certified, refused and by which rule, waiting to be registered."""

from prometheus_client import REGISTRY, generate_latest

from services.certification.store.certifications import WAITING
from services.certification.store.documents import COLLECTION
from tests.certification.conftest import CARED_FOR, LEE, Practice


def value(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


async def test_a_certification_is_counted_once_it_is_committed(practice: Practice) -> None:
    before = value("mmp_certified_total")
    certified = await practice.certified()
    assert value("mmp_certified_total") == before + 1
    again = await practice.submit(certified["id"])
    assert again["userErrors"]
    assert value("mmp_certified_total") == before + 1


async def test_a_refusal_is_counted_for_each_rule_that_blocked(practice: Practice) -> None:
    before = {rule: value("mmp_rule_refusals_total", rule=rule) for rule in ("RES-1", "AGE-1", "COND-1")}
    draft = await practice.draft(state="NY", zip="10001", city="New York")
    refused = await practice.submit(draft["id"])
    assert refused["userErrors"]
    after = {rule: value("mmp_rule_refusals_total", rule=rule) for rule in before}
    assert after == before | {"RES-1": before["RES-1"] + 1}
    assert b"Canary" not in generate_latest(REGISTRY)


async def test_those_who_wait_are_counted_by_whom_they_wait_for(practice: Practice) -> None:
    await practice.draft()
    await practice.certified()
    cared_for = await practice.certified(findings=CARED_FOR, caregiver=LEE)
    assert cared_for["registration"]["status"] == "AWAITING_PATIENT"
    assert await practice.store.certifications.waiting() == {"AWAITING_PATIENT": 2, "AWAITING_CAREGIVER": 0}


async def test_they_are_counted_from_an_index_that_holds_no_others(practice: Practice) -> None:
    await practice.draft()
    await practice.certified()
    for status in WAITING:
        counting = {"count": COLLECTION, "query": {"registration.status": status}, "limit": 100_000}
        database = practice.store.mongo[COLLECTION].database
        explained = await database.command("explain", counting, verbosity="executionStats")
        assert explained["executionStats"]["totalDocsExamined"] == 0, explained["queryPlanner"]["winningPlan"]
