"""Sealed values stay where they were put."""

import base64
from collections.abc import Callable

import orjson
import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from chassis.keys import KeyRing
from chassis.sealed import NONCE_BYTES, BlindIndex, Seal, SealBroken

RING = KeyRing.generate()
PLACE = ("patients", "p1", "profile")


@given(
    st.recursive(
        st.none() | st.booleans() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_what_was_sealed_opens_again(value: object) -> None:
    seal = Seal(RING)
    assert seal.open(seal.seal(value, PLACE), PLACE) == value


def test_a_long_value_is_shorter_sealed_and_one_sealed_as_it_was_opens() -> None:
    seal, value = Seal(RING), [{"rule": "WHO-1", "result": "HOLDS", "message": None}] * 60
    plain = len(orjson.dumps(value))
    sealed = seal.seal(value, PLACE)

    nonce = b"\0" * NONCE_BYTES
    place = "\x1f".join(PLACE).encode()
    older = nonce + AESGCM(RING.keys[RING.current]).encrypt(nonce, orjson.dumps(value), place)

    assert len(sealed) < plain / 4
    assert seal.open(sealed, PLACE) == value
    assert seal.open(f"{RING.current}.{base64.urlsafe_b64encode(older).decode()}", PLACE) == value


def test_a_value_moved_to_another_document_is_refused() -> None:
    seal = Seal(RING)
    with pytest.raises(SealBroken):
        seal.open(seal.seal("Ana", PLACE), ("patients", "p2", "profile"))


@pytest.mark.parametrize(
    "damage", [lambda s: s[:-4], lambda s: s + "AAAA", lambda s: "other" + s, lambda s: "x"]
)
def test_a_damaged_value_is_refused(damage: Callable[[str], str]) -> None:
    seal = Seal(RING)
    with pytest.raises(SealBroken):
        seal.open(damage(seal.seal("Ana", PLACE)), PLACE)


def test_after_a_rotation_old_values_open_and_new_ones_use_the_new_key() -> None:
    new = KeyRing.generate()
    rotated = Seal(KeyRing(current="new", keys=RING.keys | {"new": new.keys[new.current]}))
    old = Seal(RING).seal("Ana", PLACE)

    assert rotated.open(old, PLACE) == "Ana"
    assert not rotated.under_current_key(old)
    assert rotated.under_current_key(rotated.seal("Ana", PLACE))


def test_a_blind_index_finds_equal_values_under_any_key_and_tells_kinds_apart() -> None:
    new = KeyRing.generate()
    before = BlindIndex(RING).of("email", "ana@example.com")
    during = BlindIndex(KeyRing(current="new", keys=RING.keys | {"new": new.keys[new.current]}))

    assert set(before) < set(during.of("email", "ana@example.com"))
    assert not set(before) & set(during.of("name", "ana@example.com"))
    assert not set(before) & set(during.of("email", "ana@example.co", "m"))
