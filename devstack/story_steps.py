"""The eight steps: what each sends, and what must hold afterwards."""

import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from secrets import token_hex
from typing import Any

from devstack import story_operations as operations
from devstack.errors import StepFailed
from devstack.graphql_client import GraphQLClient
from devstack.mailbox import Mail, Mailbox

PRACTITIONER_EMAIL = "elena.rivera@clinic.example"
DEMO_PASSWORD = "correct-horse-battery-42"
DEA_NUMBER, SSN_LAST4 = "BB1388568", "1234"  # of devstack/demo_registry.csv

PATIENT = {
    "firstName": "Ana",
    "dateOfBirth": "1961-04-12",
    "street": "12 Elm Street",
    "city": "Hartford",
    "state": "CT",
    "zip": "06106",
    "phone": "860-555-0142",
    "confined": False,
}
STATEMENTS = [
    "I_AM_THE_PERSON_NAMED",
    "I_LIVE_IN_CONNECTICUT",
    "MY_INFORMATION_IS_TRUE",
    "I_AM_NOT_CONFINED",
    "I_WILL_NOT_SHARE",
    "I_WILL_REPORT_CHANGES",
]

ATTESTATIONS = [
    "ONGOING_CARE",
    "ASSESSMENT_COMPLETED",
    "CONDITION_DIAGNOSED",
    "DRUGS_CONSIDERED",
    "BENEFITS_OUTWEIGH_RISKS",
    "RISKS_EXPLAINED",
    "FOLLOW_UP_AVAILABLE",
    "PRESCRIPTION_HISTORY_REVIEWED",
    "SCHEDULE_II_IN_CONNECTICUT",
    "NO_FINANCIAL_INTEREST",
    "NO_PROHIBITED_CONDUCT",
    "PATIENT_IS_NOT_MYSELF",
]

TOKEN_IN_LINK = re.compile(r"[?&#]token=([A-Za-z0-9._~-]+)")
MAIL_SECONDS = 10.0
CATCH_UP_SECONDS = 5.0


@dataclass
class World:
    """What the story knows so far."""

    client: GraphQLClient
    inbox: Mailbox
    run: str = field(default_factory=lambda: token_hex(4))  # makes this run's patient a new person
    practitioner_token: str = ""
    patient_token: str = ""
    certification_id: str = ""
    draft_version: int = 0
    registration_mail: Mail | None = None
    submit_to_mail_seconds: float = 0.0

    @property
    def patient_email(self) -> str:
        return f"ana.{self.run}@mail.example"


@dataclass(frozen=True)
class Step:
    """`play` does the step and answers in a few words what held; it raises StepFailed otherwise."""

    number: int
    title: str
    play: Callable[[World], Awaitable[str]]


async def sign_up(world: World) -> str:
    known = await world.client.answer(
        operations.SIGN_IN, input={"email": PRACTITIONER_EMAIL, "password": DEMO_PASSWORD}
    )
    if ((known.get("data") or {}).get("signIn") or {}).get("session"):
        return "she has her account from an earlier telling"
    await open_account(world, PRACTITIONER_EMAIL, "PRACTITIONER")
    return "account opened, e-mail address verified"


async def identify(world: World) -> str:
    session = await sign_in(world, PRACTITIONER_EMAIL)
    me = await world.client.execute(operations.ME, session["accessToken"])
    if me["me"]["practitioner"]:
        world.practitioner_token = session["accessToken"]
        return "identified earlier; the binding lasts"
    proof = {"deaNumber": DEA_NUMBER, "ssnLast4": SSN_LAST4}
    found = await world.client.execute(
        operations.IDENTIFY_AS_PRACTITIONER, session["accessToken"], input=proof
    )
    profile = found["identifyAsPractitioner"]["profile"]
    _expect(profile["lastName"], "Rivera", "the profile's last name")
    confirmed = await world.client.execute(
        operations.CONFIRM_PROFILE,
        session["accessToken"],
        input={"practitionerId": profile["practitionerId"]},
    )
    _expect(confirmed["confirmPractitionerProfile"]["practitioner"]["confirmed"], True, "confirmed")
    refreshed = await world.client.execute(
        operations.REFRESH_SESSION, input={"refreshToken": session["refreshToken"]}
    )
    world.practitioner_token = refreshed["refreshSession"]["session"]["accessToken"]
    return f"{profile['firstName']} {profile['lastName']}, {profile['credential']}, profile confirmed"


