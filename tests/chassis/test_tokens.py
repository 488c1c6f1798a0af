"""Whatever is wrong with a token, it does not count."""

import base64
import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from chassis.keys import new_signing_key
from chassis.tokens import InvalidToken, Session, bearer
from tests.support import ISSUER, Signer


def _part(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def _unsigned(signer: Signer) -> str:
    body = signer.token("ana").split(".")[1]
    return f"{_part({'alg': 'none', 'typ': 'at+jwt', 'kid': signer.key.kid})}.{body}."


def _hmac_with_the_public_key(signer: Signer) -> str:
    claims = jwt.decode(signer.token("ana"), signer.key, algorithms=["Ed25519"]).claims
    secret = OctKey.import_key(base64.urlsafe_b64decode(str(signer.key.as_dict()["x"]) + "="))
    return jwt.encode(
        {"alg": "HS256", "typ": "at+jwt", "kid": signer.key.kid}, claims, secret, algorithms=["HS256"]
    )


def _of_another_key(signer: Signer) -> str:
    other = Signer()
    other.key = new_signing_key()
    return other.token("ana", header={"kid": signer.key.kid})


def _tampered(signer: Signer) -> str:
    head, _, signature = signer.token("ana").split(".")
    return f"{head}.{_part({'sub': 'eve', 'iss': ISSUER})}.{signature}"


now = int(time.time())
BAD: dict[str, Callable[[Signer], str]] = {
    "not a token": lambda s: "abc",
    "no signature": _unsigned,
    "signed with the public key as a secret": _hmac_with_the_public_key,
    "signed with another key under a known key id": _of_another_key,
    "changed after signing": _tampered,
    "with trailing bytes": lambda s: s.token("ana") + "A",
    "a refresh token by its type": lambda s: s.token("ana", header={"typ": "rt+jwt"}),
    "without a key id": lambda s: s.token("ana", header={"kid": ""}),
    "of another issuer": lambda s: s.token("ana", iss="https://elsewhere.example"),
    "without an issuer": lambda s: s.token("ana", iss=None),
    "for another audience": lambda s: s.token("ana", aud="another"),
    "without an expiry": lambda s: s.token("ana", exp=None),
    "expired": lambda s: s.token("ana", exp=now - 60),
    "from the future": lambda s: s.token("ana", iat=now + 600),
    "not valid yet": lambda s: s.token("ana", nbf=now + 600),
    "without a subject": lambda s: s.token("ana", sub=None),
    "without a session": lambda s: s.token("ana", sid=None),
    "with roles that are no list": lambda s: s.token("ana", claims={"roles": "REVIEWER"}),
    "with a practitioner that is no text": lambda s: s.token("ana", claims={"practitioner": 7}),
    "huge": lambda s: s.token("ana", filler="x" * 5000),
}


async def test_a_good_token_tells_who_speaks() -> None:
    signer = Signer()
    token = signer.token("ana", practitioner="p1", roles=("PRACTITIONER",))

    session = await signer.verifier().verify(token)

    assert session == Session("ana", "session-of-ana", frozenset({"PRACTITIONER"}), "p1", session.expires_at)


@pytest.mark.parametrize("fault", BAD)
async def test_a_bad_token_is_refused(fault: str) -> None:
    signer = Signer()

    with pytest.raises(InvalidToken) as refused:
        await signer.verifier().verify(BAD[fault](signer))

    assert str(refused.value) == ""


@pytest.mark.parametrize("header", ["Basic abc", "Bearer", "Bearer ", "token"])
def test_a_header_of_another_scheme_is_refused(header: str) -> None:
    with pytest.raises(InvalidToken):
        bearer(header)


def test_no_header_is_nobody() -> None:
    assert bearer(None) is None
