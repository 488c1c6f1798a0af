"""The chain of the audit trail: entries join it after the fact, and whoever changes or removes one is found out."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

from chassis.keys import KeyRing
from services.identity.domain.audit import OPERATOR, AuditKind, Place
from services.identity.signing_keys import SigningKeys
from services.identity.store import Store
from services.identity.store.audit import FIRST, KEPT

BATCH = 500
LEAVING = timedelta(days=2)  # before their six years end: entries go one by one, and not in the chain's order
RINGS = ("transport", "identity.seal", "identity.index", "identity.pepper")


async def chain_audit(store: Store) -> int:
    """The worker's part: what was added since the last time is chained; how much that was."""
    chained = 0
    while await store.audit.waits():
        chained += await store.transaction(lambda tx: store.audit.chain(tx, limit=BATCH))
    return chained


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


async def broken_links(
    store: Store, *, now: datetime, expected: tuple[int, str] | None = None
) -> AsyncIterator[str]:
    """What shows that the trail was tampered with, in words; nothing where it is whole.

    `expected` is a number and digest that an earlier look noted elsewhere: who takes away the end of the chain
    together with what the database notes of it is found out by that alone.
    """
    kept_since = now - KEPT + LEAVING
    last, met = None, expected is None
    async for entry, place in store.audit.chained(since=kept_since):
        fault = _misplaced(last, place, kept_since)
        if fault is None and not store.audit.is_whole(entry, place):
            fault = f"entry {place.number} ({entry.id}) was changed"
        if fault is not None:
            yield fault
            return
        last, met = place, met or expected == (place.number, place.digest)
    head, head_at = await store.audit.head()
    reached = (0, FIRST) if last is None else (last.number, last.digest)
    all_left = last is None and (head_at is None or head_at < kept_since)
    if not all_left and (head is None or reached != (head.number, head.digest)):
        yield f"after entry {reached[0]} something is missing: the newest was {0 if head is None else head.number}"
    elif not met and expected is not None:
        yield f"entry {expected[0]} has not the digest that was expected"


def _misplaced(last: Place | None, place: Place, kept_since: datetime) -> str | None:
    if last is None:
        whole = place.number == 1 or (place.previous_at is not None and place.previous_at < kept_since)
        return None if whole else f"before entry {place.number} something is missing"
    if place.number != last.number + 1:
        return f"entry {last.number + 1} is missing"
    if place.previous != last.digest:
        return f"entry {place.number} does not follow upon the one before it"
    return None