async def start(world: World) -> str:
    """Half-filled: a name is enough for a draft."""
    started = await world.client.execute(
        operations.START_CERTIFICATION,
        world.practitioner_token,
        input={"patient": {"firstName": PATIENT["firstName"], "lastName": f"Silva {letters(world.run)}"}},
    )
    certification = started["startCertification"]["certification"]
    _expect(certification["status"], "DRAFT", "the certification's status")
    world.certification_id, world.draft_version = certification["id"], certification["version"]
    return "a half-filled draft is saved"


async def check(world: World) -> str:
    first = await _assessment(world)
    _expect(first["blocked"], True, "blocked, while the profile is half-filled")
    missing = [outcome["rule"]["id"] for outcome in first["outcomes"] if outcome["blocks"]]
    world.draft_version = await _fill_in(world)
    second = await _assessment(world)
    if second["blocked"]:
        blocking = [f"{o['rule']['id']} {o['message']}" for o in second["outcomes"] if o["blocks"]]
        raise StepFailed(f"the filled draft is still blocked: {'; '.join(blocking)}")
    still_open = [o["rule"]["id"] for o in second["outcomes"] if o["result"] in ("FAILS", "MISSING")]
    _expect(still_open, [], "the rules that do not hold")
    return (
        f"{len(missing)} of {len(first['outcomes'])} rules were open ({', '.join(missing)}); "
        f"then every one that applies held (draft version {world.draft_version})"
    )


async def no_caregiver(_: World) -> str:
    return "an adult patient who needs none; optional"


async def submit(world: World) -> str:
    began = time.monotonic()
    submitted = await world.client.execute(
        operations.SUBMIT_CERTIFICATION,
        world.practitioner_token,
        input={"certificationId": world.certification_id, "version": world.draft_version},
    )
    certification = submitted["submitCertification"]["certification"]
    _expect(certification["status"], "CERTIFIED", "the certification's status")
    _expect(certification["registration"]["status"], "AWAITING_PATIENT", "the registration's status")
    world.registration_mail = await world.inbox.wait_for(world.patient_email, seconds=MAIL_SECONDS)
    world.submit_to_mail_seconds = time.monotonic() - began
    return (
        f"certified until {certification['validUntil']}; "
        f"the mail was there {world.submit_to_mail_seconds * 1000:.0f} ms after the submission left"
    )


async def register(world: World) -> str:
    await open_account(world, world.patient_email, "PATIENT")
    session = await sign_in(world, world.patient_email)
    world.patient_token = session["accessToken"]
    await world.client.execute(
        operations.IDENTIFY_AS_PATIENT, world.patient_token, input={"dateOfBirth": PATIENT["dateOfBirth"]}
    )
    application = await _until(
        world, operations.MY_APPLICATIONS, world.patient_token, lambda data: data["myApplications"]
    )
    _expect(application[0]["patient"]["firstName"], PATIENT["firstName"], "the pre-filled first name")
    completed = await world.client.execute(
        operations.COMPLETE_REGISTRATION,
        world.patient_token,
        input={"certificationId": world.certification_id, "affirmed": STATEMENTS},
    )
    registration = completed["completeRegistration"]["certification"]["registration"]
    _expect(registration["status"], "REGISTERED", "the registration's status")
    return "the patient saw the pre-filled application and completed the registration"


async def listed(world: World) -> str:
    def done(data: dict[str, Any]) -> Any:
        nodes = [edge["node"] for edge in data["certifications"]["edges"]]
        mine = next(node for node in nodes if node["id"] == world.certification_id)
        email = mine["registrationEmail"]
        return mine if email and email["state"] == "SENT" else None

    mine = await _until(world, operations.CERTIFICATIONS, world.practitioner_token, done)
    _expect(mine["status"], "CERTIFIED", "the certification's status")
    _expect(mine["registration"]["status"], "REGISTERED", "the registration's status")
    return "certified, e-mail delivered, patient registered"


