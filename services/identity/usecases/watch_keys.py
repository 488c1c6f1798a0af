"""Every state of the key files is told to the audit trail."""

from datetime import datetime
from pathlib import Path

from chassis.keys import KeyRing
from services.identity.domain.audit import OPERATOR, AuditKind
from services.identity.signing_keys import SigningKeys
from services.identity.store import Store

RINGS = ("transport", "identity.seal", "identity.index", "identity.pepper")


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
        for name in RINGS:
            ring = KeyRing.read(self._folder, name)
            states.append(_state(name, ring.current, list(ring.keys)))
        return states


def _state(name: str, current: str, ids: list[str]) -> str:
    return f"{name} uses {current} of {' '.join(sorted(ids))}"
