"""What reviewers decide about practitioners, and who may certify before they did."""

from typing import Any

import pytest

from tests.identity.conftest import Office, errors_of
from tests.identity.operations import REVIEWS, SEEN_REVIEW
from tests.identity.registry_file import dea_number

BREAKS_FORMULA = "FR1234567"
LETTER_OF_OTHERS = dea_number(5, "MR")
LETTER_OF_NO_KNOWN_USE = dea_number(5, "CR")


async def told(office: Office) -> list[tuple[str, int, bool]]:
    """What the others were told of who may certify."""
    entries = await office.outbox("practitioner.confirmed.v1", "practitioner.changed.v1")
    return [
        (entry["type"].split(".")[1], entry["sequence"], entry["payload"]["confirmed"]) for entry in entries
    ]


async def test_a_reported_problem_is_shown_to_a_reviewer_who_lets_the_practitioner_go_on(
    office: Office,
) -> None:
    elena = await office.practitioner()
    practitioner = (await office.me(elena))["practitioner"]["id"]
    await office.report(elena, practitioner, "My name changed.")
    reviewer = await office.reviewer()
    (review,) = await office.reviews(reviewer)

    decided = await office.decide(reviewer, review["id"])

    assert (review["kind"], review["message"]) == ("PROFILE_PROBLEM", "My name changed.")
    assert review["profile"]["practitionerId"] == practitioner
    assert (decided["review"]["decision"], decided["review"]["reason"]) == ("APPROVED", "looked at it")
    assert (await office.me(elena))["practitioner"]["confirmed"]
    assert await told(office) == [("confirmed", 1, True), ("changed", 2, False), ("changed", 3, True)]
    assert await office.reviews(reviewer) == []
    assert errors_of(await office.decide(reviewer, review["id"])) == [("WRONG_STATE", "reviewId")]


async def test_a_refused_problem_keeps_the_practitioner_from_certifying_until_it_is_approved(
    office: Office,
) -> None:
    elena = await office.practitioner()
    await office.report(elena, (await office.me(elena))["practitioner"]["id"])
    reviewer = await office.reviewer()
    (review,) = await office.reviews(reviewer)

    await office.decide(reviewer, review["id"], "REFUSED")
    after_refusal = (await office.me(elena))["practitioner"]["confirmed"]
    await office.decide(reviewer, review["id"], "APPROVED")

    assert after_refusal is False
    assert (await office.me(elena))["practitioner"]["confirmed"] is True


async def test_who_reported_a_problem_before_confirming_can_confirm_after_the_review(office: Office) -> None:
    elena = await office.session_of_new("elena@example.com")
    practitioner = await office.claimed(elena)
    await office.report(elena, practitioner)
    reviewer = await office.reviewer()
    (review,) = await office.reviews(reviewer)

    await office.decide(reviewer, review["id"])

    assert (await office.confirm(elena, practitioner))["practitioner"]["confirmed"] is True
    assert await told(office) == [("confirmed", 3, True)]


@pytest.mark.parametrize(
    ("changes", "finding"),
    [
        ({"dea_number": BREAKS_FORMULA, "dea_override": "YES"}, "CHECK_DIGIT"),
        ({"dea_number": LETTER_OF_OTHERS}, "REGISTRANT_LETTER"),
        ({"dea_number": LETTER_OF_NO_KNOWN_USE}, "REGISTRANT_LETTER"),
    ],
)
async def test_an_unusual_dea_number_binds_but_certifies_only_after_a_review(
    office: Office, changes: dict[str, str], finding: str
) -> None:
    await office.imported(**changes)
    elena = await office.session_of_new("elena@example.com")
    profile = (await office.identify(elena, changes["dea_number"]))["profile"]

    confirmed = await office.confirm(elena, profile["practitionerId"])
    reviewer = await office.reviewer()
    (review,) = await office.reviews(reviewer)
    await office.decide(reviewer, review["id"])

    assert profile["deaFindings"] == [finding]
    assert confirmed["practitioner"]["confirmed"] is False
    assert (review["kind"], review["profile"]["deaFindings"]) == ("DEA_NUMBER", [finding])
    assert await told(office) == [("confirmed", 1, False), ("changed", 2, True)]
    assert (await office.me(elena))["practitioner"]["confirmed"]


