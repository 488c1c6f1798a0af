"""Delegates, as practitioners and they themselves see them."""

from datetime import datetime

import strawberry

from services.certification.domain import delegate as domain
from services.certification.schema.context import Info
from services.certification.schema.enums import DelegateStatus, Language
from services.certification.schema.people import Practitioner
from services.certification.usecases.access import practitioner_of


@strawberry.type(
    description="Somebody of a practitioner's staff, who drafts, edits and sees that practitioner's drafts. Signing "
    "and designating caregivers stay with the practitioner."
)
class Delegate:
    id: strawberry.ID = strawberry.field(description="Opaque id.")
    practitioner: Practitioner | None = strawberry.field(
        description="For whom they draft. Null where the identity service does not answer."
    )
    name: str = strawberry.field(description="As the practitioner calls them.")
    email: str = strawberry.field(description="The address that was invited.")
    language: Language = strawberry.field(description="The language of the invitation.")
    status: DelegateStatus = strawberry.field(description="Where it stands.")
    account_id: strawberry.ID | None = strawberry.field(
        description="The account that accepted, as auditTrail names it; null until then."
    )
    invited_at: datetime = strawberry.field(description="When the last invitation was mailed.")
    expires_at: datetime = strawberry.field(
        description="Until when the invitation can be accepted. Who accepted stays until revoked."
    )
    accepted_at: datetime | None = strawberry.field(description="Null until then.")
    ended_at: datetime | None = strawberry.field(description="When it was revoked; null until then.")

    @classmethod
    def of(cls, d: domain.Delegate, *, now: datetime) -> "Delegate":
        return cls(
            id=strawberry.ID(d.id),
            practitioner=Practitioner(id=strawberry.ID(d.practitioner_id)),
            name=d.name,
            email=d.email,
            language=d.language,
            status=d.status_at(now),
            account_id=strawberry.ID(d.account_id) if d.account_id else None,
            invited_at=d.invited_at,
            expires_at=d.expires_at,
            accepted_at=d.accepted_at,
            ended_at=d.ended_at,
        )


@strawberry.type
class Delegations:
    @strawberry.field(
        description="Your delegates as a practitioner, and whom you invited, the last invited first. Revoked ones "
        "stay, so that auditTrail can be read."
    )
    async def delegates(self, info: Info) -> list[Delegate] | None:
        context = info.context
        found = await context.store.delegates.of_practitioner(practitioner_of(await context.session()))
        return [Delegate.of(each, now=context.now) for each in found]

    @strawberry.field(description="The practitioners whose delegate you are, or were, the newest first.")
    async def my_delegations(self, info: Info) -> list[Delegate] | None:
        context = info.context
        found = await context.store.delegates.of_account((await context.session()).account_id)
        return [Delegate.of(each, now=context.now) for each in found]
