"""A practice: certification's subgraph over a real database, with practitioners it has heard of."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from starlette.requests import Request

from chassis.events import Event, event_of, new_event_id, now
from chassis.health import Health
from chassis.mongo import Mongo, Transaction
from chassis.outbox import Outbox
from chassis.subgraph import Caller, subgraph
from contracts.events.base import INTERNAL_EXCHANGE, EventData
from contracts.events.internal import (
    AccountLinked,
    ApplicationPeople,
    Credential,
    MailContent,
    MailRequested,
    Part,
    PersonContact,
    PractitionerConfirmed,
    PractitionerState,
    Profession,
    Standing,
)
from services.certification.domain.calendar import connecticut_date
from services.certification.domain.certification import Certification
from services.certification.domain.people import Attestation
from services.certification.reactions import reactions
from services.certification.schema import schema
from services.certification.schema.context import Context
from services.certification.store import INDEXES, Store
from tests.databases import Databases
from tests.support import KEEP, Client, Signer, keys_in

YESTERDAY = (connecticut_date(now()) - timedelta(1)).isoformat()
ANA = {
    "firstName": "Ana",
    "lastName": "Canary-Torres",
    "dateOfBirth": "1980-05-17",
    "street": "12 Canary Street",
    "city": "Hartford",
    "state": "CT",
    "zip": "06103",
    "email": "Ana.Canary@example.com",
    "phone": "860-555-0123",
    "lacksLegalCapacity": False,
    "confined": False,
}
FINDINGS: dict[str, Any] = {
    "conditions": ["PTSD"],
    "examinedOn": YESTERDAY,
    "modality": "IN_PERSON",
    "prescriptionsReviewedOn": YESTERDAY,
    "attestations": [attestation.value for attestation in Attestation],
}
LEE: dict[str, Any] = {
    "firstName": "Lee",
    "lastName": "Canary-Park",
    "dateOfBirth": "1975-01-02",
    "email": "lee.canary@example.com",
    "relationship": "OTHER",
    "undertakesManagement": True,
    "isPractitionerOfPatient": False,
}
NEVER_CONVICTED = ["CAREGIVER_NEVER_CONVICTED"]  # what is affirmed of a caregiver in force
CARED_FOR: dict[str, Any] = {"caregiverNeeded": True, "caregiverNeed": "Tremor of both hands"}
MIA: dict[str, Any] = {
    "firstName": "Mia",
    "dateOfBirth": (connecticut_date(now()) - timedelta(3800)).isoformat(),  # ten years old, whenever that is
    "email": "eva.canary@example.com",
    "emancipated": False,
    "findings": {
        "conditions": ["CEREBRAL_PALSY"],
        "dosageForms": ["OIL"],
        "physicianRole": "BOARD_CERTIFIED",
    },
    "caregiver": LEE
    | {
        "firstName": "Eva",
        "email": "eva.canary@example.com",
        "relationship": "PARENT",
        "controlsPossession": True,
    },
}
SIGNS: dict[str, Any] = {  # the second physician
    "role": "PRIMARY_CARE",
    "approve": True,
    "attestations": ["IN_MINORS_BEST_INTEREST"],
}
FIELDS = """{
  certification { id version status signedOn validUntil rulebookVersion practitioner { id }
    returnedBecause reviewReasons { ruleId message }
    patient { id firstName email state } conditions { code }
    registration { status completedAt caregiver { completedAt } }
    caregiver { id firstName } proposedCaregiver { id firstName }
    cosignature { reference role signedOn } endedBecause endedOn renews supersededBy }
  userErrors { code message path } }"""


DELEGATE = (
    "{ delegate { id name email status accountId practitioner { id } } userErrors { code path message } }"
)
INVITE = f"mutation($input: InviteDelegateInput!) {{ inviteDelegate(input: $input) {DELEGATE} }}"
ACCEPT = f"mutation($input: AcceptDelegationInput!) {{ acceptDelegation(input: $input) {DELEGATE} }}"
REVOKE = f"mutation($input: RevokeDelegateInput!) {{ revokeDelegate(input: $input) {DELEGATE} }}"


@dataclass
class Practice:
    """Speaks as people do: by tokens, over GraphQL."""

    client: Client
    store: Store
    signer: Signer = field(default_factory=Signer)
    sequence: int = 0
    patients: int = 0

    def rivera(self) -> str:
        return self.practitioner("rivera")

    async def hear(
        self, data: EventData, *, subject: str, sequence: int | None = None, id: str | None = None
    ) -> None:
        """Apply an event as the worker would."""
        self.sequence += 1
        event = event_of(data, subject=subject, sequence=sequence or self.sequence, id=id)
        await self.apply(event)

    async def apply(self, event: Event) -> None:
        async def work(tx: Transaction) -> None:
            await reactions(self.store)[event.type](tx, event)

        await self.store.transaction(work)

    async def hear_of(
        self,
        practitioner: str,
        *,
        license: Standing = Standing.ACTIVE,
        sequence: int | None = None,
        contact: dict[str, Any] | None = None,
        **more: Any,
    ) -> None:
        event_id = new_event_id()
        known = {"name": f"Dr. {practitioner.title()}", "email": f"{practitioner}@clinic.example"}
        sealed = self.store.transport.seal(known | (contact or {}), (event_id, "sealed"))
        state = announced(practitioner, license=license).model_copy(update=more | {"sealed": sealed})
        await self.hear(state, subject=practitioner, sequence=sequence, id=event_id)

    def practitioner(self, id: str) -> str:
        return self.signer.token(f"account-{id}", practitioner=id, roles=("PRACTITIONER",))

    async def hear_that(self, account: str, *, is_patient_of: str) -> None:
        await self.hear_link(account, is_patient_of, Part.PATIENT)

    async def hear_that_caregiver(self, account: str, *, is_caregiver_in: str) -> None:
        await self.hear_link(account, is_caregiver_in, Part.CAREGIVER)

    async def hear_link(self, account: str, certification_id: str, part: Part) -> None:
        certification = await self.found(certification_id)
        caregiver = certification.caregiver
        person = certification.person_id if part is Part.PATIENT else caregiver and caregiver.person_id
        linked = AccountLinked(
            account_id=account, certification_id=certification_id, person_id=str(person), part=part
        )
        await self.hear(linked, subject=str(uuid4()))

    async def found(self, certification_id: str) -> Certification:
        certification = await self.store.certifications.find(certification_id)
        assert certification is not None
        return certification

    async def mutate(self, name: str, token: str | None, input: dict[str, Any]) -> dict[str, Any]:
        payload: dict[str, Any] = (await self.client.data(_mutation(name, FIELDS), token, input=input))[name]
        return payload

    async def refused(self, name: str, token: str | None, **input: Any) -> str:
        """The code of the error with which a mutation must be refused as a whole."""
        selection = "{ userErrors { code } }"
        answer = await self.client.post(_mutation(name, selection), token, input=input)
        return str(answer["errors"][0]["extensions"]["code"])

    async def submit(self, id: str, token: str | None = None) -> dict[str, Any]:
        given = {"certificationId": id, "version": (await self.found(id)).version}
        return await self.mutate("submitCertification", token or self.rivera(), given)

    async def done(self, name: str, token: str | None = None, **input: Any) -> dict[str, Any]:
        """The certification after a mutation that must succeed."""
        payload = await self.mutate(name, token or self.rivera(), input)
        assert payload["userErrors"] == []
        certification: dict[str, Any] = payload["certification"]
        return certification

    async def told(self, certification_id: str) -> list[str]:
        """The types of the events about a certification, in order."""
        return [entry["type"] for entry in await self.outbox() if entry["aggregateid"] == certification_id]

    async def people_told(self, certification_id: str) -> tuple[PersonContact, ...]:
        """Whom the newest internal event of a certification names."""
        entries = [e for e in await self.outbox() if e["aggregateid"] == certification_id]
        newest = [e for e in entries if e["exchange"] == INTERNAL_EXCHANGE][-1]
        opened = self.store.transport.open(newest["payload"]["sealed"], (newest["_id"], "sealed"))
        return ApplicationPeople.model_validate(opened).people

    async def draft(self, token: str | None = None, **changes: Any) -> dict[str, Any]:
        """Lawful but for `changes`: of the patient, or `findings` of the findings. Each is of another person."""
        self.patients += 1
        findings = FINDINGS | changes.pop("findings", {})
        given = {"findings": findings}
        given |= {"caregiver": changes.pop("caregiver")} if "caregiver" in changes else {}
        given["patient"] = ANA | {"lastName": f"Canary-Torres {self.patients}"} | changes
        payload = await self.mutate("startCertification", token or self.rivera(), given)
        assert payload["userErrors"] == []
        certification: dict[str, Any] = payload["certification"]
        return certification

    async def invitation(self) -> tuple[MailContent, str]:
        """The newest mail that somebody was invited by, and its link's token."""
        mails = [entry for entry in await self.outbox() if entry["type"] == MailRequested.TYPE]
        newest = max(mails, key=lambda entry: entry["time"])
        opened = self.store.transport.open(newest["payload"]["sealed"], (newest["_id"], "sealed"))
        content = MailContent.model_validate(opened)
        return content, content.values["link"].partition("?token=")[2]

    async def appoint(self, account: str, *, by: str = "rivera", token: str | None = None) -> str:
        """The id of a delegate who was invited, and accepted with the account, or `token` of it."""
        invited = {"name": f"Sam {account}", "email": f"{account}@staff.example"}
        payload = (await self.client.data(INVITE, self.practitioner(by), input=invited))["inviteDelegate"]
        assert payload["userErrors"] == []
        _, secret = await self.invitation()
        session = token or self.signer.token(account)
        done = await self.client.data(ACCEPT, session, input={"token": secret})
        assert done["acceptDelegation"]["userErrors"] == []
        return str(payload["delegate"]["id"])

    def reviewer(self) -> str:
        return self.signer.token("account-reviewer", roles=("REVIEWER",))

    async def certified(self, token: str | None = None, **changes: Any) -> dict[str, Any]:
        draft = await self.draft(token, **changes)
        payload = await self.submit(draft["id"], token)
        assert payload["userErrors"] == []
        certification: dict[str, Any] = payload["certification"]
        return certification

    async def outbox(self) -> list[dict[str, Any]]:
        return [entry async for entry in self.store.mongo["outbox"].find().sort("sequence", 1)]


