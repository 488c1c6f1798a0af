"""What was done to a certification, and what people reported, as clients see it."""

from datetime import datetime

import strawberry

from services.certification.domain import certification as domain
from services.certification.schema.enums import Capacity, Deed, Part
from services.certification.schema.people import Practitioner
from services.certification.store.audit import Entry
from services.certification.usecases import read_audit


@strawberry.type(description="One thing that was done to a certification.")
class TimelineEntry:
    at: datetime = strawberry.field(description="When.")
    deed: Deed = strawberry.field(description="What was done.")
    capacity: Capacity = strawberry.field(description="As what somebody did it.")

    @classmethod
    def of(cls, entry: Entry) -> "TimelineEntry":
        return cls(at=entry.act.at, deed=entry.act.deed, capacity=entry.act.capacity)


@strawberry.type(description="Something that was done to a certification, or that it was shown to somebody.")
class Access:
    certification_id: strawberry.ID = strawberry.field(description="The certification.")
    at: datetime = strawberry.field(description="When; of reads within one hour the last time.")
    deed: Deed | None = strawberry.field(description="What was done; null where it was only read.")
    capacity: Capacity = strawberry.field(description="As what somebody did or saw it.")
    account_id: strawberry.ID | None = strawberry.field(
        description="The account of who did or saw it, opaque; null for the passage of time."
    )
    practitioner: Practitioner | None = strawberry.field(
        description="Who did or saw it as a practitioner; null for everybody else, for who has no account as one any "
        "more, and where the identity service does not answer."
    )

    @classmethod
    def of(cls, access: read_audit.Access) -> "Access":
        return cls(
            certification_id=strawberry.ID(access.certification_id),
            at=access.at,
            deed=access.deed,
            capacity=access.capacity,
            account_id=strawberry.ID(access.account_id) if access.account_id else None,
            practitioner=Practitioner(id=strawberry.ID(access.practitioner_id))
            if access.practitioner_id
            else None,
        )


@strawberry.type(description="What a patient or caregiver says is different now.")
class ReportedChange:
    id: strawberry.ID = strawberry.field(description="Opaque id.")
    part: Part = strawberry.field(description="Who says so.")
    text: str = strawberry.field(description="In their words.")
    at: datetime = strawberry.field(description="When it was reported.")
    handled_at: datetime | None = strawberry.field(
        description="When the practitioner saw to it; null until then."
    )

    @classmethod
    def of(cls, change: domain.ReportedChange) -> "ReportedChange":
        return cls(
            id=strawberry.ID(change.id),
            part=change.part,
            text=change.text,
            at=change.at,
            handled_at=change.handled_at,
        )
