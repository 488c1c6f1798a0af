"""What fell due and cannot be done is set aside; the others go on, and an operator has it done again."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from services.certification.domain.life import Due, DueKind
from services.certification.store.due import written
from tests.certification.conftest import Practice
from tests.certification.test_life import days_after, pass_time, state

Command = Callable[..., str]


@pytest.fixture
def due(mongodb_url: str, database: str, amqp_url: str, tmp_path: Path, practice: Practice) -> Command:
    """`due` as an operator runs it: what it printed."""
    where = {
        "MONGODB_URL": mongodb_url,
        "MONGODB_DATABASE": database,
        "AMQP_URL": amqp_url,
        "KEYS_DIR": str(tmp_path),
    }

    def run(*words: str) -> str:
        command = [sys.executable, "-m", "services.certification", "due", *words]
        return subprocess.run(
            command, env=os.environ | where, capture_output=True, text=True, timeout=60, check=True
        ).stdout

    return run


async def test_one_that_cannot_be_done_does_not_hold_up_the_others_and_is_done_once_mended(
    practice: Practice, due: Command
) -> None:
    poisoned, sound = await practice.certified(), await practice.certified()
    certifications = practice.store.mongo["certifications"]
    whole = await certifications.find_one({"_id": poisoned["id"]})
    assert whole is not None
    await certifications.update_one({"_id": poisoned["id"]}, {"$set": {"sealed": "damaged"}})
    over = days_after(sound["validUntil"], 1)

    with capture_logs() as logs:
        await pass_time(practice, over)
        again = await pass_time(practice, over)

    assert await state(practice, sound["id"]) == ("EXPIRED", "CLOSED")
    assert again == 0
    ends = f"{poisoned['id']}:EXPIRES:0"
    (aside,) = [each for each in await practice.store.due.aside() if each.id == ends]
    assert aside.reason == "KeyUnknown"
    assert {log["certification_id"] for log in logs if log["log_level"] == "error"} == {poisoned["id"]}
    assert await practice.store.due.count_aside() == 1

    listed = due("list")
    await certifications.replace_one({"_id": poisoned["id"]}, whole)
    replayed = due("replay", ends)
    await pass_time(practice, over)

    assert all(word in listed for word in (ends, "EXPIRES", "KeyUnknown"))
    assert replayed.strip() == "replayed 1"
    assert await state(practice, poisoned["id"]) == ("EXPIRED", "CLOSED")
    assert due("list").strip() == "none"


async def test_what_another_version_wrote_is_left_to_it_and_what_is_no_due_thing_is_set_aside(
    practice: Practice,
) -> None:
    certified = await practice.certified()
    late = (await practice.found(certified["id"])).created_at + timedelta(days=30)
    collection = practice.store.mongo["due"]
    known = written(Due("absent", DueKind.EXPIRES, late))
    await collection.insert_one(known | {"_id": "x:later", "kind": "OF_LATER"})
    await collection.insert_one({"_id": "x:half", "kind": "EXPIRES", "at": late})

    await pass_time(practice, str(late.date() + timedelta(days=1)))

    assert [each.id for each in await practice.store.due.aside()] == ["x:half"]
    assert await practice.store.due.drop_aside({"x:half", "x:later"}) == 1
    assert await collection.count_documents({"_id": "x:later"}) == 1
