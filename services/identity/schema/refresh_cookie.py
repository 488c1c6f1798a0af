"""How a refresh token travels: in the payload, or for web pages in a cookie that no script can read.

What came in a cookie goes back in a cookie alone: else a script that got into the page could have it told in a
payload, and take the session away with it.
"""

from enum import Enum

from chassis.subgraph import Caller
from chassis.user_errors import Refusal, Refused, UserErrorCode
from services.identity.store.sessions import LASTS


class SessionTransport(Enum):
    PAYLOAD = "PAYLOAD"
    COOKIE = "COOKIE"


class RefreshCookie:
    """The cookie `name`; the gateway passes it on for pages that may use it (gateway/origins.py)."""

    def __init__(self, caller: Caller, name: str) -> None:
        self._caller, self._name = caller, name
        self.token: str | None = caller.cookies.get(name)

    def given(self, refresh_token: str | None, transport: SessionTransport) -> str:
        """The token to go on with. Raises Refused where it did not come the way that `transport` says."""
        if transport is SessionTransport.PAYLOAD:
            if refresh_token is None:
                raise _refused(UserErrorCode.REQUIRED, "Give the refresh token, or COOKIE as transport.")
            return refresh_token
        if refresh_token is not None:
            raise _refused(
                UserErrorCode.INVALID, "Leave it out: with COOKIE as transport the cookie holds it."
            )
        if self.token is None:
            raise _refused(UserErrorCode.INVALID_CREDENTIALS, "There is no session. Sign in.")
        return self.token

    def keep(self, token: str) -> None:
        self._caller.set_cookie(self._name, token, max_age=int(LASTS.total_seconds()))

    def forget(self) -> None:
        """Only where there is one."""
        if self.token is not None:
            self._caller.set_cookie(self._name, "", max_age=0)


def _refused(code: UserErrorCode, message: str) -> Refused:
    return Refused(Refusal(code, message, ("refreshToken",)))
