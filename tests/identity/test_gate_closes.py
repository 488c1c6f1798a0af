"""The gate closes again, renewals link by themselves, and a guardian comes through it for a minor."""

from datetime import date, timedelta

from contracts.events.internal import AccountLinked, ApplicationChanged, ApplicationClosed, Part
from contracts.events.public import RegistrationStatus
from tests.identity.conftest import ANA, Office, errors_of, token_of

BORN = "1980-05-17"


async def test_when_the_last_registration_closes_sessions_end_at_their_next_refresh(office: Office) -> None:
    await office.patient()
    session = (await office.sign_in(ANA))["session"]
    await office.mutate("identifyAsPatient", session["accessToken"], dateOfBirth=BORN)
    await office.hear(office.announcement(id="another"))

    await office.hear(office.announcement(ApplicationClosed, sequence=2))
    one_left = await office.mutate("refreshSession", refreshToken=session["refreshToken"])
    await office.hear(office.announcement(ApplicationClosed, id="another", sequence=2))
    none_left = await office.mutate("refreshSession", refreshToken=one_left["session"]["refreshToken"])
    signed_in = await office.sign_in(ANA)

    assert one_left["userErrors"] == []
    assert errors_of(none_left) == [("WRONG_STATE", "refreshToken")]
    assert errors_of(signed_in) == [("WRONG_STATE", "email")]

    await office.hear(office.announcement(id="renewal"))
    assert errors_of(await office.sign_in(ANA)) == []


async def test_a_withdrawn_certification_whose_registration_lives_on_keeps_the_gate_open(
    office: Office,
) -> None:
    await office.patient()
    lives = office.announcement(ApplicationClosed, sequence=2, registration=RegistrationStatus.REGISTERED)

    await office.hear(lives)

    assert errors_of(await office.sign_in(ANA)) == []


async def test_a_practitioner_needs_no_application(office: Office) -> None:
    await office.new_account("elena@example.com")

    assert errors_of(await office.sign_in("elena@example.com")) == []


async def test_a_patient_who_signed_up_as_a_practitioner_is_held_like_any_other(office: Office) -> None:
    await office.new_account(ANA, "PRACTITIONER")
    ana = await office.session(ANA)
    too_early = await office.mutate("identifyAsPatient", ana, dateOfBirth=BORN)
    await office.hear(office.announcement())
    await office.mutate("identifyAsPatient", ana, dateOfBirth=BORN)
    session = (await office.sign_in(ANA))["session"]

    await office.hear(office.announcement(ApplicationClosed, sequence=2))

    assert errors_of(too_early) == [("NO_MATCH", "dateOfBirth")]
    refreshed = await office.mutate("refreshSession", refreshToken=session["refreshToken"])
    assert errors_of(refreshed) == [("WRONG_STATE", "refreshToken")]
    assert errors_of(await office.sign_in(ANA)) == [("WRONG_STATE", "email")]


async def test_who_finds_the_gate_shut_goes_on_with_the_same_session_once_it_is_open(office: Office) -> None:
    ana = await office.patient()
    await office.mutate("identifyAsPatient", ana, dateOfBirth=BORN)
    session = (await office.sign_in(ANA))["session"]
    await office.hear(office.announcement(ApplicationClosed, sequence=2))
    refused = await office.mutate("refreshSession", refreshToken=session["refreshToken"])
    office.turn_clock(timedelta(minutes=5))

    await office.hear(office.announcement(id="renewal"))
    refreshed = await office.mutate("refreshSession", refreshToken=session["refreshToken"])

    assert errors_of(refused) == [("WRONG_STATE", "refreshToken")]
    assert errors_of(refreshed) == []


async def test_of_two_people_with_one_address_each_has_a_gate_of_their_own(office: Office) -> None:
    ana = await office.patient()
    await office.mutate("identifyAsPatient", ana, dateOfBirth=BORN)
    await office.hear(office.announcement(id="husband", person_id="husband", born=date(1979, 1, 1)))

    await office.hear(office.announcement(ApplicationClosed, sequence=2))

    assert errors_of(await office.sign_in(ANA)) == [("WRONG_STATE", "email")]


