"""Decisions: checked, submitted, reviewed, explained and replayed, on a real database."""

import asyncio
import os
import sys
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from chassis.tokens import Session
from chassis.user_errors import Refused
from services.certification.domain.people import Attestation, Caregiver, Modality, Patient
from services.certification.rules.conditions import ADULT
from services.certification.rules.facts import Facts
from services.certification.rules.law import Lists, Switches
from services.certification.rules.rooms import RULES
from services.certification.rules.rulebook import Rulebooks, Verdict
from services.certification.rules_cli import _lists, _words, cli
from services.certification.usecases.assess import check_certification
from services.certification.usecases.decide import Blocked, decision, facts_from
from services.certification.usecases.replay import Replayed, replay, replayed
from services.certification.usecases.start_certification import start_certification
from services.certification.usecases.submit_certification import submit_certification
from tests.certification.cases import CARED, LAWFUL, MINOR, TODAY
from tests.certification.conftest import Practice
from tests.certification.test_rules_properties import near_lawful

CHECK = """query($id: ID!) { checkCertification(id: $id) {
  blocked needsReview outcomes { rule { id } result message paths blocks } } }"""
QUEUE = """query($first: Int!, $after: String) { reviewQueue(first: $first, after: $after) {
  edges { node { id status reviewReasons { ruleId message paths } } } pageInfo { hasNextPage endCursor } } }"""
TELEHEALTH: dict[str, Any] = {"findings": {"modality": "TELEHEALTH"}}
Someone = TypeVar("Someone", Patient, Caregiver)


async def submit(practice: Practice, id: str) -> dict[str, Any]:
    return await practice.submit(id)


async def in_review(practice: Practice) -> str:
    draft = await practice.draft(**TELEHEALTH)
    submitted = await submit(practice, draft["id"])
    assert submitted["userErrors"] == []
    assert submitted["certification"]["status"] == "IN_REVIEW"
    return str(draft["id"])


async def review(
    practice: Practice, id: str, *, approve: bool, reason: str = "Seen by video in a storm"
) -> Any:
    given = {"certificationId": id, "approve": approve, "reason": reason}
    return await practice.mutate("reviewCertification", practice.reviewer(), given)


DRAFTS: dict[str, dict[str, Any]] = {
    "lawful": {},
    "telehealth": TELEHEALTH,
    "nothing affirmed": {"findings": {"attestations": []}},
    "one thing not affirmed": {"findings": {"attestations": [a.value for a in Attestation][1:]}},
    "examined tomorrow or later": {"findings": {"examinedOn": "2199-01-01"}},
    "in a post office box": {"street": "PO Box 7"},
    "in prison": {"confined": True},
    "a minor": {"dateOfBirth": "2020-01-01"},
    "an emancipated minor": {
        "dateOfBirth": "2015-01-01",
        "emancipated": True,
        "findings": {"conditions": ["Cystic Fibrosis"], "dosageForms": ["OIL"]},
    },
    "chronic pain, half told": {"findings": {"conditions": ["CHRONIC_PAIN"], "painMonths": 7}},
    "of Fishers Island, without phone": {"zip": "06390", "phone": None},
}


@pytest.mark.parametrize("which", DRAFTS)
async def test_submit_refuses_with_exactly_what_check_says_blocks(practice: Practice, which: str) -> None:
    draft = await practice.draft(**DRAFTS[which])

    checked = (await practice.client.data(CHECK, practice.rivera(), id=draft["id"]))["checkCertification"]
    submitted = await submit(practice, draft["id"])

    blocking = [outcome["rule"]["id"] for outcome in checked["outcomes"] if outcome["blocks"]]
    assert checked["blocked"] == bool(blocking)
    assert [error["message"].split(":")[0] for error in submitted["userErrors"]] == blocking
    expected = "DRAFT" if blocking else "IN_REVIEW" if checked["needsReview"] else "CERTIFIED"
    assert submitted["certification"]["status"] == expected


