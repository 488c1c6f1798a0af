"""Another signing key: known to all before it signs, and the one before verifies until its last token expired."""

import json
import time
from pathlib import Path

import pytest

from chassis.keys import SIGNING, generate_missing
from chassis.tokens import JWKS_MAX_AGE_SECONDS, InvalidToken, TokenVerifier
from contracts.events.internal import Language
from services.identity import signing_keys
from services.identity.domain.account import Account
from services.identity.signing_keys import OVERLAP_SECONDS, SIGNS_AFTER_SECONDS, UnderWay, rotate
from services.identity.tokens import AccessTokens
from tests.identity.test_operators import Operator, operator
from tests.support import AUDIENCE, ISSUER

__all__ = ["operator"]
ELENA = Account("elena", "elena@example.com", "", Language.EN, frozenset(), None, None)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    generate_missing(tmp_path)
    return tmp_path


@pytest.fixture(autouse=True)
def _looks_every_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing_keys, "LOOK_EVERY_SECONDS", 0.0)


def kids(folder: Path) -> list[str]:
    return [key["kid"] for key in json.loads((folder / SIGNING).read_text())["keys"]]


def signs(tokens: AccessTokens) -> str:
    return tokens._keys.signing().kid or ""


def published(tokens: AccessTokens) -> list[str]:
    return [key["kid"] for key in tokens.public()["keys"]]


def opened(folder: Path) -> tuple[AccessTokens, TokenVerifier]:
    tokens = AccessTokens(folder, issuer=ISSUER, audience=AUDIENCE)
    return tokens, TokenVerifier(tokens, issuer=ISSUER, audience=AUDIENCE)


async def test_a_new_key_is_published_at_once_and_signs_when_everybody_has_it(folder: Path) -> None:
    tokens, verifier = opened(folder)
    (old,) = kids(folder)
    before, _ = tokens.issue(ELENA, "s")

    done = rotate(folder, now=time.time())

    assert SIGNS_AFTER_SECONDS > JWKS_MAX_AGE_SECONDS
    assert published(tokens) == kids(folder) == [old, done.kid]
    assert signs(tokens) == old
    assert (await verifier.verify(before)).account_id == "elena"


async def test_from_its_time_on_it_signs_and_both_verify(folder: Path) -> None:
    tokens, verifier = opened(folder)
    before, _ = tokens.issue(ELENA, "s")

    done = rotate(folder, now=time.time(), after=-1)

    after, _ = tokens.issue(ELENA, "s")
    assert signs(tokens) == done.kid
    assert len(published(tokens)) == 2
    for token in (before, after):
        assert (await verifier.verify(token)).account_id == "elena"


async def test_after_the_overlap_the_key_before_verifies_no_more_and_leaves_at_the_next_rotation(
    folder: Path,
) -> None:
    tokens, verifier = opened(folder)
    (old,) = kids(folder)
    before, _ = tokens.issue(ELENA, "s")
    await verifier.verify(before)

    done = rotate(folder, now=time.time() - OVERLAP_SECONDS, after=0)
    after, _ = tokens.issue(ELENA, "s")
    again = rotate(folder, now=time.time())

    assert published(tokens) == [done.kid, again.kid]
    assert again.dropped == (old,)
    assert (await verifier.verify(after)).account_id == "elena"
    with pytest.raises(InvalidToken):
        await verifier.verify(before)


async def test_a_compromised_key_is_trusted_no_more_at_once(folder: Path) -> None:
    tokens, verifier = opened(folder)
    (old,) = kids(folder)
    stolen, _ = tokens.issue(ELENA, "s")
    await verifier.verify(stolen)
    rotate(folder, now=time.time())  # even while a rotation is under way

    done = rotate(folder, now=time.time(), compromised=True)

    assert old in done.dropped
    assert kids(folder) == published(tokens) == [done.kid]
    with pytest.raises(InvalidToken):
        await verifier.verify(stolen)
    assert (await verifier.verify(tokens.issue(ELENA, "s")[0])).account_id == "elena"


def test_one_rotation_at_a_time(folder: Path) -> None:
    rotate(folder, now=1000.0, after=600)

    with pytest.raises(UnderWay, match="signs in 501 seconds"):
        rotate(folder, now=1100.0)
    assert rotate(folder, now=1600.0).dropped == ()


def test_the_file_stays_private_and_the_published_set_tells_nothing_of_it(folder: Path) -> None:
    rotate(folder, now=time.time())
    tokens, _ = opened(folder)

    assert (folder / SIGNING).stat().st_mode & 0o077 == 0
    told = json.dumps(tokens.public())
    assert "signs_from" not in told
    assert '"d"' not in told


def test_a_file_that_is_damaged_meanwhile_leaves_the_keys_that_were_read(folder: Path) -> None:
    tokens, _ = opened(folder)
    before = signs(tokens)
    (folder / SIGNING).write_text("{")

    assert signs(tokens) == before


def test_key_ids_that_nobody_knows_do_not_have_the_file_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokens, _ = opened(folder)
    read = list[Path]()
    plain = signing_keys._read

    def counting(path: Path) -> bytes:
        read.append(path)
        return plain(path)

    monkeypatch.setattr(signing_keys, "_read", counting)

    for number in range(100):
        tokens._keys.verifying(f"unknown {number}")
    assert read == []

    added = rotate(folder, now=time.time()).kid
    assert added in published(tokens)


async def test_an_operator_rotates_by_a_command(operator: Operator, keys: Path) -> None:
    (old,) = kids(keys)

    code, printed = await operator.runs("keys", "rotate")
    too_soon = await operator.runs("keys", "rotate")
    compromised = await operator.runs("keys", "rotate", "--compromised")

    assert code == 0
    assert printed.splitlines()[0] not in (old, "")
    assert "signs from" in printed
    assert too_soon[0] == 1
    assert "A rotation is under way" in too_soon[1]
    assert compromised[0] == 0
    assert f"dropped {old}" in compromised[1]
    assert kids(keys) == [compromised[1].splitlines()[0]]


async def test_a_folder_without_the_file_is_told_with_the_cure(operator: Operator) -> None:
    operator._environment["KEYS_DIR"] = "/proc/self"

    code, printed = await operator.runs("keys", "rotate")

    assert code == 1
    assert "generate-keys" in printed
