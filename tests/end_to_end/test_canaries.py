"""Whatever people give and get is in no log, metric, error or open part of an event, and cannot be read on the disk."""

import asyncio
from pathlib import Path
from secrets import token_hex
from typing import Any

import pytest
from pymongo import MongoClient

from contracts.events.internal import MailKind
from devstack.servers import Given
from devstack.stack import Devstack
from devstack.story_operations import START_CERTIFICATION, SUBMIT_CERTIFICATION
from devstack.story_steps import World
from tests.end_to_end.planted import (
    SSN_LAST4,
    Planted,
    Secrets,
    as_bson_text,
    events,
    in_text,
    logs,
    metrics,
    on_disk,
)
from tests.faults.practitioner import whole_draft

OPENS_SECONDS = 20.0

ERRORS = "userErrors { code message path }"
SESSION = f"session {{ accessToken refreshToken }} {ERRORS}"
FIELDS = {
    "signUp": ERRORS,
    "verifyEmail": ERRORS,
    "signIn": SESSION,
    "refreshSession": SESSION,
    "changePassword": ERRORS,
    "requestPasswordReset": ERRORS,
    "resetPassword": ERRORS,
    "requestEmailChange": ERRORS,
    "confirmEmailChange": ERRORS,
    "identifyAsPractitioner": f"profile {{ practitionerId }} {ERRORS}",
    "confirmPractitionerProfile": ERRORS,
    "createTemporaryEmail": f"address oneTimePassword {ERRORS}",
    "replaceTemporaryPassword": ERRORS,
    "identifyAsPatient": ERRORS,
    "signOut": ERRORS,
}


class Person:
    """Does everything through the gateway, rightly and wrongly, and keeps what was told of errors."""

    def __init__(self, world: World, planted: Planted, stack: Devstack) -> None:
        self.world, self.planted, self.secrets = world, planted, Secrets(stack)
        self.told: list[Any] = []

    async def do(self, name: str, access: str = "", /, **input: Any) -> dict[str, Any]:
        kind = f"{name[0].upper()}{name[1:]}Input"
        document = f"mutation($input: {kind}!) {{ {name}(input: $input) {{ {FIELDS[name]} }} }}"
        answer = await self.world.client.answer(document, access, input=input)
        self.told.append(answer.get("errors"))
        payload: dict[str, Any] = (answer.get("data") or {}).get(name) or {}
        self.told.append(payload.get("userErrors"))
        session = payload.get("session")
        if session is not None:
            self.planted.others += [
                session["accessToken"].rpartition(".")[2],
                session["refreshToken"].partition(".")[2],
            ]
        return payload

    async def mailed(self, email: str, kind: MailKind) -> str:
        """The link's token of the newest mail; its secret and the code are canaries too."""
        mail = (await asyncio.to_thread(self.secrets.mails, email, kind))[-1]
        token = mail.values["link"].partition("token=")[2]
        self.planted.others.append(token.partition(".")[2])
        if kind is not MailKind.ACCOUNT_VERIFICATION:  # six digits alone are found in any log
            self.planted.others.append(mail.values["code"])
        return token

    async def live(self) -> None:
        p = self.planted
        await self.do("signUp", email=p.email, password=p.password, kind="PRACTITIONER")
        await self.do("signUp", email=p.core, password=p.password, kind="PRACTITIONER")
        await self.do("signUp", email=p.email, password=p.password, kind=p.core)
        token = await self.mailed(p.email, MailKind.ACCOUNT_VERIFICATION)
        await self.do("verifyEmail", token=token, password=p.new_password)
        await self.do("verifyEmail", token=token, password=p.password)
        await self.do("signIn", email=p.email, password=p.new_password)
        await self.do("signIn", email=p.core, password={"x": p.password})
        session = (await self.do("signIn", email=p.email, password=p.password))["session"]
        access = session["accessToken"]
        await self.do("identifyAsPractitioner", access, deaNumber=p.unregistered_dea, ssnLast4=SSN_LAST4)
        await self.do("identifyAsPractitioner", access, deaNumber=p.dea, ssnLast4="9999")
        await self.do("identifyAsPractitioner", access, deaNumber=p.core, ssnLast4=p.core)
        found = await self.do("identifyAsPractitioner", access, deaNumber=p.dea, ssnLast4=SSN_LAST4)
        practitioner = found["profile"]["practitionerId"]
        p.others.append(await asyncio.to_thread(self.secrets.verifier, practitioner))
        await self.do("confirmPractitionerProfile", access, practitionerId=practitioner)
        refreshed = await self.do("refreshSession", refreshToken=session["refreshToken"])
        access = refreshed["session"]["accessToken"]
        await self.certifies(access)
        await self.do("identifyAsPatient", access, dateOfBirth=p.core)
        await self.do("identifyAsPatient", access + p.core, dateOfBirth="1980-01-01")
        await self.do("changePassword", access, currentPassword=p.new_password, newPassword=p.password)
        await self.do("changePassword", access, currentPassword=p.password, newPassword=p.new_password)
        await self.do("requestEmailChange", access, newEmail=p.new_email, password=p.new_password)
        token = await self.mailed(p.new_email, MailKind.EMAIL_CHANGE)
        await self.do("confirmEmailChange", access, code=p.core)
        await self.do("confirmEmailChange", access, token=token)
        await self.do("requestPasswordReset", email=p.new_email)
        token = await self.mailed(p.new_email, MailKind.PASSWORD_RESET)
        await self.do("resetPassword", email=p.new_email, code=p.core, newPassword=p.password)
        await self.do("resetPassword", token=token, newPassword=p.password)
        last = (await self.do("signIn", email=p.new_email, password=p.password))["session"]
        await self.do("signOut", refreshToken=last["refreshToken"])

    async def certifies(self, access: str) -> None:
        """Two patients: one with an address of their own, one with a temporary one, who then comes with the sheet."""
        p = self.planted
        sheet = await self.do("createTemporaryEmail", access)
        p.others += [sheet["address"], sheet["oneTimePassword"]]
        for last_name, email in ((p.name, p.patient_email), (f"{p.name}er", sheet["address"])):
            draft = whole_draft(last_name, email, street=f"2 {p.name} Street")
            started = await self.world.client.execute(START_CERTIFICATION, access, input=draft)
            begun = started["startCertification"]["certification"]
            which = {"certificationId": begun["id"], "version": begun["version"]}
            done = await self.world.client.execute(SUBMIT_CERTIFICATION, access, input=which)
            assert done["submitCertification"]["certification"]["status"] == "CERTIFIED"
        await asyncio.to_thread(self.secrets.opened, OPENS_SECONDS)
        words = {"email": sheet["address"], "newPassword": p.new_password}
        await self.do("replaceTemporaryPassword", **words, temporaryPassword=p.core)
        last = await self.do("replaceTemporaryPassword", **words, temporaryPassword=sheet["oneTimePassword"])
        assert last["userErrors"] == []
        await self.world.inbox.wait_for(p.patient_email, seconds=OPENS_SECONDS)