async def test_random_drafts_pass_submit_exactly_where_they_pass_check_at_the_same_instant(
    practice: Practice,
) -> None:
    """Drawn by hypothesis, asked outside of its runner: they need the event loop of the database."""
    any_instant = st.datetimes(datetime(2026, 11, 26), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
    evening = datetime(2026, 11, 26, 3, tzinfo=UTC)  # the day before, in Connecticut
    remote = replace(LAWFUL, findings=replace(LAWFUL.findings, modality=Modality.TELEHEALTH))
    refused = replace(LAWFUL, findings=replace(LAWFUL.findings, conditions=()))
    drawn = [(facts, evening) for facts in (LAWFUL, CARED, MINOR, remote, refused)]

    @settings(max_examples=40, database=None)
    @given(near_lawful(), any_instant)
    def draw(facts: Facts, instant: datetime) -> None:
        drawn.append((facts, instant))

    draw()
    await practice.hear_of("rivera", board_certifications=("Neurology",))
    session = Session("account-rivera", "s", frozenset({"PRACTITIONER"}), "rivera", 0)
    seen = set()
    for number, (facts, instant) in enumerate(drawn):
        asked: dict[str, Any] = {"session": session, "now": instant, "store": practice.store}
        entered = partial(
            replace,
            patient=_another(facts.patient, number),
            findings=facts.findings,
            caregiver=facts.caregiver
            and replace(_another(facts.caregiver, number), person_id=None, other_relationships=None),
        )
        try:
            draft = await start_certification(entered, **asked)
        except Refused:  # texts that no form would send
            continue
        checked = await check_certification(draft.id, **asked, books=Rulebooks())
        try:
            submitted, assessment = await submit_certification(
                draft.id, version=draft.version, **asked, books=Rulebooks()
            )
        except Blocked as blocked:
            submitted, assessment = blocked.certification, blocked.assessment
        assert assessment == checked
        unmoved = "AWAITING_COSIGNATURE" if checked.awaits_cosignature else "DRAFT"
        expected = unmoved if checked.verdict is Verdict.REFUSED else checked.verdict.value
        assert submitted.status.value == expected
        seen.add(expected)
    assert seen == {"DRAFT", "CERTIFIED", "IN_REVIEW", "AWAITING_COSIGNATURE"}


def _another(who: Someone, number: int) -> Someone:
    """Of a name that no other draft has, where there is a name: a second certification of one person is refused."""
    return replace(who, last_name=who.last_name and f"{who.last_name} {number}")


async def test_an_approved_review_certifies_from_the_day_of_submission(practice: Practice) -> None:
    case_id = await in_review(practice)
    assert await practice.outbox() == []
    submitted = await practice.store.certifications.find(case_id)
    assert submitted is not None
    assert submitted.registration is None

    queue = await practice.client.data(QUEUE, practice.reviewer(), first=10)
    (edge,) = queue["reviewQueue"]["edges"]
    done = await review(practice, case_id, approve=True)

    assert edge["node"]["id"] == case_id
    assert edge["node"]["reviewReasons"][0]["ruleId"] == "EXAM-2"
    assert edge["node"]["reviewReasons"][0]["paths"] == [["findings", "modality"]]
    assert done["userErrors"] == []
    assert done["certification"]["status"] == "CERTIFIED"
    assert done["certification"]["signedOn"] == str(submitted.signed_on)
    assert [entry["type"] for entry in await practice.outbox()] == [
        "certification.certified.v1",
        "application.initiated.v1",
    ]
    again = await review(practice, case_id, approve=False)
    assert [error["code"] for error in again["userErrors"]] == ["WRONG_STATE"]


async def test_a_refused_review_makes_it_a_draft_with_the_reason_shown_until_it_is_submitted_again(
    practice: Practice,
) -> None:
    case_id = await in_review(practice)

    done = await review(practice, case_id, approve=False, reason="Examine her in person")
    shown = done["certification"]
    mended = await practice.mutate(
        "recordFindings",
        practice.rivera(),
        {"certificationId": case_id, "version": shown["version"], "findings": {"modality": "IN_PERSON"}},
    )
    certified = await submit(practice, case_id)

    assert (shown["status"], shown["returnedBecause"]) == ("DRAFT", "Examine her in person")
    assert (shown["signedOn"], shown["rulebookVersion"]) == (None, None)
    assert mended["certification"]["returnedBecause"] == "Examine her in person"
    assert certified["certification"]["status"] == "CERTIFIED"
    assert certified["certification"]["returnedBecause"] is None


async def test_what_a_reviewer_refused_is_kept_and_replayed_beside_what_followed(practice: Practice) -> None:
    case_id = await in_review(practice)
    await review(practice, case_id, approve=False, reason="Examine her in person")
    await submit(practice, case_id)
    await review(practice, case_id, approve=False, reason="I said in person")
    await submit(practice, case_id)

    certification = await practice.found(case_id)
    told = [_words(certification, each, "") for each in certification.decided_before]
    assert ["Examine her in person" in " ".join(words) for words in told] == [True, False]
    assert ["I said in person" in " ".join(words) for words in told] == [False, True]
    strict = Rulebooks(Switches.of(["telehealth=REFUSED"])).in_force_on(TODAY)
    again = [(each.beside, each.would_be) async for each in replay(practice.store, strict)]
    assert again == [(False, Verdict.REFUSED), (True, Verdict.REFUSED), (True, Verdict.REFUSED)]


async def test_what_a_reviewer_refused_cannot_be_discarded(practice: Practice) -> None:
    case_id = await in_review(practice)
    refused = (await review(practice, case_id, approve=False))["certification"]
    discard = (
        "mutation($i: DiscardCertificationInput!) { discardCertification(input: $i) { userErrors { code } } }"
    )
    given = {"certificationId": case_id, "version": refused["version"]}

    done = await practice.client.data(discard, practice.rivera(), i=given)

    assert done["discardCertification"]["userErrors"] == [{"code": "WRONG_STATE"}]
    assert (await practice.found(case_id)).status == "DRAFT"


async def test_only_reviewers_review_and_never_their_own(practice: Practice) -> None:
    case_id = await in_review(practice)
    mutation = (
        "mutation($i: ReviewCertificationInput!) { reviewCertification(input: $i) { userErrors { code } } }"
    )
    given = {"certificationId": case_id, "approve": True, "reason": "x"}

    asked = await practice.client.post(QUEUE, practice.rivera(), first=5)
    tried = await practice.client.post(mutation, practice.rivera(), i=given)
    both = practice.signer.token("account-rivera", practitioner="rivera", roles=("PRACTITIONER", "REVIEWER"))
    own = await practice.client.data(mutation, both, i=given)
    absent = await practice.client.post(
        mutation, practice.reviewer(), i=given | {"certificationId": "absent"}
    )
    silent = await practice.client.data(mutation, practice.reviewer(), i=given | {"reason": "  "})

    assert asked["errors"][0]["extensions"]["code"] == tried["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert own["reviewCertification"]["userErrors"] == [{"code": "WRONG_STATE"}]
    assert absent["errors"][0]["extensions"]["code"] == "NOT_FOUND"
    assert silent["reviewCertification"]["userErrors"] == [{"code": "REQUIRED"}]


async def test_the_queue_is_paged_oldest_first(practice: Practice) -> None:
    ids = [await in_review(practice) for _ in range(3)]

    first = (await practice.client.data(QUEUE, practice.reviewer(), first=2))["reviewQueue"]
    second = (
        await practice.client.data(QUEUE, practice.reviewer(), first=2, after=first["pageInfo"]["endCursor"])
    )["reviewQueue"]

    assert [edge["node"]["id"] for page in (first, second) for edge in page["edges"]] == ids
    assert (first["pageInfo"]["hasNextPage"], second["pageInfo"]["hasNextPage"]) == (True, False)


async def test_a_decision_keeps_all_that_explains_it_and_only_sealed(practice: Practice) -> None:
    case_id = (await practice.certified())["id"]

    certification = await practice.store.certifications.find(case_id)
    assert certification is not None
    kept = certification.decision
    assert kept is not None
    book = Rulebooks().in_force_on(certification.signed_on or TODAY)
    assert kept.rulebook_version == book.version
    assert [outcome["rule"] for outcome in kept.outcomes] == [rule.id for rule in book.rules]
    facts = facts_from(kept)
    assert facts.patient == certification.patient
    assert facts.findings == certification.findings
    stored = str(await practice.store.mongo["certifications"].find_one({"_id": case_id}))
    assert "COND-2" not in stored
    assert kept.digest not in stored
    words = "\n".join(_words(certification, kept, book.version))
    assert "The rulebook of that day is still the same." in words
    assert "is 2030-01-01.x now" in "\n".join(_words(certification, kept, "2030-01-01.x"))
    assert "Decided under rulebook" in words
    assert "RES-1 The patient is a Connecticut resident (CGS 21a-408" in words
    assert "It did not apply." in words
    tampered = replace(kept, facts=kept.facts | {"renews": True})
    with pytest.raises(ValueError, match="digest"):
        facts_from(tampered)


async def _replayed(practice: Practice, books: Rulebooks) -> dict[str, Replayed]:
    return {each.certification_id: each async for each in replay(practice.store, books.in_force_on(TODAY))}


async def test_replay_tells_what_another_rulebook_would_change_and_why(practice: Practice) -> None:
    plain = (await practice.certified())["id"]
    remote = await in_review(practice)
    await review(practice, remote, approve=True)
    await practice.draft()

    same = await _replayed(practice, Rulebooks())
    strict = await _replayed(practice, Rulebooks(Switches.of(["telehealth=REFUSED"])))
    lax = await _replayed(practice, Rulebooks(Switches.of(["telehealth=ALLOWED"])))
    others = tuple(entry for entry in ADULT if entry.code != "POST_TRAUMATIC_STRESS_DISORDER")
    without_ptsd = await _replayed(practice, Rulebooks(lists=Lists(adult=others)))

    assert same.keys() == {plain, remote}
    assert not any(each.changed for each in same.values())
    assert [(one, each.would_be) for one, each in strict.items() if each.changed] == [
        (remote, Verdict.REFUSED)
    ]
    assert strict[remote].why[0] == "EXAM-3: Examine the patient in person before you certify."
    assert lax[remote].would_be is Verdict.CERTIFIED
    assert lax[remote].why == ("EXAM-2: not in that rulebook",)
    assert {each.would_be for each in without_ptsd.values()} == {Verdict.REFUSED}
    assert all(any(why.startswith("COND-1") for why in each.why) for each in without_ptsd.values())


async def test_a_list_without_an_alias_changes_nothing_for_what_was_entered_by_it(practice: Practice) -> None:
    """Decisions of before conditions were kept by their codes hold them as they were typed."""
    typed = decision(LAWFUL, Rulebooks().in_force_on(TODAY).assess(LAWFUL))
    assert "PTSD" in typed.facts["findings"]["conditions"]
    bare = Lists(adult=tuple(replace(entry, aliases=()) for entry in ADULT))
    stored = replace(await practice.found((await practice.draft())["id"]), decision=typed)

    again = replayed(stored, typed, Rulebooks(lists=bare).in_force_on(TODAY))

    assert again.would_be is Verdict.CERTIFIED


async def test_clients_can_build_a_form_from_the_rulebook_and_the_lists(practice: Practice) -> None:
    data = await practice.client.data(
        """{ rulebook(asOf: "2026-11-25") { version rules { id explanation needs severity }
               minorConditions { code known } policies { conflict switch value } }
             debilitatingConditions(asOf: "2026-11-25", minor: true) { code name known }
             early: debilitatingConditions(asOf: "2016-09-30", minor: true) { code } }"""
    )
    book = data["rulebook"]
    assert len(book["rules"]) == len(Rulebooks().in_force_on(TODAY).rules) < len(RULES)
    assert all(rule["explanation"] for rule in book["rules"])
    assert [policy["conflict"] for policy in book["policies"]] == [*(f"C-{n}" for n in range(1, 11)), "DL-9"]
    assert {"conflict": "C-9", "switch": "telehealth", "value": "REVIEW"} in book["policies"]
    assert len(data["debilitatingConditions"]) == len(book["minorConditions"]) == 11
    assert [c["code"] for c in data["debilitatingConditions"] if not c["known"]] == ["UNKNOWN_MINOR"]
    assert data["early"] == []


def test_the_rulebook_is_printed_for_a_day_and_bad_arguments_are_told() -> None:
    runner = CliRunner()
    printed = runner.invoke(cli, ["list", "--as-of", "2016-12-31", "--switch", "telehealth=REFUSED"])
    assert printed.exit_code == 0
    assert "EXAM-3" in printed.output
    assert "WHO-2 " not in printed.output
    settled = {"RULEBOOK_SWITCHES": "telehealth=REFUSED,allow_temporary_email=false"}
    in_force = runner.invoke(cli, ["list"], env=settled).output
    assert "[telehealth=REFUSED]" in in_force
    overridden = runner.invoke(cli, ["list", "--switch", "telehealth=ALLOWED"], env=settled).output
    assert "[telehealth=ALLOWED]" in overridden
    assert "[allow_temporary_email=false]" in overridden
    wrong = runner.invoke(cli, ["list"], env={"RULEBOOK_SWITCHES": "telehealth=MAYBE"})
    assert (wrong.exit_code, "RULEBOOK_SWITCHES: telehealth is one of" in wrong.output) == (2, True)
    bad = runner.invoke(cli, ["list", "--switch", "nonsense=1"])
    assert bad.exit_code == 2
    assert "There are: allow_physician_assistants" in bad.output


def test_a_conditions_file_replaces_a_list(tmp_path: Path) -> None:
    file = tmp_path / "conditions.json"
    file.write_text('{"minor": [{"code": "X", "name": "Ex", "since": "2027-01-01"}]}')
    lists = _lists(file)
    assert [entry.code for entry in lists.minor] == ["X"]
    assert lists.adult == ADULT
    file.write_text('{"minors": []}')
    assert CliRunner().invoke(cli, ["replay", "--conditions", str(file)]).exit_code == 2


async def test_the_commands_explain_and_replay_from_the_shell(
    practice: Practice, mongodb_url: str, database: str, tmp_path: Path
) -> None:
    case_id = (await practice.certified())["id"]
    given = {"MONGODB_URL": mongodb_url, "MONGODB_DATABASE": database, "KEYS_DIR": str(tmp_path)}

    async def run(*arguments: str) -> tuple[int | None, str]:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "services.certification", "rules", *arguments),
            env=os.environ | given,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, errors = await process.communicate()
        return process.returncode, out.decode() + errors.decode()

    explained, same, other, absent = await asyncio.gather(
        run("explain", case_id),
        run("replay", "--as-of", "2026-11-25"),
        run("replay", "--as-of", "2012-11-25"),
        run("explain", "absent"),
    )

    assert explained[0] == 0, explained
    assert f"Certification {case_id}: CERTIFIED" in explained[1]
    assert same[0] == 0
    assert "0 of 1 decisions would change" in same[1]
    assert other[0] == 0, other
    assert absent[0] == 1
    strict = await run("replay", "--conditions", str(_no_conditions(tmp_path)))
    assert strict[0] == 3
    assert f"{case_id}  CERTIFIED -> REFUSED  COND-1: None of the conditions" in strict[1]


def _no_conditions(folder: Path) -> Path:
    file = folder / "none.json"
    file.write_text('{"adult": []}')
    return file
