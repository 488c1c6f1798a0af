"""The form in which deliveries lie in MongoDB. Whom one goes to and what it says are sealed."""

from typing import Any

from chassis.mongo import Document
from chassis.sealed import Seal
from contracts.events.internal import Language
from services.notifications.domain.delivery import WAITING, Attempt, Content, Delivery, Kind, Outcome, State

COLLECTION = "deliveries"


def to_document(delivery: Delivery, seal: Seal) -> Document:
    document: Document = {
        "_id": delivery.id,
        "kind": delivery.kind.value,
        "state": delivery.state.value,
        "language": delivery.language.value,
        "queuedAt": delivery.queued_at,
        "dueAt": delivery.queued_at,
        "messageId": delivery.message_id,
        "attempts": [attempt_document(attempt) for attempt in delivery.attempts],
    }
    if delivery.certification_id is not None:
        document["certificationId"] = delivery.certification_id
        document["personId"] = delivery.content and delivery.content.person_id
    if delivery.content is not None and delivery.state in WAITING:  # what is handed out is never sent
        document["sealed"] = sealed_content(delivery.id, delivery.content, seal)
    return document


def to_delivery(document: Document, seal: Seal | None = None) -> Delivery:
    """With its content where a `seal` to open it is given and it is still kept."""
    content = None
    if seal is not None and "sealed" in document:
        content = Content(**seal.open(document["sealed"], _place(document["_id"])))
    return Delivery(
        id=document["_id"],
        kind=Kind(document["kind"]),
        state=State(document["state"]),
        language=Language(document["language"]),
        queued_at=document["queuedAt"],
        message_id=document["messageId"],
        attempts=tuple(_attempt(kept) for kept in document["attempts"]),
        sent_at=document.get("sentAt"),
        certification_id=document.get("certificationId"),
        content=content,
    )


def sealed_content(id: str, content: Content, seal: Seal) -> str:
    kept = {"email": content.email, "values": dict(content.values), "person_id": content.person_id}
    return seal.seal(kept, _place(id))


def attempt_document(attempt: Attempt) -> Document:
    return {"at": attempt.at, "outcome": attempt.outcome.value, "reason": attempt.reason}


def _attempt(kept: dict[str, Any]) -> Attempt:
    return Attempt(at=kept["at"], outcome=Outcome(kept["outcome"]), reason=kept["reason"])


def _place(id: str) -> tuple[str, str, str]:
    return (COLLECTION, id, "content")
