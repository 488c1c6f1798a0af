"""Verifiers keep identity's keys, fetch them when they are old or one is unknown, and never in a storm."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from joserfc.jwk import KeySet

from chassis.keys import new_signing_key
from chassis.tokens import (
    MIN_AGE_SECONDS,
    REFETCH_SECONDS,
    RETRY_SECONDS,
    InvalidToken,
    JwksKeys,
    KeysUnavailable,
    TokenVerifier,
)
from tests.support import AUDIENCE, ISSUER, Signer

AGE = 100


class Identity:
    """Publishes keys at a real address; can be away."""

    def __init__(self) -> None:
        self.signer = Signer()
        self.published: list[Any] = [self.signer.key]
        self.fetches, self.away = 0, False
        self.headers = {"cache-control": f"public, max-age={AGE}"}
        self.time = 1000.0
        self.url = ""

    async def jwks(self, _: web.Request) -> web.Response:
        self.fetches += 1
        if self.away:
            return web.Response(status=503)
        return web.json_response(KeySet(self.published).as_dict(private=False), headers=self.headers)

    def token_of(self, key: Any) -> str:
        signer = Signer()
        signer.key = key
        return signer.token("ana")


@pytest.fixture
async def identity() -> AsyncIterator[Identity]:
    identity = Identity()
    app = web.Application()
    app.router.add_get("/jwks", identity.jwks)
    async with TestServer(app) as server:
        identity.url = str(server.make_url("/jwks"))
        yield identity


@pytest.fixture
def keys(identity: Identity) -> JwksKeys:
    return JwksKeys(identity.url, clock=lambda: identity.time)


@pytest.fixture
def verifier(keys: JwksKeys) -> TokenVerifier:
    return TokenVerifier(keys, issuer=ISSUER, audience=AUDIENCE)


async def settled(keys: JwksKeys) -> None:
    """The fetch behind a request is over."""
    if keys._behind is not None:
        await keys._behind


async def test_fifty_at_once_fetch_once_and_later_ones_not_at_all(
    identity: Identity, verifier: TokenVerifier
) -> None:
    tokens = [identity.signer.token(f"account {n}") for n in range(50)]

    sessions = await asyncio.gather(*(verifier.verify(token) for token in tokens))
    await verifier.verify(identity.signer.token("another"))

    assert [session.account_id for session in sessions] == [f"account {n}" for n in range(50)]
    assert identity.fetches == 1


async def test_a_key_that_is_no_longer_published_counts_no_more_once_the_keys_are_old(
    identity: Identity, keys: JwksKeys, verifier: TokenVerifier
) -> None:
    """Also for a token that was verified before and would be remembered until it expires."""
    token = identity.signer.token("ana")
    await verifier.verify(token)
    identity.published = [new_signing_key()]
    identity.time += AGE - 1
    await verifier.verify(token)
    assert identity.fetches == 1
    identity.time += 1
    await verifier.verify(token)  # old keys serve while new ones are fetched
    await settled(keys)

    with pytest.raises(InvalidToken):
        await verifier.verify(token)
    assert identity.fetches == 2


async def test_a_new_key_is_fetched_when_a_token_names_it(
    identity: Identity, verifier: TokenVerifier
) -> None:
    await verifier.verify(identity.signer.token("ana"))
    added = new_signing_key()
    identity.published.append(added)
    identity.time += REFETCH_SECONDS

    assert (await verifier.verify(identity.token_of(added))).account_id == "ana"
    assert (await verifier.verify(identity.signer.token("ben"))).account_id == "ben"


async def test_made_up_key_ids_cause_one_fetch_in_five_seconds(
    identity: Identity, verifier: TokenVerifier
) -> None:
    await verifier.verify(identity.signer.token("ana"))
    for _ in range(3):
        identity.time += REFETCH_SECONDS
        for _ in range(20):
            with pytest.raises(InvalidToken):
                await verifier.verify(identity.token_of(new_signing_key()))

    assert identity.fetches == 4


async def test_a_failure_is_remembered_for_a_second_and_then_tried_again(
    identity: Identity, verifier: TokenVerifier
) -> None:
    identity.away = True
    for _ in range(20):
        with pytest.raises(KeysUnavailable):
            await verifier.verify(identity.signer.token("ana"))
    assert identity.fetches == 1
    identity.away = False
    identity.time += RETRY_SECONDS

    assert (await verifier.verify(identity.signer.token("ana"))).account_id == "ana"


async def test_while_identity_is_away_the_keys_that_are_known_go_on_serving(
    identity: Identity, keys: JwksKeys, verifier: TokenVerifier
) -> None:
    await verifier.verify(identity.signer.token("ana"))
    identity.away = True
    for _ in range(5):
        identity.time += AGE
        assert (await verifier.verify(identity.signer.token("ben"))).account_id == "ben"
        await settled(keys)

    assert identity.fetches == 6


@pytest.mark.parametrize(
    ("said", "lasts"),
    [("max-age=0", MIN_AGE_SECONDS), ("no-store", 300), ("", 300), ("max-age=99999999", 3600)],
)
async def test_an_age_without_reason_is_not_believed(
    identity: Identity, keys: JwksKeys, verifier: TokenVerifier, said: str, lasts: int
) -> None:
    identity.headers = {"cache-control": said}
    await verifier.verify(identity.signer.token("ana"))
    identity.time += lasts - 1
    await verifier.verify(identity.signer.token("ana"))
    await settled(keys)
    assert identity.fetches == 1
    identity.time += 1
    await verifier.verify(identity.signer.token("ana"))
    await settled(keys)

    assert identity.fetches == 2