async def test_a_reviewer_sees_the_number_and_whom_to_write_to_and_the_trail_tells_that(
    office: Office,
) -> None:
    await office.imported(dea_number=BREAKS_FORMULA, dea_override="YES")
    elena = await office.session_of_new("elena@example.com")
    await office.confirm(elena, await office.claimed(elena, dea_number=BREAKS_FORMULA))
    reviewer = await office.reviewer()
    (review,) = await office.reviews(reviewer)
    listed = [entry["kind"] async for entry in office.store.mongo["audit"].find()]

    seen = await office.sees(reviewer, review["id"])

    me = await office.me(elena)
    assert seen is not None
    assert (seen["deaNumber"], seen["accountEmail"]) == (BREAKS_FORMULA, "elena@example.com")
    assert (seen["accountId"], seen["profile"]["dea"]["number"]) == (me["id"], "FR•••••67")
    assert "REVIEW_SEEN" not in listed
    (entry,) = await office.store.mongo["audit"].find({"kind": "REVIEW_SEEN"}).to_list(None)
    assert (entry["accountId"], entry["about"]) == (me["id"], review["id"])
    assert entry["by"] == (await office.me(reviewer))["id"]


async def test_nobody_but_a_reviewer_sees_a_review(office: Office) -> None:
    elena = await office.practitioner()
    await office.report(elena, (await office.me(elena))["practitioner"]["id"], "My name changed.")
    reviewer = await office.reviewer()
    (review,) = await office.reviews(reviewer)

    seen = await office.sees(reviewer, review["id"])
    absent = await office.sees(reviewer, "absent")
    refused = [
        (await office.client.post(SEEN_REVIEW, elena, id=id_))["errors"][0]["extensions"]["code"]
        for id_ in (review["id"], "absent")
    ]

    assert seen is not None
    assert (seen["deaNumber"], seen["accountEmail"]) == (None, "elena@example.com")
    assert absent is None
    assert refused == ["FORBIDDEN"] * 2
    assert await office.store.mongo["audit"].count_documents({"kind": "REVIEW_SEEN"}) == 1


async def test_what_a_page_shows_is_recorded_review_by_review(office: Office) -> None:
    for number in range(3):
        await office.imported(dea_number=dea_number(number, "CR"))
        token = await office.session_of_new(f"practitioner{number}@example.com")
        await office.confirm(token, await office.claimed(token, dea_number=dea_number(number, "CR")))
    reviewer = await office.reviewer()

    shown = await office.client.data(
        "{ practitionerReviews { edges { node { id deaNumber accountEmail } } } }", reviewer
    )

    nodes = [edge["node"] for edge in shown["practitionerReviews"]["edges"]]
    assert {node["deaNumber"] for node in nodes} == {dea_number(number, "CR") for number in range(3)}
    recorded = await office.store.mongo["audit"].find({"kind": "REVIEW_SEEN"}).to_list(None)
    assert sorted(entry["about"] for entry in recorded) == sorted(node["id"] for node in nodes)


async def test_another_surname_s_letter_is_shown_and_stops_nobody(office: Office) -> None:
    await office.imported(last_name="Smith")
    elena = await office.session_of_new("elena@example.com")

    profile = (await office.identify(elena))["profile"]

    assert profile["deaFindings"] == ["SURNAME_LETTER"]
    assert (await office.confirm(elena, profile["practitionerId"]))["practitioner"]["confirmed"]


async def test_a_number_that_breaks_the_formula_answers_alike_whether_the_registry_has_it_or_not(
    office: Office,
) -> None:
    elena = await office.session_of_new("elena@example.com")
    unknown = await office.identify(elena, BREAKS_FORMULA)
    await office.imported(dea_number=BREAKS_FORMULA, dea_override="YES")

    wrong = await office.identify(elena, BREAKS_FORMULA, "1111")

    assert errors_of(wrong) == [("INVALID", "deaNumber")]
    assert wrong == unknown


async def test_reviews_belong_to_reviewers_and_nobody_decides_about_themselves(office: Office) -> None:
    reviewer = await office.reviewer()
    await office.report(reviewer, await office.claimed(reviewer))
    (review,) = await office.reviews(reviewer)
    stranger = await office.session_of_new("stranger@example.com")

    own = await office.decide(reviewer, review["id"])
    missing = await office.decide(reviewer, "absent")
    listed: dict[str, Any] = await office.client.post(REVIEWS, stranger, first=5, openOnly=True)

    assert errors_of(own) == [("CONFLICT", "reviewId")]
    assert errors_of(missing) == [("NOT_FOUND", "reviewId")]
    assert listed["errors"][0]["extensions"]["code"] == "FORBIDDEN"


async def test_a_long_list_of_reviews_comes_in_pages(office: Office) -> None:
    for number in range(5):
        letters = dea_number(number, "FR")
        await office.imported(dea_number=letters)
        token = await office.session_of_new(f"practitioner{number}@example.com")
        await office.report(token, await office.claimed(token, dea_number=letters), f"problem {number}")
    reviewer = await office.reviewer()
    seen: list[str] = []
    after = None
    while True:
        data = await office.client.data(REVIEWS, reviewer, first=2, after=after, openOnly=True)
        page = data["practitionerReviews"]
        seen += [edge["node"]["message"] for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break

    assert sorted(seen) == [f"problem {number}" for number in range(5)]
