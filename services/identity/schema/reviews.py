"""What waits for a reviewer, as reviewers see it."""

from datetime import datetime
from typing import Annotated

import strawberry

from chassis.page import PageInfo, cursor_of, place, size
from services.identity.domain import review as domain
from services.identity.domain.practitioner import Practitioner as Registered
from services.identity.schema.account import PractitionerProfile
from services.identity.schema.context import Info
from services.identity.schema.enums import ReviewDecision, ReviewKind
from services.identity.usecases.practitioner_reviews import find_review, reviews_page


@strawberry.type(description="Something about a practitioner that a reviewer decides.")
class PractitionerReview:
    id: strawberry.ID = strawberry.field(description="Opaque id.")
    kind: ReviewKind = strawberry.field(description="Why a reviewer is asked.")
    opened_at: datetime = strawberry.field(description="When it was last asked.")
    profile: PractitionerProfile | None = strawberry.field(
        description="Whom it is about, or whose number was tried; null where the registry does not have that number."
    )
    account_id: strawberry.ID | None = strawberry.field(
        description="The account that asks, or that tried the number last; null where nobody did."
    )
    message: str | None = strawberry.field(description="What the practitioner wrote, if anything.")
    decision: ReviewDecision | None = strawberry.field(description="Null while it waits.")
    reason: str | None = strawberry.field(description="The reviewer's reason; null while it waits.")
    decided_at: datetime | None = strawberry.field(description="Null while it waits.")
    review: strawberry.Private[domain.Review]

    @strawberry.field(
        description="The number that the question is about, in full, to be compared with the DEA certificate; null for "
        "PROFILE_PROBLEM. The audit trail tells that you saw it: ask for it when you decide, not in lists."
    )
    async def dea_number(self, info: Info) -> str | None:
        return (await info.context.seen.load(self.review)).dea_number

    @strawberry.field(
        description="The address of that account, to write to; null where it is gone. Recorded as deaNumber is."
    )
    async def account_email(self, info: Info) -> str | None:
        return (await info.context.seen.load(self.review)).email

    @classmethod
    def of(cls, review: domain.Review, about: Registered | None) -> "PractitionerReview":
        return cls(
            id=strawberry.ID(review.id),
            kind=review.kind,
            opened_at=review.opened_at,
            profile=None if about is None else PractitionerProfile.of(about),
            account_id=None if review.account_id is None else strawberry.ID(review.account_id),
            message=review.message,
            decision=review.decision,
            reason=review.reason,
            decided_at=review.decided_at,
            review=review,
        )


@strawberry.type(description="One review of a page.")
class PractitionerReviewEdge:
    cursor: str = strawberry.field(description="The place in the list, opaque.")
    node: PractitionerReview = strawberry.field(description="The review.")


@strawberry.type(description="A page of reviews, the newest first.")
class PractitionerReviewConnection:
    edges: list[PractitionerReviewEdge] = strawberry.field(description="The page.")
    page_info: PageInfo = strawberry.field(description="Where it ends.")


@strawberry.type
class ReviewQueries:
    @strawberry.field(
        description="One question to a reviewer; null where there is none. Needs the role REVIEWER."
    )
    async def practitioner_review(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="The review's id.")]
    ) -> PractitionerReview | None:
        context = info.context
        found = await find_review(str(id), await context.session(), context.store)
        return None if found is None else PractitionerReview.of(*found)

    @strawberry.field(description="What waits for a reviewer about practitioners. Needs the role REVIEWER.")
    async def practitioner_reviews(
        self,
        info: Info,
        first: Annotated[int, strawberry.argument(description="How many, 1 to 100.")] = 20,
        after: Annotated[str | None, strawberry.argument(description="An earlier page's endCursor.")] = None,
        open_only: Annotated[bool, strawberry.argument(description="Leave out what is decided.")] = True,
    ) -> PractitionerReviewConnection:
        context = info.context
        found = await reviews_page(
            await context.session(),
            context.store,
            open_only=open_only,
            after=place(after),
            limit=size(first) + 1,
        )
        edges = [
            PractitionerReviewEdge(
                cursor=cursor_of(review.opened_at, review.id), node=PractitionerReview.of(review, about)
            )
            for review, about in found[:first]
        ]
        return PractitionerReviewConnection(
            edges=edges,
            page_info=PageInfo.of([edge.cursor for edge in edges], more=len(found) > first, after=after),
        )
