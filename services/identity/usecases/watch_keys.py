"""Every state of the key files is told to the audit trail, and who seals anew under them."""

from datetime import datetime
from pathlib import Path

from chassis.keys import KeyRing
from services.identity.domain.audit import OPERATOR, AuditKind
from services.identity.signing_keys import SigningKeys
from services.identity.store import Store

RESEALED = ("identity.seal", "identity.index")
RINGS = ("transport", *RESEALED, "identity.pepper")


class KeyWatch:
    """Tells the trail each state of the key files once, whoever changed them and however they got here."""

    def __init__(self, folder: Path, store: Store) -> None:
        self._folder, self._store = folder, store
        self._told: set[str] = set()

    async def look(self, *, now: datetime) -> None:
        """Raises KeyFileError where a file cannot be read."""
        for state in self._states():
            if state not in self._told:
                await self._store.audit.add(
                    AuditKind.KEYS_CHANGED, None, at=now, by=OPERATOR, about=state, once=f"keys {state}"
                )
                self._told.add(state)

    def _states(self) -> list[str]:
        signing = SigningKeys(self._folder)
        states = [_state("identity.signing", signing.signing().kid or "", signing.ids())]
        states += [_ring_state(self._folder, name) for name in RINGS]
        return states


async def tell_reseal(folder: Path, *, now: datetime, store: Store) -> None:
    """An operator begins to seal everything anew under these keys; runs that are interrupted are told too."""
    about = ", ".join(_ring_state(folder, name) for name in RESEALED)
    await store.audit.add(AuditKind.KEYS_RESEALED, None, at=now, by=OPERATOR, about=about)


def _ring_state(folder: Path, name: str) -> str:
    ring = KeyRing.read(folder, name)
    return _state(name, ring.current, list(ring.keys))


def _state(name: str, current: str, ids: list[str]) -> str:
    return f"{name} uses {current} of {' '.join(sorted(ids))}"
