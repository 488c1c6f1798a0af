"""Whatever can be wrong with an access token, each with the way to make one."""

import base64
import hmac
import json
import time
from collections.abc import Callable
from typing import Any

from cryptography.hazmat.primitives import serialization
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from chassis.keys import new_signing_key
from chassis.tokens import LEEWAY_SECONDS
from tests.support import ISSUER, Signer


def part(value: Any) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _now() -> int:
    return int(time.time())


def _claims(signer: Signer) -> dict[str, Any]:
    return dict(jwt.decode(signer.token("ana"), signer.key, algorithms=["Ed25519"]).claims)


def _head(signer: Signer, **changes: Any) -> dict[str, Any]:
    return {"alg": "Ed25519", "typ": "at+jwt", "kid": signer.key.kid} | changes


def _unsigned(signer: Signer, algorithm: str = "none") -> str:
    return f"{part(_head(signer, alg=algorithm))}.{part(_claims(signer))}."


def _signed(signer: Signer, head: dict[str, Any], payload: bytes) -> str:
    """Signed by hand, so that what no library would make can be made."""
    signed = f"{part(head)}.{part(payload)}"
    signature = signer.key.get_op_key("sign").sign(signed.encode())  # type: ignore[union-attr]
    return f"{signed}.{part(signature)}"


def _with_head(signer: Signer, **changes: Any) -> str:
    head = {name: value for name, value in _head(signer, **changes).items() if value is not None}
    return _signed(signer, head, json.dumps(_claims(signer)).encode())


def _hmac(signer: Signer, secret: bytes) -> str:
    signed = f"{part(_head(signer, alg='HS256'))}.{part(_claims(signer))}"
    return f"{signed}.{part(hmac.digest(secret, signed.encode(), 'sha256'))}"


def _public_bytes(signer: Signer) -> bytes:
    return base64.urlsafe_b64decode(str(signer.key.as_dict()["x"]) + "=")


def _public_pem(signer: Signer) -> bytes:
    encoding, form = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    return bytes(signer.key.public_key.public_bytes(encoding, form))


def _of_another_key(signer: Signer, **head: Any) -> str:
    other = Signer()
    other.key = new_signing_key()
    return other.token("ana", header={"kid": signer.key.kid} | head)


def _bringing_its_key(signer: Signer) -> str:
    other = Signer()
    return other.token("ana", header={"jwk": other.key.as_dict(private=False)})


def _cut(signer: Signer, index: int, replacement: str) -> str:
    parts = signer.token("ana").split(".")
    parts[index] = replacement
    return ".".join(parts)


def _signature(signer: Signer, change: Callable[[bytes], bytes]) -> str:
    head, body, signature = signer.token("ana").split(".")
    raw = base64.urlsafe_b64decode(signature + "==")
    return f"{head}.{body}.{part(change(raw))}"


def _spelled_otherwise(signer: Signer) -> str:
    """The last letter's unused bits: another text for the same bytes."""
    token = signer.token("ana")
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return token[:-1] + letters[letters.index(token[-1]) ^ 1]


