"""The gate: no patient or caregiver gets in before a practitioner certified their application."""

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from chassis.consumer import Unacceptable
from contracts.events.internal import (
    AccountLinked,
    ApplicationChanged,
    ApplicationClosed,
    Part,
)
from services.identity.store.attempts import WINDOW
from tests.identity.conftest import ANA, Office, at_once, errors_of, token_of

NO_MATCH = [("NO_MATCH", "dateOfBirth")]


async def test_a_patient_of_no_application_gets_no_mail_and_no_session(office: Office) -> None:
    payload = await office.sign_up(ANA, "PATIENT")
    office.turn_clock(timedelta(minutes=5))
    await office.mutate("resendVerification", email=ANA)

    assert "Check your mail" in payload["message"]
    assert "has an account already" in payload["message"]
    assert await office.mails() == []
    assert (await office.sign_in(ANA))["session"] is None


async def test_the_mail_of_a_patient_who_waits_goes_out_once_when_the_application_is_certified(
    office: Office,
) -> None:
    before = await office.sign_up(ANA, "PATIENT")
    initiated = office.announcement()

    await office.hear(initiated, initiated, office.announcement(ApplicationChanged, sequence=2))

    (mail,) = await office.mails()
    assert mail.email == ANA
    assert errors_of(await office.verify(token=token_of(mail))) == []
    assert errors_of(await office.sign_in(ANA)) == []
    assert before == await office.sign_up("nobody@example.com", "PATIENT")


async def test_a_patient_who_signs_up_after_the_application_gets_the_mail_at_once(office: Office) -> None:
    initiated = office.announcement()
    await office.hear(initiated)
    assert await office.mails() == []

    await office.sign_up("Ana.Canary@EXAMPLE.com", "PATIENT")
    await office.hear(initiated)

    assert len(await office.mails()) == 1


async def test_a_sign_up_and_the_application_at_the_same_moment_ask_for_one_mail(office: Office) -> None:
    """Either may be first; if each overlooked the other, the mail would never go out."""
    addresses = [f"ana{n}@example.com" for n in range(25)]

    await at_once(
        *(
            work
            for email in addresses
            for work in (
                office.sign_up(email, "PATIENT"),
                office.hear(office.announcement(id=f"certification-of-{email}", email=email)),
            )
        )
    )

    assert sorted(mail.email for mail in await office.mails()) == sorted(addresses)


@pytest.mark.parametrize(
    ("kind", "part"), [("PATIENT", Part.CAREGIVER), ("CAREGIVER", Part.PATIENT)], ids=["patient", "caregiver"]
)
async def test_who_signs_up_as_what_the_application_does_not_know_waits_on(
    office: Office, kind: str, part: Part
) -> None:
    await office.sign_up(ANA, kind)

    await office.hear(office.announcement(part=part))
    assert await office.mails() == []

    await office.hear(office.announcement(id="another", part=Part(kind)))
    assert len(await office.mails()) == 1


async def test_an_application_of_another_address_opens_nothing_until_it_is_corrected(office: Office) -> None:
    await office.sign_up(ANA, "PATIENT")

    await office.hear(office.announcement(email="anna@example.com"))
    assert await office.mails() == []

    await office.hear(office.announcement(ApplicationChanged, sequence=2))
    assert len(await office.mails()) == 1


async def test_a_closed_application_opens_nothing(office: Office) -> None:
    await office.sign_up(ANA, "PATIENT")
    other = await office.session_of_new("other@example.com")
    await office.hear(office.announcement(ApplicationClosed, sequence=3), office.announcement(sequence=1))
    await office.hear(
        office.announcement(id="b", email="other@example.com"),
        office.announcement(ApplicationClosed, id="b", sequence=2, email="other@example.com"),
    )
    await office.sign_up(ANA, "PATIENT")

    assert await office.mails() == []
    payload = await office.mutate("identifyAsPatient", other, dateOfBirth="1980-05-17")
    assert errors_of(payload) == NO_MATCH


@pytest.mark.parametrize("seed", range(6))
async def test_shuffled_and_repeated_events_end_the_same(office: Office, seed: int) -> None:
    """Ana's first application was withdrawn, her second stands; her address was corrected meanwhile."""
    events = [
        office.announcement(id="first", sequence=1),
        office.announcement(ApplicationChanged, id="first", sequence=2),
        office.announcement(ApplicationClosed, id="first", sequence=3),
        office.announcement(id="second", sequence=1, email="anna@example.com"),
        office.announcement(ApplicationChanged, id="second", sequence=2),
        office.announcement(ApplicationChanged, id="second", sequence=3, born=date(1980, 5, 18)),
    ]
    shuffled = events * 2
    random.Random(seed).shuffle(shuffled)
    ana = await office.session_of_new(ANA)

    await office.hear(*shuffled)

    wrong = await office.mutate("identifyAsPatient", ana, dateOfBirth="1980-05-17")
    right = await office.mutate("identifyAsPatient", ana, dateOfBirth="1980-05-18")
    assert errors_of(wrong) == NO_MATCH
    assert right["links"] == [{"certificationId": "second", "part": "PATIENT"}]
    kept = {a["_id"]: (a["sequence"], a["open"]) async for a in office.store.mongo["applications"].find()}
    assert kept == {"first": (3, False), "second": (3, True)}


