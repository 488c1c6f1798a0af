"""A practice: certification's subgraph over a real database, with practitioners it has heard of."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from starlette.requests import Request

from chassis.events import Event, event_of
from chassis.health import Health
from chassis.mongo import Mongo, Transaction
from chassis.outbox import Outbox
from chassis.subgraph import Caller, subgraph
from contracts.events.base import EventData
from contracts.events.internal import (
    AccountLinked,
    Credential,
    Part,
    PractitionerConfirmed,
    PractitionerState,
    Profession,
    Standing,
)
from services.certification.domain.people import Attestation
from services.certification.reactions import reactions
from services.certification.schema import schema
from services.certification.schema.context import Context
from services.certification.store import INDEXES, Store
from tests.support import KEEP, Client, Signer, keys_in

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
    "examinedOn": "2026-01-02",
    "modality": "IN_PERSON",
    "prescriptionsReviewedOn": "2026-01-02",
    "attestations": [attestation.value for attestation in Attestation],
}
FIELDS = """{
  certification { id version status signedOn validUntil rulebookVersion practitioner { id }
    returnedBecause reviewReasons { ruleId message }
    patient { id firstName email state } conditions { code } registration { status statements completedAt } }
  userErrors { code message path } }"""


@dataclass
class Practice:
    """Speaks as people do: by tokens, over GraphQL."""

    client: Client
    store: Store
    signer: Signer = field(default_factory=Signer)
    sequence: int = 0

    def rivera(self) -> str:
        return self.signer.token("account-rivera", practitioner="rivera", roles=("PRACTITIONER",))

    async def hear(self, data: EventData, *, subject: str, sequence: int | None = None) -> None:
        """Apply an event as the worker would."""
        self.sequence += 1
        event = event_of(data, subject=subject, sequence=sequence or self.sequence)
        await self.apply(event)

    async def apply(self, event: Event) -> None:
        async def work(tx: Transaction) -> None:
            await reactions(self.store)[event.type](tx, event)

        await self.store.transaction(work)

    async def hear_of(
        self, practitioner: str, *, license: Standing = Standing.ACTIVE, sequence: int | None = None
    ) -> None:
        await self.hear(announced(practitioner, license=license), subject=practitioner, sequence=sequence)

    async def hear_that(self, account: str, *, is_patient_of: str) -> None:
        linked = AccountLinked(
            account_id=account, certification_id=is_patient_of, person_id="p", part=Part.PATIENT
        )
        await self.hear(linked, subject=str(uuid4()))

    async def mutate(self, name: str, token: str | None, input: dict[str, Any]) -> dict[str, Any]:
        kind = name[0].upper() + name[1:] + "Input"
        query = f"mutation($input: {kind}!) {{ {name}(input: $input) {FIELDS} }}"
        payload: dict[str, Any] = (await self.client.data(query, token, input=input))[name]
        return payload

    async def draft(self, token: str | None = None, **changes: Any) -> dict[str, Any]:
        """Lawful but for `changes`: of the patient, or `findings` of the findings."""
        findings = FINDINGS | changes.pop("findings", {})
        given = {"patient": ANA | changes, "findings": findings}
        payload = await self.mutate("startCertification", token or self.rivera(), given)
        assert payload["userErrors"] == []
        certification: dict[str, Any] = payload["certification"]
        return certification

    def reviewer(self) -> str:
        return self.signer.token("account-reviewer", roles=("REVIEWER",))

    async def certified(self) -> dict[str, Any]:
        draft = await self.draft()
        payload = await self.mutate("submitCertification", self.rivera(), {"certificationId": draft["id"]})
        assert payload["userErrors"] == []
        certification: dict[str, Any] = payload["certification"]
        return certification

    async def outbox(self) -> list[dict[str, Any]]:
        return [entry async for entry in self.store.mongo["outbox"].find().sort("sequence", 1)]


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
async def practice(mongodb_url: str, database_name: str, tmp_path: Path) -> AsyncIterator[Practice]:
    mongo = Mongo(mongodb_url, database_name)
    await mongo.build(INDEXES)
    store = Store.open(mongo, Outbox(mongo, source="/certification", keep=KEEP), keys_in(tmp_path))
    signer = Signer()
    verifier = signer.verifier()

    async def context(request: Request) -> Context:
        return Context(store=store, caller=Caller(request, verifier))

    practice = Practice(Client(subgraph(schema, context, Health())), store, signer)
    await practice.hear_of("rivera")
    yield practice
    await practice.client.close()
    mongo.close()
