"""What a resolver works with: who asks, the store, the time, and batched reads."""

import asyncio
import base64
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import cached_property
from typing import TypeAlias

import strawberry
from strawberry.dataloader import DataLoader

from chassis.errors import NotYetKnown
from chassis.events import now
from chassis.subgraph import Caller
from chassis.tokens import Session
from contracts.events.internal import Language
from services.certification.domain.calendar import connecticut_date
from services.certification.domain.certification import Certification
from services.certification.printed import printed
from services.certification.rules.rulebook import Rulebooks
from services.certification.store import Store
from services.certification.store.audit import Entry
from services.certification.usecases import showing
from services.certification.usecases.access import may_draft
from services.certification.usecases.showing import Shown
from services.certification.usecases.start_certification import likely_duplicates


class Context:
    """One request's."""

    def __init__(
        self, store: Store, caller: Caller, books: Rulebooks | None = None, *, public_url: str = ""
    ) -> None:
        self.store, self.caller, self.public_url = store, caller, public_url
        self.books = books or Rulebooks()
        self.now: datetime = now()

    async def session(self) -> Session:
        return await self.caller.session()

    @cached_property
    def certifications(self) -> DataLoader[str, Shown | None]:
        """Those that the caller may see; None for the others."""

        async def load(ids: list[str]) -> list[Shown | None]:
            session = await self.caller.session_or_none()
            if session is None:
                return [None] * len(ids)
            found = await showing.visible(ids, session, self.store, now=self.now)
            return [found.get(each) for each in ids]

        return DataLoader(load)

    @cached_property
    def newest_of_patient(self) -> DataLoader[str, Shown | None]:
        """The newest certification of each patient that the caller may see."""
        return self._newest(self.store.certifications.of_patients)

    @cached_property
    def newest_of_caregiver(self) -> DataLoader[str, Shown | None]:
        """The newest certification of each caregiver that the caller may see."""
        return self._newest(self.store.certifications.of_caregivers)

    @cached_property
    def trails(self) -> DataLoader[str, list[Entry]]:
        """What was done to certifications that the caller was shown already."""

        async def load(ids: list[str]) -> list[list[Entry]]:
            found = await self.store.audit.of(ids)
            return [found[each] for each in ids]

        return DataLoader(load)

    async def shown(self, found: list[Certification]) -> list[Shown]:
        """What the caller may see of certifications that were read for a list; that they did is written down."""
        session = await self.session()
        seen = await showing.seen({each.id: each for each in found}, session, self.store, now=self.now)
        return list(seen.values())

    async def after(self, certification: Certification) -> Shown | None:
        """As much as the caller may see of what they have just changed."""
        return await showing.after(certification, await self.session(), self.store)

    async def printed(self, certification: Shown, language: Language | None) -> str | None:
        """The sheet in base64; None where there is nothing to print for the caller."""
        if certification.decision is None or certification.certified_at is None:
            return None
        name = await self.store.practitioners.name(certification.practitioner_id)
        if name is None:
            raise NotYetKnown
        language = language or certification.patient.language
        today = connecticut_date(self.now)
        sheet = await asyncio.to_thread(
            printed, certification, practitioner=name, language=language, today=today
        )
        return base64.b64encode(sheet).decode()

    async def likely_duplicates(self, certification: Shown) -> list[Shown]:
        """For its practitioner, and of drafts for a delegate."""
        session = await self.session()
        if not await may_draft(certification.practitioner_id, session, self.store):
            return []
        found = await likely_duplicates(certification, self.store)
        return await self.shown(found)

    def _newest(
        self, read: Callable[[list[str]], Awaitable[dict[str, list[Certification]]]]
    ) -> DataLoader[str, Shown | None]:
        async def load(ids: list[str]) -> list[Shown | None]:
            session = await self.caller.session_or_none()
            if session is None:
                return [None] * len(ids)
            found = await showing.newest_seen(await read(ids), session, self.store, now=self.now)
            return [found.get(each) for each in ids]

        return DataLoader(load)


Info: TypeAlias = strawberry.Info[Context, None]
