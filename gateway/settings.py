"""The gateway's settings. It serves a supergraph file alone with none of the others given."""

import re
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

import orjson
from pydantic import BeforeValidator, Field, field_validator
from pydantic_settings import NoDecode

from chassis.settings import CookieName, Settings


def _from_json(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return orjson.loads(value)
    except orjson.JSONDecodeError:
        raise ValueError("must be a JSON object") from None


# Of these each has its own rule, or belongs to one connection alone (RFC 9110 section 7.6.1).
KEPT_HEADERS = frozenset(
    (
        *("authorization", "cookie", "host", "origin", "traceparent", "x-request-id", "x-forwarded-for"),
        *("content-type", "content-length", "content-encoding", "accept", "accept-encoding", "user-agent"),
        *("connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "expect"),
        *("proxy-authorization", "proxy-connection", "proxy-authenticate"),
    )
)
# Read by us, so that one that is no JSON is listed with all other faults.
FROM_JSON = BeforeValidator(_from_json)


class GatewaySettings(Settings):
    """Times are seconds, sizes bytes."""

    supergraph: Path
    listen_port: int = Field(default=8000, ge=0, le=65535)
    subgraph_urls: Annotated[dict[str, list[str]], NoDecode, FROM_JSON] = Field(default_factory=dict)
    jwks_url: str | None = None  # without it no token is verified; they are passed on as they are
    token_issuer: str = "https://identity.mmp.example"
    token_audience: str = "mmp"
    trusted_proxies: str = ""  # networks, separated by commas, whose X-Forwarded-For counts
    allowed_origins: str = ""  # of web pages elsewhere that may call, separated by commas
    passed_headers: str = ""  # names, separated by commas, of clients' headers that the subgraphs get as well
    refresh_cookie: CookieName = "mmp_refresh"  # the one cookie that is passed on, to SESSION_SUBGRAPH alone
    session_subgraph: str | None = None
    graphiql: bool | None = None  # the page at /; where nothing is said, in development alone
    web_app: Path | None = None  # a folder with a built web client, to be served at /app
    trusted_documents: Path | None = None  # with it, nothing but the documents in it is served
    subgraph_timeout: float = Field(default=10, gt=0)
    subgraph_timeouts: Annotated[dict[str, float], NoDecode, FROM_JSON] = Field(
        default_factory=dict
    )  # where one needs its own
    body_timeout: float = Field(default=10, gt=0)
    max_body: int = Field(default=256 * 1024, gt=0)
    max_answer: int = Field(default=16 * 1024 * 1024, gt=0)
    max_connections: int = Field(default=1000, gt=0)  # of clients, at one time
    max_tokens: int = Field(default=2000, gt=0)
    max_depth: int = Field(default=20, gt=0)
    max_aliases: int = Field(default=50, ge=0)
    max_cost: int = Field(default=10_000, gt=0)  # objects that an operation may ask for, by estimate
    once_per_operation: str = ""  # mutations, separated by commas, of which an operation may hold one in all

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, text: str) -> str:
        for each in filter(None, (part.strip() for part in text.split(","))):
            ip_network(each)
        return text

    @property
    def trusted_networks(self) -> tuple[IPv4Network | IPv6Network, ...]:
        return tuple(ip_network(p.strip()) for p in self.trusted_proxies.split(",") if p.strip())

    @field_validator("allowed_origins")
    @classmethod
    def _are_origins(cls, text: str) -> str:
        for each in filter(None, (part.strip() for part in text.split(","))):
            parts = urlsplit(each)
            if parts.scheme not in ("http", "https") or each != f"{parts.scheme}://{parts.netloc}":
                raise ValueError("must be origins, e.g. https://app.example, separated by commas")
        return text

    @field_validator("passed_headers")
    @classmethod
    def _may_be_passed(cls, text: str) -> str:
        names = _listed(text.lower())
        for each in names:
            if not re.fullmatch(r"[a-z0-9-]+", each):
                raise ValueError("must be names of headers, separated by commas")
        if kept := names & KEPT_HEADERS:
            raise ValueError(f"{', '.join(sorted(kept))}: the gateway itself decides what of this goes on")
        return text

    @property
    def header_names(self) -> tuple[str, ...]:
        return tuple(sorted(_listed(self.passed_headers.lower())))

    @property
    def shows_graphiql(self) -> bool:
        return self.environment == "development" if self.graphiql is None else self.graphiql

    @property
    def origins(self) -> frozenset[str]:
        return _listed(self.allowed_origins)


def _listed(text: str) -> frozenset[str]:
    return frozenset(filter(None, (part.strip() for part in text.split(","))))
