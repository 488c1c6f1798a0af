"""docs/clients.md from top to bottom: each operation is sent as it stands there, and does what the page says."""

from pathlib import Path

import pytest

from devstack.clients_page import examples, with_codes
from devstack.stack import Devstack
from devstack.story_steps import DEMO_PASSWORD, World, letters
from tests.end_to_end.reader import TEXT, Reader
from tests.end_to_end.reader import reader as reader_of


@pytest.fixture
async def reader(world: World, stack: Devstack, tmp_path: Path) -> Reader:
    return await reader_of(world, stack, tmp_path, seed=20_261_125)


async def test_every_operation_of_the_page_does_what_it_says(reader: Reader) -> None:
    answers = {played.name: played.data async for played in reader.play()}

    submitted = answers["SubmitCertification"]["submitCertification"]["certification"]
    assert submitted["status"] == "CERTIFIED"
    completed = answers["CompleteRegistration"]["completeRegistration"]["certification"]
    assert completed["registration"]["status"] == "AWAITING_CAREGIVER"
    (listed,) = answers["Certifications"]["certifications"]["edges"]
    assert listed["node"]["id"] == reader.known["<certification id>"]


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
