"""Which web pages may call, and which may do so with their user's cookie.

Cross-origin calls are for the origins of ALLOWED_ORIGINS alone (https://fetch.spec.whatwg.org/#http-cors-protocol).
A forged request from another page cannot be one of ours: bodies must be application/json, which a browser asks
leave for first, GET cannot mutate, and a cookie counts only with an origin that is the gateway's own or allowed.
"""

from collections.abc import Mapping

_METHODS = "GET, POST"
_HEADERS = ("authorization", "content-type", "traceparent", "x-request-id")
_PREFLIGHT_SECONDS = "600"


class Origins:
    """`passed`: what pages may send besides the headers that the gateway itself reads."""

    def __init__(self, allowed: frozenset[str], passed: tuple[str, ...] = ()) -> None:
        self._allowed = allowed
        self._may_send = ", ".join((*_HEADERS, *passed))

    def headers(self, origin: str | None) -> Mapping[str, str]:
        """What an answer to a page of this origin carries besides."""
        if not self._allowed:
            return {}
        if origin not in self._allowed:
            return {"vary": "origin"}
        return {
            "vary": "origin",
            "access-control-allow-origin": origin,
            "access-control-allow-credentials": "true",
            "access-control-expose-headers": "x-request-id, traceparent",
        }

    def preflight(self, origin: str | None) -> Mapping[str, str]:
        """The answer to a browser that asks for leave; without a word of ours it does not go on."""
        if origin not in self._allowed:
            return {"vary": "origin"}
        return {
            **self.headers(origin),
            "access-control-allow-methods": _METHODS,
            "access-control-allow-headers": self._may_send,
            "access-control-max-age": _PREFLIGHT_SECONDS,
        }

    def trusts(self, origin: str | None, host: str | None) -> bool:
        """Whether a request of this origin may use its user's cookie. Requests without one come from no page."""
        if origin is None:
            return False
        return origin in self._allowed or (
            host is not None and origin in (f"https://{host}", f"http://{host}")
        )
