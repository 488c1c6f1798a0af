"""Where a request comes from, as far as it counts for limits."""

from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network

TRIES = 50  # wrong passwords and codes of one address within the window, over all accounts
REFUSAL_SECONDS = 1.0  # after which a wrong password is answered, at the earliest
REQUESTS = 100  # sign-ups and requests for a mail, likewise: a clinic that enrols its staff asks for fewer


@dataclass(frozen=True, slots=True)
class Client:
    """The network that one household or office has (see network_of), and what it may do within 15 minutes.

    A wrong password is answered `refusal_seconds` after it came.
    """

    network: str
    tries: int = TRIES
    requests: int = REQUESTS
    refusal_seconds: float = REFUSAL_SECONDS


def network_of(address: str) -> str:
    """An IPv4 address as it is; of an IPv6 address its /64, of which one computer has every address."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return ""
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ip_network((parsed, 64), strict=False))
    return str(parsed)