def _mutation(name: str, selection: str) -> str:
    kind = name[0].upper() + name[1:] + "Input"
    return f"mutation($input: {kind}!) {{ {name}(input: $input) {selection} }}"


def announced(practitioner: str, *, license: Standing = Standing.ACTIVE) -> PractitionerState:
    active = Credential(standing=Standing.ACTIVE)
    return PractitionerConfirmed(
        practitioner_id=practitioner,
        account_id=f"account-{practitioner}",
        profession=Profession.PHYSICIAN,
        confirmed=True,
        license=Credential(standing=license),
        controlled_substance=active,
        dea=active,
        sealed="",
    )


@pytest.fixture
async def database(databases: Databases) -> str:
    """Certification's database, with nothing in it."""
    return await databases.emptied("certification", INDEXES)


@pytest.fixture
async def practice(mongodb_url: str, database: str, tmp_path: Path) -> AsyncIterator[Practice]:
    mongo = Mongo(mongodb_url, database)
    store = Store.open(mongo, Outbox(mongo, source="/certification", keep=KEEP), keys_in(tmp_path))
    signer = Signer()
    verifier = signer.verifier()

    async def context(request: Request) -> Context:
        return Context(store, Caller(request, verifier), public_url="http://registry.test")

    practice = Practice(Client(subgraph(schema, context, Health())), store, signer)
    await practice.hear_of("rivera")
    yield practice
    await practice.client.close()
    mongo.close()
