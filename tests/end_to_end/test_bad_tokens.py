"""A bad token has one answer, whatever is wrong with it, at the gateway and at a subgraph that is asked directly."""

import json
from collections.abc import Callable
from typing import Any

import aiohttp
import pytest
from joserfc.jwk import KeySet

from chassis.errors import Unauthenticated
from chassis.keys import SIGNING, new_signing_key, write_private
from devstack.stack import Devstack
from devstack.story_steps import World
from tests.bad_tokens import BAD, GOOD
from tests.support import Signer

REFUSED = {"message": Unauthenticated.message, "code": "UNAUTHENTICATED"}
ME = "{ mySessions { id } }"
CERTIFICATION = '{ certification(id: "none") { id } }'


@pytest.fixture
def signer(stack: Devstack) -> Signer:
    """Signs with identity's own key: nothing but the fault is wrong."""
    signer = Signer()
    signer.key = KeySet.import_key_set(json.loads((stack.rundir.keys / SIGNING).read_bytes())).keys[0]  # type: ignore[assignment]
    return signer


async def ask(url: str, query: str, token: str | None) -> tuple[int, dict[str, Any]]:
    headers = {"accept": "application/graphql-response+json"}
    if token is not None:
        headers["authorization"] = f"Bearer {token}"
    async with (
        aiohttp.ClientSession() as http,
        http.post(f"{url}/graphql", json={"query": query}, headers=headers) as answer,
    ):
        return answer.status, await answer.json(content_type=None)


async def refusals(stack: Devstack, token: Callable[[], str | None]) -> list[dict[str, str]]:
    """What gateway, identity and certification say, each to a new one: some faults are over in seconds."""
    asked = [
        (stack.gateway_url, ME),
        (stack.gateway_url, CERTIFICATION),
        (stack.url("identity-api"), ME),
        (stack.url("certification-api"), CERTIFICATION),
    ]
    told = []
    for url, query in asked:
        _, answer = await ask(url, query, token())
        (error,) = answer["errors"]
        told.append({"message": error["message"], "code": error["extensions"]["code"]})
    return told


def test_there_are_more_than_forty() -> None:
    assert len(BAD) > 40


@pytest.mark.parametrize("fault", BAD)
async def test_every_bad_token_is_refused_with_the_same_text(
    stack: Devstack, signer: Signer, fault: str
) -> None:
    assert await refusals(stack, lambda: BAD[fault](signer)) == [REFUSED] * 4


async def test_and_so_is_none(stack: Devstack) -> None:
    assert await refusals(stack, lambda: None) == [REFUSED] * 4


async def test_a_key_whose_overlap_is_over_counts_no_more_though_it_is_still_in_the_file(
    stack: Devstack, signer: Signer
) -> None:
    path = stack.rundir.keys / SIGNING
    keys = json.loads(path.read_bytes())["keys"]
    old = Signer()
    old.key = new_signing_key()
    keys.append(dict(old.key.as_dict(private=True)) | {"signs_from": -1})
    write_private(path, json.dumps({"keys": keys}))

    assert await refusals(stack, lambda: old.token("ana")) == [REFUSED] * 4


@pytest.mark.parametrize("how", GOOD)
async def test_a_good_token_of_the_same_hand_is_let_through(
    stack: Devstack, signer: Signer, world: World, how: str
) -> None:
    """Else the matrix would say nothing of the faults."""
    account = (await world.client.execute("{ me { id } }", world.practitioner_token))["me"]["id"]

    for url in (stack.gateway_url, stack.url("identity-api")):
        status, answer = await ask(url, "{ me { id } }", GOOD[how](_as(signer, account)))
        assert (status, answer) == (200, {"data": {"me": {"id": account}}})


def _as(signer: Signer, account: str) -> Signer:
    """Signs for this account, whomever it is asked to."""

    class Of(Signer):
        def token(self, _: str, **given: Any) -> str:  # type: ignore[override]
            return signer.token(account, **given)

    return Of()
