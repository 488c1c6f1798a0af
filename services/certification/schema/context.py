"""What a resolver works with: who asks, the store, the time, and batched reads."""

from datetime import datetime
from functools import cached_property
from typing import TypeAlias

import strawberry
from strawberry.dataloader import DataLoader

from chassis.events import now
from chassis.subgraph import Caller
from chassis.tokens import Session
from services.certification.domain.certification import Certification
from services.certification.rules.rulebook import Rulebooks
from services.certification.store import Store
from services.certification.usecases import access


class Context:
    """One request's."""

    def __init__(self, store: Store, caller: Caller, books: Rulebooks | None = None) -> None:
        self.store, self.caller = store, caller
        self.books = books or Rulebooks()
        self.now: datetime = now()

    async def session(self) -> Session:
        return await self.caller.session()

    @cached_property
    def certifications(self) -> DataLoader[str, Certification | None]:
        """Those that the caller may see; None for the others."""

        async def load(ids: list[str]) -> list[Certification | None]:
            session = await self.caller.session_or_none()
            if session is None:
                return [None] * len(ids)
            found = await access.visible(ids, session, self.store)
            return [found.get(each) for each in ids]

        return DataLoader(load)

    @cached_property
    def newest_of_patient(self) -> DataLoader[str, Certification | None]:
        """The newest certification of each patient that the caller may see."""

        async def load(ids: list[str]) -> list[Certification | None]:
            session = await self.caller.session_or_none()
            if session is None:
                return [None] * len(ids)
            found = await access.visible_patients(ids, session, self.store)
            return [found.get(each) for each in ids]

        return DataLoader(load)


Info: TypeAlias = strawberry.Info[Context, None]
