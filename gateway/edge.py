"""Who asks, and what of that goes on to the subgraphs.

The client's address is what the connection says, or, behind a trusted proxy, the last address in
X-Forwarded-For that is not itself trusted. Whatever a client writes into that header is never passed on.
"""

from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_address

from multidict import CIMultiDict
from starlette.requests import cookie_parser
from starlette.types import Scope

from chassis import trace
from chassis.errors import Unauthenticated
from chassis.tokens import InvalidToken, KeysUnavailable, TokenVerifier, bearer
from gateway.errors import Code, Refused
from gateway.http_request import Headers, text_of
from gateway.origins import Origins

Networks = tuple[IPv4Network | IPv6Network, ...]


@dataclass(frozen=True, slots=True)
class Caller:
    """One request's sender: the headers that its fetches carry (as the HTTP client wants them, so that it need not
    build this for each fetch), and whether a token was verified.

    `cookie` and `set_cookies` are between the client and the subgraph that keeps sessions.
    """

    headers: CIMultiDict[str]
    signed_in: bool
    request_id: str
    cookie: str | None = None
    set_cookies: list[str] = field(default_factory=list)


class Edge:
    """`verifier` None: tokens are passed on without being looked at. `passed`: further headers that go on."""

    def __init__(
        self,
        verifier: TokenVerifier | None,
        trusted: Networks,
        *,
        origins: Origins,
        cookie: str,
        passed: tuple[str, ...] = (),
    ) -> None:
        self._verifier = verifier
        self._trusted = trusted
        self._origins = origins
        self._cookie = cookie
        self._passed = tuple((name, name.encode()) for name in passed)

    async def caller(self, scope: Scope, headers: Headers) -> Caller:
        """Raises Refused: 401 for a token that does not count, 503 where nobody can tell."""
        trace.begin(
            traceparent=headers.get(b"traceparent", b"").decode("latin-1") or None,
            request_id=headers.get(b"x-request-id", b"").decode("latin-1") or None,
        )
        request_id = trace.request_id() or ""
        passed_on = CIMultiDict(
            {
                "traceparent": trace.traceparent() or "",
                "x-request-id": request_id,
                "x-forwarded-for": self._address(scope, headers),
            }
        )
        for name, raw in self._passed:
            if (value := text_of(headers, raw)) is not None:
                passed_on[name] = value
        authorization = headers.get(b"authorization")
        signed_in = False
        if authorization is not None:
            text = authorization.decode("latin-1")
            signed_in = await self._verify(text)
            passed_on["authorization"] = text
        return Caller(passed_on, signed_in, request_id, self._cookie_of(scope, headers))

    def _cookie_of(self, scope: Scope, headers: Headers) -> str | None:
        """Our own cookie and no other, where a page that may use it sent it to change something."""
        given = headers.get(b"cookie")
        if given is None or scope["method"] != "POST":
            return None
        if not self._origins.trusts(text_of(headers, b"origin"), text_of(headers, b"host")):
            return None
        value = cookie_parser(given.decode("latin-1")).get(self._cookie)
        return None if value is None else f"{self._cookie}={value}"

    async def _verify(self, authorization: str) -> bool:
        if self._verifier is None:
            return False
        try:
            token = bearer(authorization)
            if token is not None:
                await self._verifier.verify(token)
        except InvalidToken:
            raise Refused(
                401,
                Code.UNAUTHENTICATED,
                Unauthenticated.message,
                **{"www-authenticate": 'Bearer error="invalid_token"'},
            ) from None
        except KeysUnavailable:
            raise Refused(
                503,
                Code.SERVICE_UNAVAILABLE,
                "Tokens cannot be verified now. Try again.",
                **{"retry-after": "2"},
            ) from None
        return token is not None

    def _address(self, scope: Scope, headers: Headers) -> str:
        client = scope.get("client")
        address = client[0] if client else ""
        if not self._trusted or not self._is_trusted(address):
            return address
        forwarded = headers.get(b"x-forwarded-for", b"").decode("latin-1")
        for each in reversed([part.strip() for part in forwarded.split(",") if part.strip()]):
            if not self._is_address(each):
                break
            address = each
            if not self._is_trusted(each):
                break
        return address

    def _is_trusted(self, address: str) -> bool:
        return self._is_address(address) and any(ip_address(address) in network for network in self._trusted)

    @staticmethod
    def _is_address(text: str) -> bool:
        try:
            ip_address(text)
        except ValueError:
            return False
        return True
