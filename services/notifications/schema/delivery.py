"""A delivery as clients see it: no address, no name, nothing of what it says."""

from datetime import datetime

import strawberry

from contracts.events.internal import Language
from services.notifications.domain import delivery as domain

strawberry.enum(
    Language, name="Language", description="The language in which a person wants to be written to."
)
strawberry.enum(domain.Kind, name="DeliveryKind", description="What a message is about.")
strawberry.enum(
    domain.State,
    name="DeliveryState",
    description="QUEUED, then SENDING, then SENT; or RETRYING after a fault that may pass, FAILED after one "
    "that will not; STOPPED when it was no longer wanted; HANDED_OUT when it went on paper.",
)
strawberry.enum(
    domain.Outcome,
    name="DeliveryOutcome",
    description="ACCEPTED by the mail server; DEFERRED to a later attempt; REFUSED for good.",
)


@strawberry.type(description="One attempt to hand a message to the mail server.")
class DeliveryAttempt:
    at: datetime = strawberry.field(description="When it ended, UTC.")
    outcome: domain.Outcome = strawberry.field(description="What it came to.")
    reason: str = strawberry.field(description='Why, e.g. "SMTP 451 at RCPT". Holds no personal data.')


@strawberry.type(description="One message to one person and its attempts.")
class Delivery:
    id: strawberry.ID = strawberry.field(description="Opaque id.")
    kind: domain.Kind = strawberry.field(description="What the message is about.")
    state: domain.State = strawberry.field(description="Where it stands.")
    language: Language = strawberry.field(description="The language it is written in.")
    attempts: list[DeliveryAttempt] = strawberry.field(description="The oldest first.")
    queued_at: datetime = strawberry.field(description="When it was queued, UTC.")
    sent_at: datetime | None = strawberry.field(
        description="When the mail server accepted it, UTC; null until then."
    )
    message_id: str | None = strawberry.field(
        description="Its Message-ID, the same on every attempt; null where it is no e-mail."
    )

    @classmethod
    def of(cls, delivery: domain.Delivery) -> "Delivery":
        return cls(
            id=strawberry.ID(delivery.id),
            kind=delivery.kind,
            state=delivery.state,
            language=delivery.language,
            attempts=[
                DeliveryAttempt(at=a.at, outcome=a.outcome, reason=a.reason) for a in delivery.attempts
            ],
            queued_at=delivery.queued_at,
            sent_at=delivery.sent_at,
            message_id=None if delivery.state is domain.State.HANDED_OUT else delivery.message_id,
        )
