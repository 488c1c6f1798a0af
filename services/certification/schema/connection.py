"""Relay's connection of certifications (GraphQL Cursor Connections Specification)."""

import base64
from collections.abc import Sequence
from datetime import UTC, datetime

import strawberry

from chassis.errors import ApiError, Code
from services.certification.domain import certification as domain
from services.certification.schema.certification import Certification

MAX_FIRST = 100


class BadArgument(ApiError):
    code = Code.BAD_USER_INPUT


@strawberry.federation.type(shareable=True, description="Where a page of a connection ends.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether more follows.")
    has_previous_page: bool = strawberry.field(description="Whether the page was asked for with `after`.")
    start_cursor: str | None = strawberry.field(description="Null for an empty page.")
    end_cursor: str | None = strawberry.field(
        description="Give it as `after` for what follows; null if empty."
    )


@strawberry.type(description="One certification of a page.")
class CertificationEdge:
    cursor: str = strawberry.field(description="The place in the list, opaque.")
    node: Certification = strawberry.field(description="The certification.")


@strawberry.type(description="A page of certifications, the newest first.")
class CertificationConnection:
    edges: list[CertificationEdge] = strawberry.field(description="The page.")
    page_info: PageInfo = strawberry.field(description="Where it ends.")

    @classmethod
    def of(
        cls, found: Sequence[domain.Certification], *, first: int, after: str | None, now: datetime
    ) -> "CertificationConnection":
        """`found` holds one more than `first` where more follows."""
        edges = [
            CertificationEdge(cursor=cursor_of(c), node=Certification.of(c, now=now)) for c in found[:first]
        ]
        return cls(
            edges=edges,
            page_info=PageInfo(
                has_next_page=len(found) > first,
                has_previous_page=after is not None,
                start_cursor=edges[0].cursor if edges else None,
                end_cursor=edges[-1].cursor if edges else None,
            ),
        )


def cursor_of(certification: domain.Certification) -> str:
    millis = int(certification.created_at.timestamp() * 1000)
    return base64.urlsafe_b64encode(f"{millis}:{certification.id}".encode()).decode()


def place(cursor: str | None) -> tuple[datetime, str] | None:
    """Raises BadArgument for a cursor that is none of ours."""
    if cursor is None:
        return None
    try:
        millis, _, id_ = base64.urlsafe_b64decode(cursor.encode()).decode().partition(":")
        return datetime.fromtimestamp(int(millis) / 1000, UTC), id_
    except (ValueError, OverflowError, OSError):
        raise BadArgument("`after` is no cursor of this list. Leave it out to begin at the start.") from None


def size(first: int) -> int:
    """Raises BadArgument outside of 1 to MAX_FIRST."""
    if not 1 <= first <= MAX_FIRST:
        raise BadArgument(f"`first` must be between 1 and {MAX_FIRST}.")
    return first
