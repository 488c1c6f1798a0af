"""What tests of several rooms share: keys, tokens, and a client of one subgraph."""

import json
import time
from collections.abc import Iterable, Mapping
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import httpx2
from joserfc import jwt
from joserfc.jwk import KeySet, OKPKey
from jsonschema import Draft202012Validator
from pymongo import MongoClient
from starlette.types import ASGIApp

from chassis.broker import Topology
from chassis.keys import generate_missing, new_signing_key
from chassis.outbox.store import ENTRIES
from chassis.tokens import ALGORITHM, TYPE, TokenVerifier
from contracts.events.base import INTERNAL_EXCHANGE, PUBLIC_EXCHANGE
from contracts.events.topology import EXCHANGES, QUEUES

ISSUER, AUDIENCE = "https://identity.mmp.example", "mmp"
TOPOLOGY = Topology(exchanges=EXCHANGES, queues=QUEUES)
KEEP = {PUBLIC_EXCHANGE: timedelta(days=400), INTERNAL_EXCHANGE: timedelta(days=7)}


class Signer:
    """Signs tokens as identity does, and serves as the key source of a verifier."""

    def __init__(self) -> None:
        self.key: OKPKey = new_signing_key()

    async def key_set(self, kid: str) -> KeySet:
        return KeySet([self.key])

    def verifier(self) -> TokenVerifier:
        return TokenVerifier(self, issuer=ISSUER, audience=AUDIENCE)

    def token(
        self,
        account: str,
        *,
        practitioner: str | None = None,
        roles: tuple[str, ...] = (),
        header: dict[str, Any] | None = None,
        claims: dict[str, Any] | None = None,
        **changed: Any,
    ) -> str:
        now = int(time.time())
        body = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": account,
            "sid": f"session-of-{account}",
            "roles": list(roles),
            "iat": now,
            "exp": now + 600,
        }
        if practitioner is not None:
            body["practitioner"] = practitioner
        kept = {name: value for name, value in (body | changed | (claims or {})).items() if value is not None}
        head = {"alg": ALGORITHM, "typ": TYPE, "kid": self.key.kid} | (header or {})
        return jwt.encode(head, kept, self.key, algorithms=[ALGORITHM])


class Client:
    """A GraphQL client of one application, in process."""

    def __init__(self, app: ASGIApp) -> None:
        self.address = ""  # where requests come from, as the gateway tells it
        self._http = httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://subgraph")

    async def post(self, query: str, token: str | None = None, **variables: Any) -> dict[str, Any]:
        return await self.post_from(self.address, query, token, **variables)

    async def post_from(
        self, address: str, query: str, token: str | None = None, **variables: Any
    ) -> dict[str, Any]:
        """As the gateway passes on what `address` sent; nothing of an address if it is empty."""
        headers = {} if token is None else {"authorization": f"Bearer {token}"}
        if address:
            headers["x-forwarded-for"] = address
        answer = await self._http.post(
            "/graphql", json={"query": query, "variables": variables}, headers=headers
        )
        body: dict[str, Any] = answer.json()
        return body

    async def data(self, query: str, token: str | None = None, **variables: Any) -> dict[str, Any]:
        """The data of an operation that must have no errors."""
        body = await self.post(query, token, **variables)
        assert "errors" not in body, body
        data: dict[str, Any] = body["data"]
        return data

    async def close(self) -> None:
        await self._http.aclose()


def keys_in(folder: Path) -> Path:
    generate_missing(folder)
    return folder


@cache
def _schemas() -> dict[str, dict[str, Any]]:
    folder = Path("contracts/events/schemas")
    schemas = [json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.json")]
    return {schema["title"]: schema for schema in schemas}


@cache
def _validator(type_: str) -> Draft202012Validator:
    return Draft202012Validator(_schemas()[type_])


def check_event(type_: str, data: Mapping[str, Any]) -> None:
    """Raises where there is no published schema of the type, or the data does not fit it or says more than it names."""
    schema = _schemas()[type_]
    _validator(type_).validate(data)
    unnamed = data.keys() - schema["properties"].keys()
    assert not unnamed, f"{type_} does not name {', '.join(sorted(unnamed))}"


def check_outboxes(mongodb_url: str, databases: Iterable[str]) -> int:
    """Whatever is in them is what the published contracts promise; how many events that are."""
    checked = 0
    with MongoClient[dict[str, Any]](mongodb_url) as client:
        for database in databases:
            for entry in client[database][ENTRIES].find({}, {"type": 1, "payload": 1}):
                check_event(entry["type"], entry["payload"])
                checked += 1
    return checked