BAD: dict[str, Callable[[Signer], str]] = {
    # no token at all
    "a word": lambda s: "abc",
    "dots": lambda s: "..",
    "two parts": lambda s: s.token("ana").rpartition(".")[0],
    "four parts": lambda s: s.token("ana") + ".AAAA",
    "five parts, as if encrypted": lambda s: s.token("ana") + ".AAAA.AAAA",
    "twice": lambda s: f"{s.token('ana')} {s.token('ana')}",
    "beyond ASCII": lambda s: s.token("ana") + "\u00e9",
    "huge": lambda s: s.token("ana", filler="x" * 5000),
    "a refresh token": lambda s: f"3f0c1f0e-3ac1-4f56-9f0b-0b9be4a1b111.{'0' * 64}",
    # algorithms
    "no signature": _unsigned,
    "no signature, spelled otherwise": lambda s: _unsigned(s, "nOnE"),
    "no algorithm": lambda s: _with_head(s, alg=None),
    "the old name of the algorithm": lambda s: _with_head(s, alg="EdDSA"),
    "signed with the public key as a secret": lambda s: _hmac(s, _public_bytes(s)),
    "signed with the public key's PEM as a secret": lambda s: _hmac(s, _public_pem(s)),
    "signed with an empty-looking secret": lambda s: _hmac(s, b"\0" * 32),
    "RSA": lambda s: jwt.encode(
        _head(s, alg="RS256"), _claims(s), RSAKey.generate_key(2048), algorithms=["RS256"]
    ),
    "ECDSA": lambda s: jwt.encode(
        _head(s, alg="ES256"), _claims(s), ECKey.generate_key("P-256"), algorithms=["ES256"]
    ),
    # keys
    "another key under a known key id": _of_another_key,
    "an unknown key id": lambda s: Signer().token("ana"),
    "no key id": lambda s: _with_head(s, kid=None),
    "an empty key id": lambda s: _with_head(s, kid=""),
    "a number for a key id": lambda s: _with_head(s, kid=1),
    "an operator for a key id": lambda s: _with_head(s, kid={"$ne": ""}),
    "a path for a key id": lambda s: _with_head(s, kid="../../../../dev/null"),
    "a key in its header": _bringing_its_key,
    "an address of keys in its header": lambda s: _of_another_key(s, jku="http://127.0.0.1:9/jwks"),
    "an address of certificates in its header": lambda s: _of_another_key(s, x5u="http://127.0.0.1:9/x"),
    "certificates in its header": lambda s: _of_another_key(s, x5c=["AAAA"]),
    # header
    "of no type": lambda s: _with_head(s, typ=None),
    "of the type of any JWT": lambda s: _with_head(s, typ="JWT"),
    "a refresh token by its type": lambda s: _with_head(s, typ="rt+jwt"),
    "an identity token by its type": lambda s: _with_head(s, typ="id+jwt"),
    "something critical that nobody knows": lambda s: _with_head(s, crit=["sudo"], sudo=True),
    "an unencoded payload": lambda s: _with_head(s, crit=["b64"], b64=False),
    "a header that is no object": lambda s: _cut(s, 0, part(["Ed25519"])),
    "a header that is no JSON": lambda s: _cut(s, 0, part(b"{")),
    # signature
    "changed after signing": lambda s: _cut(s, 1, part(_claims(s) | {"sub": "eve"})),
    "of another header": lambda s: _cut(s, 0, part(_head(s, extra=1))),
    "a flipped bit in the signature": lambda s: _signature(s, lambda raw: bytes([raw[0] ^ 1]) + raw[1:]),
    "half a signature": lambda s: _signature(s, lambda raw: raw[:32]),
    "an empty signature": lambda s: _cut(s, 2, ""),
    "bytes behind the signature": lambda s: _signature(s, lambda raw: raw + b"\0"),
    "a letter behind the signature": lambda s: s.token("ana") + "A",
    "padding behind the signature": lambda s: s.token("ana") + "==",
    "a signature spelled otherwise": _spelled_otherwise,
    # claims
    "claims that are a list": lambda s: _signed(s, _head(s), b"[]"),
    "claims that are no JSON": lambda s: _signed(s, _head(s), b'{"sub":'),
    "another issuer": lambda s: s.token("ana", iss="https://elsewhere.example"),
    "an issuer almost ours": lambda s: s.token("ana", iss=f"{ISSUER}/"),
    "no issuer": lambda s: s.token("ana", iss=None),
    "another audience": lambda s: s.token("ana", aud="another"),
    "other audiences": lambda s: s.token("ana", aud=["another", "third"]),
    "no audience": lambda s: s.token("ana", aud=None),
    "no subject": lambda s: s.token("ana", sub=None),
    "an empty subject": lambda s: s.token("ana", sub=""),
    "a subject that is no text": lambda s: s.token("ana", sub=7),
    "no session": lambda s: s.token("ana", sid=None),
    "a session that is no text": lambda s: s.token("ana", sid=7),
    "no roles": lambda s: s.token("ana", claims={"roles": None}),
    "roles that are no list": lambda s: s.token("ana", claims={"roles": "REVIEWER"}),
    "roles that are no texts": lambda s: s.token("ana", claims={"roles": [1]}),
    "a practitioner that is no text": lambda s: s.token("ana", claims={"practitioner": 7}),
    # times
    "no expiry": lambda s: s.token("ana", exp=None),
    "expired a minute ago": lambda s: s.token("ana", exp=_now() - 60),
    "expired just beyond the leeway": lambda s: s.token("ana", exp=_now() - LEEWAY_SECONDS - 1),
    "an expiry that is no number": lambda s: s.token("ana", exp="never"),
    "an endless expiry": lambda s: _signed(
        s, _head(s), json.dumps(_claims(s) | {"exp": float("inf")}).encode()
    ),
    "no time of issue": lambda s: s.token("ana", iat=None),
    "issued in the future": lambda s: s.token("ana", iat=_now() + 600),
    "issued just beyond the leeway": lambda s: s.token("ana", iat=_now() + LEEWAY_SECONDS + 5),
    "not valid yet": lambda s: s.token("ana", nbf=_now() + 600),
}
GOOD: dict[str, Callable[[Signer], str]] = {
    "as identity signs": lambda s: s.token("ana"),
    "expired within the leeway": lambda s: s.token("ana", exp=_now() - 1),
    "issued within the leeway": lambda s: s.token("ana", iat=_now() + LEEWAY_SECONDS - 3),
    "for several audiences": lambda s: s.token("ana", aud=["another", "mmp"]),
}
