"""What a resolver works with: who asks, the store, the time, and batched reads."""

from datetime import datetime
from functools import cached_property
from typing import TypeAlias

import strawberry
from strawberry.dataloader import DataLoader

from chassis.events import now
from chassis.subgraph import Caller
from services.notifications.domain.delivery import Delivery
from services.notifications.store import Store
from services.notifications.usecases.see_deliveries import visible_deliveries


class Context:
    """One request's."""

    def __init__(self, store: Store, caller: Caller, mail_domain: str) -> None:
        self.store, self.caller, self.mail_domain = store, caller, mail_domain
        self.now: datetime = now()

    @cached_property
    def deliveries(self) -> DataLoader[str, list[Delivery] | None]:
        """Of each certification that the caller may see, the newest first; None for the others."""

        async def load(ids: list[str]) -> list[list[Delivery] | None]:
            session = await self.caller.session_or_none()
            if session is None:
                return [None] * len(ids)
            found = await visible_deliveries(ids, session, self.store)
            return [found.get(each) for each in ids]

        return DataLoader(load)


Info: TypeAlias = strawberry.Info[Context, None]
