"""Reading events and what is sealed in them. A fault's text is safe to keep with a dead letter."""

from typing import TypeVar

from pydantic import BaseModel, ValidationError

from chassis.consumer import Unacceptable
from chassis.events import Event
from chassis.sealed import Seal

M = TypeVar("M", bound=BaseModel)


def data_of(event: Event, model: type[M]) -> M:
    """Raises Unacceptable where the data does not fit."""
    try:
        return model.model_validate(event.data)
    except ValidationError:
        raise Unacceptable(f"the data does not fit {event.type}") from None


def opened(sealed: str, event: Event, model: type[M], transport: Seal) -> M:
    """What is sealed under the transport keys for this event.

    Raises Unacceptable where what was sealed does not fit. SealBroken passes through: a key that has not
    arrived on this machine yet is worth the consumer's later tries.
    """
    value = transport.open(sealed, (event.id, "sealed"))
    try:
        return model.model_validate(value)
    except ValidationError:
        raise Unacceptable(f"what is sealed does not fit {event.type}") from None