@pytest.fixture(scope="module")
def planted() -> Planted:
    return Planted()


@pytest.fixture
async def person(world: World, stack: Devstack, planted: Planted, tmp_path: Path) -> Person:
    person = Person(world, planted, stack)
    if not planted.others:
        file = tmp_path / "registry.csv"
        file.write_text(planted.registry, encoding="utf-8")
        await stack.command("registry-of-canaries", "services.identity", "registry", "import", str(file))
        await person.live()
        # sessions, links, codes, the verifier, the temporary address and its password
        assert len(planted.others) == 3 * 2 + 3 + 2 + 1 + 2
        assert "INVALID_CREDENTIALS" in str(person.told)
        assert in_text(str(person.told), planted.all) == []
    return person


async def test_they_are_in_no_log(person: Person, stack: Devstack, servers: Devstack) -> None:
    read = await logs(stack, servers)

    assert len(read) >= 9
    assert "started" in read["identity-api.log"]
    assert "1 added" in read["registry-of-canaries.log"]
    found = {name: in_text(text, person.planted.all) for name, text in read.items()}
    assert {name: each for name, each in found.items() if each} == {}


async def test_they_are_in_no_metric(person: Person, stack: Devstack) -> None:
    read = await metrics(stack)

    assert all("mmp_" in text for text in read.values())
    assert [name for name, text in read.items() if in_text(text, person.planted.all)] == []


async def test_they_are_in_no_open_part_of_an_event(person: Person, stack: Devstack) -> None:
    read = await asyncio.to_thread(lambda: list(events(stack)))

    assert {kind for kind, _ in read} >= {
        *("mail.requested.v1", "practitioner.confirmed.v1", "temporary_email.issued.v1"),
        *("application.initiated.v1", "certification.certified.v1"),
    }
    assert [kind for kind, text in read if in_text(text, person.planted.all)] == []


async def test_they_cannot_be_read_in_the_files_of_database_and_broker(
    person: Person, stack: Devstack, servers: Devstack
) -> None:
    """What is not sealed is found there: a marker shows it, whole and as the value of four digits."""
    if Given.from_environment().mongodb_url:
        pytest.skip("the files of somebody else's database cannot be read from here")
    marker = f"m{token_hex(8)}"
    digits = f"7{token_hex(2)}"

    def plant() -> None:
        with MongoClient[dict[str, Any]](stack.mongodb_url) as client:
            scratch = client[f"scratch_{marker}"]["markers"]
            scratch.insert_one({"_id": marker, "digits": digits})
            client.admin.command("fsync")

    def unplant() -> None:
        with MongoClient[dict[str, Any]](stack.mongodb_url) as client:
            client.drop_database(f"scratch_{marker}")

    await asyncio.to_thread(plant)
    wanted = [each.encode() for each in (*person.planted.all, marker)]
    values = [as_bson_text(SSN_LAST4), as_bson_text(digits)]
    found = await asyncio.to_thread(on_disk, servers.rundir.data, [*wanted, *values])
    await asyncio.to_thread(unplant)

    assert found.pop(marker.encode()) != []
    assert found.pop(as_bson_text(digits)) != []
    assert {canary: files for canary, files in found.items() if files} == {}
