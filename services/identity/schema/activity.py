"""What happened to an account, as its owner sees it."""

from datetime import datetime
from typing import Annotated

import strawberry

from chassis.page import PageInfo, cursor_of, place, size
from services.identity.domain import audit as domain
from services.identity.schema.context import Info
from services.identity.schema.enums import AuditKind
from services.identity.usecases.own_activity import own_activity


@strawberry.type(description="Something that happened to the account. Only its owner sees it.")
class AccountActivity:
    id: strawberry.ID = strawberry.field(description="Opaque id.")
    at: datetime = strawberry.field(description="When.")
    kind: AuditKind = strawberry.field(description="What.")
    session_id: strawberry.ID | None = strawberry.field(
        description="In which session it was done; null where in none."
    )
    by_others: bool = strawberry.field(description="Whether a reviewer or an operator did it.")

    @classmethod
    def of(cls, entry: domain.AuditEntry) -> "AccountActivity":
        return cls(
            id=strawberry.ID(entry.id),
            at=entry.at,
            kind=entry.kind,
            session_id=None if entry.session_id is None else strawberry.ID(entry.session_id),
            by_others=entry.by is not None,
        )


@strawberry.type(description="One entry of a page.")
class AccountActivityEdge:
    cursor: str = strawberry.field(description="The place in the list, opaque.")
    node: AccountActivity = strawberry.field(description="The entry.")


@strawberry.type(description="A page of entries, the newest first.")
class AccountActivityConnection:
    edges: list[AccountActivityEdge] = strawberry.field(description="The page.")
    page_info: PageInfo = strawberry.field(description="Where it ends.")


@strawberry.type
class ActivityQueries:
    @strawberry.field(description="What happened to your account, kept for six years.")
    async def my_account_activity(
        self,
        info: Info,
        first: Annotated[int, strawberry.argument(description="How many, 1 to 100.")] = 20,
        after: Annotated[str | None, strawberry.argument(description="An earlier page's endCursor.")] = None,
    ) -> AccountActivityConnection:
        context = info.context
        found = await own_activity(
            await context.session(),
            context.store,
            now=context.now,
            after=place(after),
            limit=size(first) + 1,
        )
        edges = [
            AccountActivityEdge(cursor=cursor_of(entry.at, entry.id), node=AccountActivity.of(entry))
            for entry in found[:first]
        ]
        return AccountActivityConnection(
            edges=edges,
            page_info=PageInfo.of([edge.cursor for edge in edges], more=len(found) > first, after=after),
        )