STEPS: tuple[Step, ...] = (
    Step(1, "Dr. Rivera opens an account and verifies her e-mail address", sign_up),
    Step(2, "She signs in, says who she is, reviews and confirms her profile", identify),
    Step(3, "She adds a new patient", start),
    Step(4, "She checks what is missing, fills it in, checks again", check),
    Step(5, "She designates no caregiver", no_caregiver),
    Step(6, "She submits: the patient is certified and gets the mail", submit),
    Step(7, "The patient opens an account and completes the registration", register),
    Step(8, "She sees it in her list", listed),
)


async def open_account(world: World, email: str, kind: str) -> None:
    """Sign up and follow the link of the mail; a person whose mail does not come asks once more."""
    before = {mail.id for mail in await world.inbox.all_to(email)}

    def new(mail: Mail) -> bool:
        return mail.id not in before and bool(TOKEN_IN_LINK.search(mail.text))

    asked = {"email": email, "password": DEMO_PASSWORD, "kind": kind}
    await world.client.execute(operations.SIGN_UP, input=asked)
    try:
        mail = await world.inbox.wait_for(email, seconds=CATCH_UP_SECONDS, where=new)
    except StepFailed:
        await world.client.execute(operations.SIGN_UP, input=asked)
        mail = await world.inbox.wait_for(email, seconds=MAIL_SECONDS, where=new)
    found = TOKEN_IN_LINK.search(mail.text)
    proof = {"token": found[1] if found else "", "password": DEMO_PASSWORD}
    await world.client.execute(operations.VERIFY_EMAIL, input=proof)


async def sign_in(world: World, email: str) -> dict[str, str]:
    signed_in = await world.client.execute(
        operations.SIGN_IN, input={"email": email, "password": DEMO_PASSWORD}
    )
    session: dict[str, str] = signed_in["signIn"]["session"]
    return session


async def _fill_in(world: World) -> int:
    """The rest of the profile, and what she found, did and affirms; the draft's version afterwards."""
    profile = {**PATIENT, "email": world.patient_email}
    draft = {"certificationId": world.certification_id}
    edited = await world.client.execute(
        operations.UPDATE_PATIENT_PROFILE,
        world.practitioner_token,
        input={**draft, "version": world.draft_version, "patient": profile},
    )
    version = edited["updatePatientProfile"]["certification"]["version"]
    found = await world.client.execute(
        operations.RECORD_FINDINGS,
        world.practitioner_token,
        input={**draft, "version": version, "findings": findings()},
    )
    return int(found["recordFindings"]["certification"]["version"])


async def _assessment(world: World) -> dict[str, Any]:
    checked = await world.client.execute(
        operations.CHECK_CERTIFICATION, world.practitioner_token, id=world.certification_id
    )
    assessment: dict[str, Any] = checked["checkCertification"]
    return assessment


async def _until(world: World, query: str, token: str, wanted: Callable[[dict[str, Any]], Any]) -> Any:
    """Ask until another service's news has arrived in the answer; clients poll."""
    deadline = time.monotonic() + CATCH_UP_SECONDS
    while True:
        found = wanted(await world.client.execute(query, token))
        if found:
            return found
        if time.monotonic() > deadline:
            raise StepFailed(f"what was expected did not appear within {CATCH_UP_SECONDS:.0f} s")
        await world.client.pause()


def _expect(seen: Any, expected: Any, what: str) -> None:
    if seen != expected:
        raise StepFailed(f"{what} is {seen!r}, not {expected!r}")


def findings() -> dict[str, Any]:
    """What makes a certification that nothing blocks, with PATIENT and an e-mail address."""
    return {
        "conditions": ["MULTIPLE_SCLEROSIS"],
        "examinedOn": yesterday(),
        "modality": "IN_PERSON",
        "prescriptionsReviewedOn": yesterday(),
        "attestations": ATTESTATIONS,
    }


def yesterday() -> str:
    """By UTC: never later than Connecticut's today."""
    return str((datetime.now(UTC) - timedelta(days=1)).date())


def letters(digits: str) -> str:
    """A hexadecimal number as a surname: names have no digits."""
    return digits.translate(str.maketrans("0123456789", "ghijklmnop")).title()
