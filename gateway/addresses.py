"""A subgraph's addresses: the one that answered last is asked first, one that keeps failing is left alone.

After TRIPS_AFTER failures in a row an address rests; then a single request tries it while all others still
go elsewhere, or fail at once where there is nowhere else: a subgraph that hangs takes no place from the others.
One that refuses connections costs no time, so it rests for a moment only: its restart is soon noticed.
"""

from collections.abc import Iterable

from yarl import URL

TRIPS_AFTER = 5
RESTS_SECONDS = 5.0
REFUSING_RESTS_SECONDS = 0.2


class Address:
    """Times are of the event loop's clock."""

    __slots__ = ("failures", "rests_for", "rests_until", "url")

    def __init__(self, url: str) -> None:
        self.url = URL(url)
        self.failures = 0
        self.rests_for = RESTS_SECONDS
        self.rests_until = 0.0

    @property
    def tripped(self) -> bool:
        return self.failures >= TRIPS_AFTER


class Addresses:
    def __init__(self, urls: Iterable[str]) -> None:
        self._addresses = [Address(url) for url in urls]

    def choose(self, now: float, tried: list[Address]) -> Address | None:
        """The next one to ask, None where all were tried or rest."""
        for address in self._addresses:
            if address in tried or address.rests_until > now:
                continue
            if address.tripped:
                address.rests_until = now + address.rests_for  # whoever got it now tries it for all
            return address
        return None

    def failed(self, address: Address, now: float, *, refused: bool = False) -> None:
        """`refused`: nobody listened there."""
        address.failures += 1
        address.rests_for = REFUSING_RESTS_SECONDS if refused else RESTS_SECONDS
        if address.tripped:
            address.rests_until = now + address.rests_for
        self._addresses.remove(address)
        self._addresses.append(address)

    @staticmethod
    def answered(address: Address) -> None:
        address.failures, address.rests_until = 0, 0.0

    @property
    def urls(self) -> list[URL]:
        return [address.url for address in self._addresses]

    @property
    def resting(self) -> int:
        return sum(address.tripped for address in self._addresses)
