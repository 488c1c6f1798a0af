"""What a failed attempt means: whether to try again, and a reason without the server's words."""

import ssl
from dataclasses import dataclass

import aiosmtplib

from services.notifications.smtp.message import BadAddress

# "Authentication required" and its kin: our configuration is at fault, not this mail.
CONFIGURATION = (530, 534, 535, 538)
# So it is where nothing was asked yet but whether we may send.
OURS = ("connect", "MAIL")


@dataclass(frozen=True, slots=True)
class Fault:
    """`permanent`: no later attempt can help."""

    permanent: bool
    reason: str


def fault(error: BaseException, *, stage: str) -> Fault:
    """Read an error that was raised in a stage of the attempt: "connect", "MAIL", "RCPT" or "DATA"."""
    if isinstance(error, BadAddress):
        return Fault(permanent=True, reason="the address cannot be written to")
    if isinstance(error, aiosmtplib.SMTPNotSupported):
        # Before the mail it is STARTTLS or login, with it an address beyond ASCII.
        return Fault(permanent=stage != "connect", reason=f"not supported by the server at {stage}")
    if isinstance(error, aiosmtplib.SMTPResponseException):
        refused = 500 <= error.code < 600 and error.code not in CONFIGURATION
        return Fault(permanent=refused and stage not in OURS, reason=f"SMTP {error.code} at {stage}")
    return Fault(permanent=False, reason=f"{_connection_fault(error)} at {stage}")


def _connection_fault(error: BaseException) -> str:
    if isinstance(error, TimeoutError):
        return "timed out"
    if isinstance(error.__cause__, ssl.SSLError) or isinstance(error, ssl.SSLError):
        return "TLS failed"
    if isinstance(error, aiosmtplib.SMTPConnectError):
        return "not reachable"
    if isinstance(error, OSError):
        return "connection lost"
    return f"failed with {type(error).__name__}"
