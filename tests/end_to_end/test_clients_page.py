"""docs/clients.md from top to bottom: each operation is sent as it stands there, and does what the page says."""

import re
from collections.abc import Mapping
from pathlib import Path
from secrets import token_hex
from typing import Any

import pytest

from devstack.clients_page import PAGE, Example, examples, with_codes
from devstack.stack import Devstack
from devstack.story_steps import DEMO_PASSWORD, TOKEN_IN_LINK, World, letters, yesterday
from tests.end_to_end.unclaimed import physicians

TEXT = PAGE.read_text(encoding="utf-8")
PERSONS = {"patient": "IdentifyAsPatient", "caregiver": "IdentifyAsCaregiver"}


class Reader:
    """A client's developer who copies one operation after the other, and fills in what the page leaves open."""

    def __init__(self, world: World, known: Mapping[str, str]) -> None:
        self.world = world
        self.known: dict[str, Any] = dict(known)
        self.by_name = {example.name: example for example in examples(TEXT)}
        self.answers: dict[str, Any] = {}

    async def send(self, example: Example) -> dict[str, Any]:
        token = self.known[example.token] if example.token else ""
        data = await self.world.client.execute(example.document, token, **self.filled(example.variables))
        for name, path in example.keeps.items():
            self.known[name] = _at(data, path)
        self.answers[example.name] = data
        return data

    def filled(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {name: self.filled(each) for name, each in value.items()}
        if isinstance(value, list):
            return [self.filled(each) for each in value]
        return self.known.get(value, value) if isinstance(value, str) else value

    async def mail_token(self, address: str) -> str:
        mail = await self.world.inbox.wait_for(
            address, where=lambda mail: bool(TOKEN_IN_LINK.search(mail.text))
        )
        found = TOKEN_IN_LINK.search(mail.text)
        assert found
        return found[1]

    async def open_account(self, person: str) -> None:
        """Steps 1 and 2 once more, as the page tells patients and caregivers to do."""
        email = self.known[f"<{person}'s e-mail>"]
        await self._again("SignUp", email=email, kind=person.upper())
        await self._again("VerifyEmail", token=await self.mail_token(email))
        session = (await self._again("SignIn", email=email))["signIn"]["session"]
        self.known[f"<{person}'s unproven token>"] = session["accessToken"]
        self.known[f"<{person}'s refresh token>"] = session["refreshToken"]

    async def refresh(self, person: str) -> None:
        answer = await self._again("RefreshSession", refreshToken=self.known[f"<{person}'s refresh token>"])
        self.known[f"<{person} token>"] = answer["refreshSession"]["session"]["accessToken"]

    async def _again(self, name: str, **other: str) -> dict[str, Any]:
        example = self.by_name[name]
        given = self.filled(example.variables)["input"] | other
        return await self.world.client.execute(example.document, input=given)


@pytest.fixture
async def reader(world: World, stack: Devstack, tmp_path: Path) -> Reader:
    (doctor, *_) = await physicians(stack, tmp_path, count=1, seed=20_261_125)
    run = world.run
    return Reader(
        world,
        {
            "<practitioner's e-mail>": f"doctor.{run}@clinic.example",
            "<patient's e-mail>": f"ana.{run}@mail.example",
            "<caregiver's e-mail>": f"lee.{run}@mail.example",
            "<patient's last name>": f"Silva {letters(run)}",
            "<caregiver's last name>": f"Okafor {letters(run)}",
            "<DEA number>": doctor["dea_number"],
            "<last four digits>": doctor["ssn_last4"],
            "<yesterday>": yesterday(),
            **{f"<{which} key>": token_hex(16) for which in ("a new", "another", "a third", "a fourth")},
        },
    )


async def test_every_operation_of_the_page_does_what_it_says(reader: Reader) -> None:
    for example in examples(TEXT):
        if example.name == "VerifyEmail":
            reader.known["<token of the practitioner's mail>"] = await reader.mail_token(
                reader.known["<practitioner's e-mail>"]
            )
        person = next((who for who, name in PERSONS.items() if name == example.name), None)
        if person:
            await reader.open_account(person)
        await reader.send(example)
        if person:
            await reader.refresh(person)
            await _until_heard_of(reader, f"<{person} token>")
        _holds(reader)

    assert (
        reader.answers["SubmitCertification"]["submitCertification"]["certification"]["status"] == "CERTIFIED"
    )
    completed = reader.answers["CompleteRegistration"]["completeRegistration"]["certification"][
        "registration"
    ]
    assert completed["status"] == "AWAITING_CAREGIVER"
    (listed,) = reader.answers["Certifications"]["certifications"]["edges"]
    assert listed["node"]["id"] == reader.known["<certification id>"]


async def _until_heard_of(reader: Reader, token: str) -> None:
    """The page says to ask again in a moment."""
    for _ in range(100):
        found = await reader.world.client.execute(
            reader.by_name["MyApplications"].document, reader.known[token]
        )
        if found["myApplications"]:
            return
        await reader.world.client.pause()
    pytest.fail("certification has not heard of the proof")


def _holds(reader: Reader) -> None:
    """Nothing that the page leaves open was sent as it stands."""
    assert all(not re.fullmatch("<.+>", str(value)) for value in reader.known.values())


async def test_a_request_that_is_repeated_is_done_once_and_another_under_its_key_is_refused(
    reader: Reader, world: World
) -> None:
    start = reader.by_name["StartCertification"]
    given = reader.filled(start.variables)["input"]

    first = await world.client.execute(start.document, world.practitioner_token, input=given)
    again = await world.client.execute(start.document, world.practitioner_token, input=given)
    other = await world.client.answer(
        start.document, world.practitioner_token, input=given | {"patient": {"firstName": "Ben"}}
    )

    assert first["startCertification"] == again["startCertification"]
    assert other["data"]["startCertification"]["userErrors"][0]["code"] == "CONFLICT"


async def test_pages_follow_each_other_until_there_is_no_next_one(reader: Reader, world: World) -> None:
    start, listed = reader.by_name["StartCertification"], reader.by_name["Certifications"]
    name = f"Paged {letters(world.run)}"
    for _ in range(5):
        await world.client.execute(
            start.document, world.practitioner_token, input={"patient": {"lastName": name}}
        )
    seen: list[str] = []
    after = None
    while True:
        page = await world.client.execute(
            listed.document,
            world.practitioner_token,
            first=2,
            after=after,
            filter={"patient": {"lastName": name}},
        )
        seen += [edge["node"]["id"] for edge in page["certifications"]["edges"]]
        after = page["certifications"]["pageInfo"]["endCursor"]
        if not page["certifications"]["pageInfo"]["hasNextPage"]:
            break

    assert len(seen) == len(set(seen)) == 5


def test_no_operation_of_the_page_is_left_out() -> None:
    assert len(examples(TEXT)) == TEXT.count("```graphql")
    assert all(
        DEMO_PASSWORD in str(each.variables) for each in examples(TEXT) if "password" in str(each.variables)
    )


def test_the_tables_of_codes_are_the_code_s() -> None:
    assert with_codes(TEXT) == TEXT


def _at(data: Any, path: str) -> Any:
    for name in path.split("."):
        data = data[name]
    return data
