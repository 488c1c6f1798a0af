"""Pages of lists, after Relay (GraphQL Cursor Connections Specification)."""

import base64
from datetime import UTC, datetime

import strawberry

from chassis.errors import ApiError, Code

MAX_FIRST = 100


class BadPage(ApiError):
    code = Code.BAD_USER_INPUT


@strawberry.federation.type(shareable=True, description="Where a page of a connection ends.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether more follows.")
    has_previous_page: bool = strawberry.field(description="Whether the page was asked for with `after`.")
    start_cursor: str | None = strawberry.field(description="Null for an empty page.")
    end_cursor: str | None = strawberry.field(
        description="Give it as `after` for what follows; null if empty."
    )

    @classmethod
    def of(cls, cursors: list[str], *, more: bool, after: str | None) -> "PageInfo":
        return cls(
            has_next_page=more,
            has_previous_page=after is not None,
            start_cursor=cursors[0] if cursors else None,
            end_cursor=cursors[-1] if cursors else None,
        )


def cursor_of(at: datetime, id: str) -> str:
    return base64.urlsafe_b64encode(f"{int(at.timestamp() * 1000)}:{id}".encode()).decode()


def place(cursor: str | None) -> tuple[datetime, str] | None:
    """Raises BadPage for a cursor that is none of ours."""
    if cursor is None:
        return None
    try:
        millis, _, id_ = base64.urlsafe_b64decode(cursor.encode()).decode().partition(":")
        return datetime.fromtimestamp(int(millis) / 1000, UTC), id_
    except (ValueError, OverflowError, OSError):
        raise BadPage("`after` is no cursor of this list. Leave it out to begin at the start.") from None


def size(first: int) -> int:
    """Raises BadPage outside of 1 to MAX_FIRST."""
    if not 1 <= first <= MAX_FIRST:
        raise BadPage(f"`first` must be between 1 and {MAX_FIRST}.")
    return first