@pytest.mark.parametrize("seed", range(4))
async def test_in_whatever_order_a_patient_who_waits_gets_one_mail(office: Office, seed: int) -> None:
    await office.sign_up(ANA, "PATIENT")
    events = [office.announcement(id=each) for each in "abc"] + [
        office.announcement(ApplicationChanged, id=each, sequence=2) for each in "abc"
    ]
    shuffled = events * 2
    random.Random(seed).shuffle(shuffled)

    await office.hear(*shuffled)

    assert len(await office.mails()) == 1


async def test_the_right_date_of_birth_links_the_account_and_tells_so_once(office: Office) -> None:
    ana = await office.patient()

    wrong = await office.mutate("identifyAsPatient", ana, dateOfBirth="1980-05-18")
    right = await office.mutate("identifyAsPatient", ana, dateOfBirth="1980-05-17")
    again = await office.mutate("identifyAsPatient", ana, dateOfBirth="1980-05-17")

    assert wrong["links"] == []
    assert errors_of(wrong) == NO_MATCH
    assert (
        right
        == again
        == {
            "links": [{"certificationId": "certification", "part": "PATIENT"}],
            "userErrors": [],
        }
    )
    me = await office.me(ana)
    assert (me["links"], me["roles"]) == (right["links"], ["PATIENT"])
    (entry,) = await office.outbox(AccountLinked.TYPE)
    told = AccountLinked.model_validate(entry["payload"])
    assert entry["sequence"] == 1
    assert told == AccountLinked(
        account_id=me["id"], certification_id="certification", person_id="ana", part=Part.PATIENT
    )


async def test_five_simultaneous_identifications_link_once(office: Office) -> None:
    ana = await office.patient()

    payloads = await at_once(
        *(office.mutate("identifyAsPatient", ana, dateOfBirth="1980-05-17") for _ in range(5))
    )

    assert [payload["userErrors"] for payload in payloads] == [[]] * 5
    assert len(await office.outbox(AccountLinked.TYPE)) == 1


async def test_a_patient_is_no_caregiver_and_somebody_else_is_neither(office: Office) -> None:
    ana = await office.patient()
    stranger = await office.session_of_new("stranger@example.com")

    caregiver = await office.mutate("identifyAsCaregiver", ana, dateOfBirth="1980-05-17")
    somebody = await office.mutate("identifyAsPatient", stranger, dateOfBirth="1980-05-17")

    assert errors_of(caregiver) == errors_of(somebody) == NO_MATCH
    assert caregiver == somebody


async def test_a_later_application_is_linked_too_when_the_patient_asks_again(office: Office) -> None:
    ana = await office.patient()
    await office.mutate("identifyAsPatient", ana, dateOfBirth="1980-05-17")
    await office.hear(office.announcement(id="renewal"))

    payload = await office.mutate("identifyAsPatient", ana, dateOfBirth="1980-05-17")

    assert {link["certificationId"] for link in payload["links"]} == {"certification", "renewal"}
    assert len(await office.outbox(AccountLinked.TYPE)) == 2


async def test_a_caregiver_comes_through_a_door_of_their_own(office: Office) -> None:
    await office.sign_up("lee@example.com", "CAREGIVER")
    await office.hear(office.announcement(part=Part.CAREGIVER, email="lee@example.com"))
    await office.verify(token=token_of((await office.mails())[0]))
    lee = await office.session("lee@example.com")

    payload = await office.mutate("identifyAsCaregiver", lee, dateOfBirth="1980-05-17")

    assert payload["links"] == [{"certificationId": "certification", "part": "CAREGIVER"}]


async def test_dates_of_birth_cannot_be_tried_one_after_the_other(office: Office) -> None:
    ana = await office.patient()
    for day in range(1, 6):
        await office.mutate("identifyAsPatient", ana, dateOfBirth=f"1980-06-0{day}")

    sixth = await office.mutate("identifyAsPatient", ana, dateOfBirth="1980-05-17")
    office.turn_clock(WINDOW)
    later = await office.mutate("identifyAsPatient", ana, dateOfBirth="1980-05-17")

    assert errors_of(sixth) == [("TOO_MANY_ATTEMPTS", "dateOfBirth")]
    assert errors_of(later) == []


async def test_an_event_of_another_shape_or_with_a_moved_seal_is_refused_for_good(office: Office) -> None:
    first, second = office.announcement(), office.announcement()
    moved = replace(first, data={**first.data, "sealed": second.data["sealed"]})
    shapeless = replace(first, data={"certificationId": 7})

    for event in (moved, shapeless):
        with pytest.raises(Unacceptable) as refused:
            await office.hear(event)
        assert "anary" not in str(refused.value)
