"""Who signs up with the address of an account: its owner learns of it, by mail, and nobody else does."""

from datetime import timedelta

import pytest

from contracts.events.internal import ApplicationClosed, Language, MailKind, Part
from contracts.events.public import RegistrationStatus
from services.identity.domain.mailed_proof import LASTS, MAX_AT_A_TIME, ProofKind
from tests.identity.conftest import ANA, PASSWORD, Office, errors_of

ELENA = "elena@example.com"
KINDS = ("PRACTITIONER", "STAFF", "PATIENT", "CAREGIVER")
BORN = "1980-05-17"


async def told(office: Office) -> list[str]:
    """To whom it was mailed that there is an account."""
    return [mail.email for mail in await office.mails(MailKind.ACCOUNT_EXISTS)]


@pytest.fixture
async def ana(office: Office) -> str:
    """Her session, when she proved to be a patient."""
    ana = await office.patient()
    await office.mutate("identifyAsPatient", ana, dateOfBirth=BORN)
    return ana


async def test_the_owner_is_told_in_their_own_language_and_the_account_stays_as_it_was(
    office: Office,
) -> None:
    await office.new_account(ELENA)
    unknown = await office.sign_up("nobody@example.com")

    known = await office.mutate(
        "signUp", email=ELENA, password="a stranger's password", kind="STAFF", language="ES"
    )

    assert known == unknown
    (mail,) = await office.mails(MailKind.ACCOUNT_EXISTS)
    assert (mail.email, mail.language, mail.values) == (ELENA, Language.EN, {})
    assert len(await office.mails(MailKind.ACCOUNT_VERIFICATION)) == 2  # hers of then, and nobody's
    assert errors_of(await office.sign_in(ELENA, PASSWORD)) == []
    assert errors_of(await office.sign_in(ELENA, "a stranger's password")) != []


async def test_it_is_mailed_once_a_minute_and_five_times_a_day(office: Office) -> None:
    await office.new_account(ELENA)
    office.stop_clock()

    await office.sign_up(ELENA)
    office.turn_clock(timedelta(seconds=59))
    await office.sign_up(ELENA)
    assert await told(office) == [ELENA]

    for _ in range(MAX_AT_A_TIME[ProofKind.ACCOUNT_EXISTS] + 2):
        office.turn_clock(timedelta(minutes=1))
        await office.sign_up(ELENA)
    assert len(await told(office)) == MAX_AT_A_TIME[ProofKind.ACCOUNT_EXISTS]

    office.turn_clock(LASTS[ProofKind.ACCOUNT_EXISTS])
    await office.sign_up(ELENA)
    assert len(await told(office)) == MAX_AT_A_TIME[ProofKind.ACCOUNT_EXISTS] + 1


async def test_it_holds_up_no_mail_that_the_owner_asks_for(office: Office) -> None:
    await office.new_account(ELENA)
    for _ in range(MAX_AT_A_TIME[ProofKind.ACCOUNT_EXISTS]):
        await office.sign_up(ELENA)
        office.turn_clock(timedelta(minutes=1))

    await office.mutate("requestPasswordReset", email=ELENA)

    assert len(await office.mails(MailKind.PASSWORD_RESET)) == 1


async def test_who_signs_up_as_a_patient_hears_nothing_before_an_application_is_certified(
    office: Office,
) -> None:
    """Also where the address has an account of another kind."""
    await office.new_account(ANA, "STAFF")

    await office.sign_up(ANA, "PATIENT")
    assert await told(office) == []

    await office.hear(office.announcement())
    await office.sign_up(ANA, "CAREGIVER")
    assert await told(office) == []
    await office.sign_up(ANA, "PATIENT")
    assert await told(office) == [ANA]


@pytest.mark.parametrize("kind", KINDS)
async def test_a_patient_with_an_open_registration_is_told_whatever_they_sign_up_as(
    office: Office, ana: str, kind: str
) -> None:
    await office.sign_up(ANA, kind)

    assert await told(office) == [ANA]


@pytest.mark.parametrize("kind", KINDS)
async def test_whose_registrations_are_all_closed_hears_nothing_until_one_is_certified_anew(
    office: Office, ana: str, kind: str
) -> None:
    """Signing in would be refused, so there is nothing true to be told."""
    await office.hear(office.announcement(ApplicationClosed, sequence=2))
    before = len(await office.mails())

    await office.sign_up(ANA, kind)
    await office.mutate("resendVerification", email=ANA)
    assert len(await office.mails()) == before

    await office.hear(office.announcement(id="renewal"))
    await office.sign_up(ANA, kind)
    assert await told(office) == [ANA]
    assert errors_of(await office.sign_in(ANA)) == []


async def test_a_registration_that_lives_on_after_a_withdrawal_is_open(office: Office, ana: str) -> None:
    lives = office.announcement(ApplicationClosed, sequence=2, registration=RegistrationStatus.REGISTERED)
    await office.hear(lives)

    await office.sign_up(ANA, "PATIENT")

    assert await told(office) == [ANA]


async def test_a_practitioner_who_is_a_patient_too_needs_no_open_registration(office: Office) -> None:
    token = await office.practitioner(ANA)
    await office.hear(office.announcement())
    await office.mutate("identifyAsPatient", token, dateOfBirth=BORN)
    await office.hear(office.announcement(ApplicationClosed, sequence=2))

    await office.sign_up(ANA, "PRACTITIONER")

    assert await told(office) == [ANA]


async def test_whom_the_gate_held_before_the_account_was_opened_is_told_at_once(office: Office) -> None:
    """Mails that did not go out stand in the way of none."""
    await office.sign_up(ANA, "CAREGIVER")
    await office.hear(office.announcement(), office.announcement(id="cared-for", part=Part.CAREGIVER))
    await office.new_account(ANA, "PATIENT")

    await office.sign_up(ANA, "CAREGIVER")

    assert await told(office) == [ANA]
