"""What a resolver works with: who asks, the store, the keys, the time, and batched reads."""

from datetime import datetime
from functools import cached_property
from typing import TypeAlias

import strawberry
from strawberry.dataloader import DataLoader

from chassis.events import now
from chassis.subgraph import Caller
from chassis.tokens import Session
from contracts.contact import TEMPORARY_EMAIL_DOMAIN
from services.identity.domain.client_address import REFUSAL_SECONDS, REQUESTS, TRIES, Client, network_of
from services.identity.domain.practitioner import Practitioner
from services.identity.domain.review import Review
from services.identity.schema.refresh_cookie import RefreshCookie
from services.identity.store import Store
from services.identity.store.links import Link
from services.identity.tokens import AccessTokens
from services.identity.usecases.practitioner_reviews import Seen, see_reviews


class Context:
    """One request's."""

    def __init__(
        self,
        store: Store,
        caller: Caller,
        tokens: AccessTokens,
        public_url: str,
        *,
        review_contact: str = "review@registry.example",
        temporary_email_domain: str = TEMPORARY_EMAIL_DOMAIN,
        refresh_cookie: str = "mmp_refresh",
        tries_per_address: int = TRIES,
        requests_per_address: int = REQUESTS,
        refusal_seconds: float = REFUSAL_SECONDS,
    ) -> None:
        self.store, self.caller, self.tokens, self.public_url = store, caller, tokens, public_url
        self.review_contact, self.temporary_email_domain = review_contact, temporary_email_domain
        self.client = Client(
            network_of(caller.address), tries_per_address, requests_per_address, refusal_seconds
        )
        self.cookie = RefreshCookie(caller, refresh_cookie)
        self.now: datetime = now()

    async def session(self) -> Session:
        return await self.caller.session()

    @cached_property
    def practitioners(self) -> DataLoader[str, Practitioner | None]:
        """Practitioners who confirmed their profile."""

        async def load(ids: list[str]) -> list[Practitioner | None]:
            found = await self.store.practitioners.find_many(ids)
            bound = {id_: each for id_, each in found.items() if each.account_id is not None}
            return [bound.get(each) for each in ids]

        return DataLoader(load)

    @cached_property
    def seen(self) -> DataLoader[Review, Seen]:
        """What questions to a reviewer are about; all that one request asks for are recorded together."""

        async def load(reviews: list[Review]) -> list[Seen]:
            return await see_reviews(reviews, session=await self.session(), now=self.now, store=self.store)

        return DataLoader(load)

    @cached_property
    def links(self) -> DataLoader[str, list[Link]]:
        """The links of each account."""

        async def load(account_ids: list[str]) -> list[list[Link]]:
            found = await self.store.links.of_accounts(account_ids)
            return [[link for link in found if link.account_id == each] for each in account_ids]

        return DataLoader(load)


Info: TypeAlias = strawberry.Info[Context, None]
