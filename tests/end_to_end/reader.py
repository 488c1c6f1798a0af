"""Plays docs/clients.md from top to bottom, sending each operation as it stands there."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Any

from devstack.clients_page import PAGE, Example, examples
from devstack.errors import StepFailed
from devstack.stack import Devstack
from devstack.story_steps import TOKEN_IN_LINK, World, letters, yesterday
from tests.end_to_end.unclaimed import physicians

TEXT = PAGE.read_text(encoding="utf-8")
PERSONS = {"patient": "IdentifyAsPatient", "caregiver": "IdentifyAsCaregiver"}
ASKS = 100


@dataclass(frozen=True)
class Played:
    """One operation of the page, as it was sent, and the data that came."""

    name: str
    document: str
    token: str
    variables: dict[str, Any]
    data: dict[str, Any]

    @property
    def repeatable(self) -> bool:
        """Whether the same may be sent again, with the same answer."""
        return self.document.startswith("query") or "idempotencyKey" in self.variables["input"]


class Reader:
    """A client's developer who copies one operation after the other, and fills in what the page leaves open."""

    def __init__(self, world: World, doctor: dict[str, str]) -> None:
        self.world = world
        run = world.run
        self.known: dict[str, Any] = {
            "<practitioner's e-mail>": f"doctor.{run}@clinic.example",
            "<patient's e-mail>": f"ana.{run}@mail.example",
            "<caregiver's e-mail>": f"lee.{run}@mail.example",
            "<patient's last name>": f"Silva {letters(run)}",
            "<caregiver's last name>": f"Okafor {letters(run)}",
            "<DEA number>": doctor["dea_number"],
            "<last four digits>": doctor["ssn_last4"],
            "<yesterday>": yesterday(),
            **{f"<{which} key>": token_hex(16) for which in ("a new", "another", "a third", "a fourth")},
        }
        self.by_name = {example.name: example for example in examples(TEXT)}

    async def play(self) -> AsyncIterator[Played]:
        for example in examples(TEXT):
            if example.name == "VerifyEmail":
                email = self.known["<practitioner's e-mail>"]
                self.known["<token of the practitioner's mail>"] = await self._mail_token(email)
            person = next((who for who, name in PERSONS.items() if name == example.name), None)
            if person:
                await self._open_account(person)
            yield await self._send(example)
            if person:
                await self._refresh(person)
                await self._until_heard_of(self.known[f"<{person} token>"])

    def filled(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {name: self.filled(each) for name, each in value.items()}
        if isinstance(value, list):
            return [self.filled(each) for each in value]
        if isinstance(value, str) and re.fullmatch("<.+>", value):
            return self.known[value]
        return value

    async def _send(self, example: Example) -> Played:
        token = self.known[example.token] if example.token else ""
        variables = self.filled(example.variables)
        data = await self.world.client.execute(example.document, token, **variables)
        for name, path in example.keeps.items():
            self.known[name] = _at(data, path)
        return Played(example.name, example.document, token, variables, data)

    async def _mail_token(self, address: str) -> str:
        mail = await self.world.inbox.wait_for(
            address, where=lambda mail: bool(TOKEN_IN_LINK.search(mail.text))
        )
        found = TOKEN_IN_LINK.search(mail.text)
        assert found
        return found[1]

    async def _open_account(self, person: str) -> None:
        """Steps 1 and 2 once more, as the page tells patients and caregivers to do."""
        email = self.known[f"<{person}'s e-mail>"]
        await self._again("SignUp", email=email, kind=person.upper())
        await self._again("VerifyEmail", token=await self._mail_token(email))
        session = (await self._again("SignIn", email=email))["signIn"]["session"]
        self.known[f"<{person}'s unproven token>"] = session["accessToken"]
        self.known[f"<{person}'s refresh token>"] = session["refreshToken"]

    async def _refresh(self, person: str) -> None:
        answer = await self._again("RefreshSession", refreshToken=self.known[f"<{person}'s refresh token>"])
        self.known[f"<{person} token>"] = answer["refreshSession"]["session"]["accessToken"]

    async def _again(self, name: str, **other: str) -> dict[str, Any]:
        example = self.by_name[name]
        given = self.filled(example.variables)["input"] | other
        return await self.world.client.execute(example.document, input=given)

    async def _until_heard_of(self, token: str) -> None:
        """The page says to ask again in a moment."""
        for _ in range(ASKS):
            if (await self.world.client.execute(self.by_name["MyApplications"].document, token))[
                "myApplications"
            ]:
                return
            await self.world.client.pause()
        raise StepFailed("certification has not heard of the proof")


async def reader(world: World, stack: Devstack, folder: Path, *, seed: int) -> Reader:
    """With a physician of their own; tests that share a stack differ in `seed`."""
    doctor, *_ = await physicians(stack, folder, count=1, seed=seed)
    return Reader(world, doctor)


def _at(data: Any, path: str) -> Any:
    for name in path.split("."):
        data = data[name]
    return data
