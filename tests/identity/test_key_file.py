"""The key file that access tokens are signed with: the first key signs, all of them verify."""

import json
from pathlib import Path
from typing import Any

import pytest

from chassis.events import now
from chassis.keys import SIGNING, KeyFileError, new_signing_key
from chassis.tokens import InvalidToken, TokenVerifier
from contracts.events.internal import Language
from services.identity.domain.account import Account, Role
from services.identity.signing_keys import ACCESS_SECONDS
from services.identity.tokens import AccessTokens
from tests.support import AUDIENCE, ISSUER

ELENA = Account("elena", "elena@example.com", "", Language.EN, frozenset({Role.PRACTITIONER}), "p1", None)


def tokens_of(folder: Path, *keys: Any) -> AccessTokens:
    (folder / SIGNING).write_text(json.dumps({"keys": list(keys)}))
    return AccessTokens(folder, issuer=ISSUER, audience=AUDIENCE)


def verifier_of(tokens: AccessTokens) -> TokenVerifier:
    return TokenVerifier(tokens, issuer=ISSUER, audience=AUDIENCE)


async def test_a_token_tells_who_speaks_for_ten_minutes(tmp_path: Path) -> None:
    tokens = tokens_of(tmp_path, new_signing_key().as_dict(private=True))
    before = int(now().timestamp())

    token, expires_at = tokens.issue(ELENA, "session")

    after = int(now().timestamp())
    session = await verifier_of(tokens).verify(token)
    assert (session.account_id, session.session_id) == ("elena", "session")
    assert session.roles == frozenset({"PRACTITIONER"})
    assert session.practitioner_id == "p1"
    assert session.expires_at == expires_at
    assert before <= expires_at - ACCESS_SECONDS <= after


async def test_a_token_of_the_key_before_counts_while_that_key_is_in_the_file(tmp_path: Path) -> None:
    old, new = (new_signing_key().as_dict(private=True) for _ in range(2))
    token, _ = tokens_of(tmp_path, old).issue(ELENA, "session")

    assert (await verifier_of(tokens_of(tmp_path, new, old)).verify(token)).account_id == "elena"
    with pytest.raises(InvalidToken):
        await verifier_of(tokens_of(tmp_path, new)).verify(token)


def test_the_published_set_has_the_public_parts_alone(tmp_path: Path) -> None:
    keys = [new_signing_key().as_dict(private=True) for _ in range(2)]

    published = tokens_of(tmp_path, *keys).public()

    assert [key["kid"] for key in published["keys"]] == [key["kid"] for key in keys]
    for key, private in zip(published["keys"], keys, strict=True):
        assert key["x"] == private["x"]
        assert str(private["d"]) not in json.dumps(published)


DAMAGED = [
    "",
    "null",
    "[]",
    "{}",
    '{"keys": []}',
    '{"keys": [{"kty": "OKP"}]}',
    '{"keys": [{"kty": "CANARY"}]}',
]


@pytest.mark.parametrize("text", DAMAGED)
def test_a_damaged_file_is_told_by_its_name_and_cure(tmp_path: Path, text: str) -> None:
    (tmp_path / SIGNING).write_text(text)

    with pytest.raises(KeyFileError, match=f"{SIGNING}: not a JWK set. Restore it"):
        AccessTokens(tmp_path, issuer=ISSUER, audience=AUDIENCE)


def test_a_file_of_public_keys_cannot_sign_and_says_so(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="private part"):
        tokens_of(tmp_path, new_signing_key().as_dict(private=False))


def test_a_missing_file_is_told_with_the_command_that_makes_one(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="generate-keys"):
        AccessTokens(tmp_path, issuer=ISSUER, audience=AUDIENCE)
