"""The printed certification, read back as a reader of PDF does."""

import base64
import io
from datetime import date

import pytest
from pypdf import PdfReader

from tests.certification.conftest import CARED_FOR, LEE, YESTERDAY, Practice

QUERY = """query($id: ID!, $language: Language) {
  certification(id: $id) { printed(language: $language) } }"""


async def text_of(practice: Practice, id: str, token: str | None = None, language: str = "EN") -> str | None:
    data = await practice.client.data(QUERY, token or practice.rivera(), id=id, language=language)
    printed = data["certification"]["printed"]
    if printed is None:
        return None
    assert len(printed) < 200_000
    pages = PdfReader(io.BytesIO(base64.b64decode(printed))).pages
    assert len(pages) == 1
    return " ".join(pages[0].extract_text().split())


async def test_it_says_who_was_certified_by_whom_and_until_when_and_what_it_is_not(
    practice: Practice,
) -> None:
    certified = await practice.certified()
    text = await text_of(practice, certified["id"])

    assert text is not None
    until = date.fromisoformat(certified["validUntil"]).strftime("%m/%d/%Y")
    for told in ("NOT the registration certificate", "Ana Canary-Torres", "Dr. Rivera", "05/17/1980", until):
        assert told in text
    assert "traumatic" not in text.lower()
    assert "NO LONGER" not in text


async def test_in_spanish(practice: Practice) -> None:
    text = await text_of(practice, (await practice.certified())["id"], language="ES")
    assert text is not None
    assert "NO es el certificado de registro" in text
    assert "17/05/1980" in text


@pytest.mark.parametrize(
    ("name", "set_as"),
    [
        ("Zoë Núñez", "Zoë Núñez"),
        ("Łukasz", "Łukasz"),
        ("Nguyễn", "Nguyễn"),
        ("Nguye\u0302\u0303n", "Nguyễn"),  # the same, decomposed
        ("Ирина", "Ирина"),
        ("Ǆuro", "DŽuro"),
        ("王 Łucja", "? Łucja"),
    ],
)
async def test_a_name_keeps_its_letters_and_what_no_font_has_is_set_as_near_as_can_be(
    practice: Practice, name: str, set_as: str
) -> None:
    text = await text_of(practice, (await practice.certified(firstName=name))["id"])
    assert text is not None
    assert f"{set_as} Canary-Torres" in text


async def test_what_is_over_says_so_and_a_draft_has_no_sheet(practice: Practice) -> None:
    certified = await practice.certified()
    await practice.done("withdrawCertification", certificationId=certified["id"], reason="Moved")

    text = await text_of(practice, certified["id"])
    assert text is not None
    assert "NO LONGER IN FORCE" in text
    assert await text_of(practice, (await practice.draft())["id"]) is None


async def test_the_day_after_its_last_day_it_is_over_although_the_worker_is_late(practice: Practice) -> None:
    certified = await practice.certified()
    await practice.store.mongo["certifications"].update_one(
        {"_id": certified["id"]}, {"$set": {"validUntil": YESTERDAY}}
    )

    text = await text_of(practice, certified["id"])
    assert text is not None
    assert "NO LONGER IN FORCE" in text


async def test_a_caregiver_has_no_sheet_of_the_patients(practice: Practice) -> None:
    certified = await practice.certified(caregiver=LEE, findings=CARED_FOR)
    await practice.hear_that_caregiver("account-lee", is_caregiver_in=certified["id"])

    assert await text_of(practice, certified["id"], practice.signer.token("account-lee")) is None
