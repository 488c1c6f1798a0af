"""The connection of certifications."""

from collections.abc import Sequence
from datetime import datetime

import strawberry

from chassis.page import PageInfo, cursor_of
from services.certification.schema.certification import Certification
from services.certification.usecases.showing import Shown


@strawberry.type(description="One certification of a page.")
class CertificationEdge:
    cursor: str = strawberry.field(description="The place in the list, opaque.")
    node: Certification = strawberry.field(description="The certification.")


@strawberry.type(description="A page of certifications, the newest first; of reviewQueue the oldest.")
class CertificationConnection:
    edges: list[CertificationEdge] = strawberry.field(description="The page.")
    page_info: PageInfo = strawberry.field(description="Where it ends.")

    @classmethod
    def of(
        cls, found: Sequence[Shown], *, first: int, after: str | None, now: datetime
    ) -> "CertificationConnection":
        """`found` holds one more than `first` where more follows."""
        edges = [
            CertificationEdge(cursor=cursor_of(c.created_at, c.id), node=Certification.of(c, now=now))
            for c in found[:first]
        ]
        return cls(
            edges=edges,
            page_info=PageInfo.of([edge.cursor for edge in edges], more=len(found) > first, after=after),
        )