async def test_who_is_certified_under_another_name_comes_in_with_the_old_account(office: Office) -> None:
    """To certification that is another person: the account proves to be that one too."""
    ana = await office.patient()
    await office.mutate("identifyAsPatient", ana, dateOfBirth=BORN)
    await office.hear(office.announcement(ApplicationClosed, sequence=2))
    await office.hear(office.announcement(id="married", person_id="ana of another name"))

    session = (await office.sign_in(ANA))["session"]
    proved = await office.mutate("identifyAsPatient", session["accessToken"], dateOfBirth=BORN)

    assert {link["certificationId"] for link in proved["links"]} == {"certification", "married"}


async def test_a_former_patient_who_becomes_a_caregiver_comes_in_with_the_old_account(office: Office) -> None:
    ana = await office.patient()
    await office.mutate("identifyAsPatient", ana, dateOfBirth=BORN)
    await office.hear(office.announcement(ApplicationClosed, sequence=2))
    await office.hear(office.announcement(id="cared-for", part=Part.CAREGIVER))

    session = (await office.sign_in(ANA))["session"]
    proved = await office.mutate("identifyAsCaregiver", session["accessToken"], dateOfBirth=BORN)

    assert {"certificationId": "cared-for", "part": "CAREGIVER"} in proved["links"]


async def test_a_renewal_of_the_same_person_is_linked_by_itself_even_at_a_new_address(office: Office) -> None:
    ana = await office.patient()
    await office.mutate("identifyAsPatient", ana, dateOfBirth=BORN)

    renewal = office.announcement(id="renewal", email="ana.new@example.com")
    stranger = office.announcement(id="other", person_id="another person")
    await office.hear(
        renewal, stranger, renewal, office.announcement(ApplicationChanged, id="renewal", sequence=2)
    )

    told = [
        AccountLinked.model_validate(e["payload"]).certification_id
        for e in await office.outbox(AccountLinked.TYPE)
    ]
    assert sorted(told) == ["certification", "renewal"]
    assert {link["certificationId"] for link in (await office.me(ana))["links"]} == {
        "certification",
        "renewal",
    }


async def test_the_first_proof_links_all_open_applications_of_the_person(office: Office) -> None:
    ana = await office.patient()
    await office.hear(office.announcement(id="elsewhere", email="ana.old@example.com"))

    payload = await office.mutate("identifyAsPatient", ana, dateOfBirth=BORN)

    assert {link["certificationId"] for link in payload["links"]} == {"certification", "elsewhere"}


async def test_a_guardian_identifies_with_the_minor_s_birth_date_then_as_caregiver(office: Office) -> None:
    guardian = "guardian@example.com"
    await office.sign_up(guardian, "PATIENT")
    await office.hear(
        office.announcement(email=guardian, born=date(2015, 3, 2), guardian_born=date(1985, 7, 9))
    )
    (mail,) = await office.mails()
    await office.verify(token=token_of(mail))
    token = await office.session(guardian)

    minor = await office.mutate("identifyAsPatient", token, dateOfBirth="2015-03-02")
    both = await office.mutate("identifyAsCaregiver", token, dateOfBirth="1985-07-09")

    assert minor["links"] == [{"certificationId": "certification", "part": "PATIENT"}]
    assert {link["part"] for link in both["links"]} == {"PATIENT", "CAREGIVER"}
    me = await office.me(token)
    assert me["roles"] == ["CAREGIVER", "PATIENT"]
    told = [AccountLinked.model_validate(e["payload"]) for e in await office.outbox(AccountLinked.TYPE)]
    assert {(each.person_id, each.part) for each in told} == {
        ("ana", Part.PATIENT),
        ("guardian", Part.CAREGIVER),
    }


async def test_who_is_no_longer_the_caregiver_is_no_longer_let_in(office: Office) -> None:
    lee = "lee@example.com"
    await office.sign_up(lee, "CAREGIVER")
    await office.hear(office.announcement(part=Part.CAREGIVER, email=lee, person_id="lee"))
    (mail,) = await office.mails()
    await office.verify(token=token_of(mail))
    await office.mutate("identifyAsCaregiver", await office.session(lee), dateOfBirth=BORN)
    assert errors_of(await office.sign_in(lee)) == []

    await office.hear(office.announcement(ApplicationChanged, sequence=2))  # the patient alone

    assert errors_of(await office.sign_in(lee)) == [("WRONG_STATE", "email")]
