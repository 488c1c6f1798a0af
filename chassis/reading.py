"""For reactions: an event's data, and what is sealed in it. A fault's text is safe to keep with a dead letter."""

from typing import TypeVar

from pydantic import BaseModel, ValidationError

from chassis.consumer import NotYet, Unacceptable
from chassis.events import Event
from chassis.sealed import KeyUnknown, Seal, SealBroken

M = TypeVar("M", bound=BaseModel)


def data_of(event: Event, model: type[M]) -> M:
    """Raises Unacceptable where the data does not fit."""
    try:
        return model.model_validate(event.data)
    except ValidationError:
        raise Unacceptable(f"the data does not fit {event.type}") from None


def opened(sealed: str, event: Event, model: type[M], transport: Seal) -> M:
    """What is sealed under the transport keys for this event.

    Raises Unacceptable where it was not sealed for this event or does not fit, NotYet where its key is not here:
    a new one is handed out to one machine after the other.
    """
    try:
        value = transport.open(sealed, (event.id, "sealed"))
    except KeyUnknown:
        raise NotYet("sealed under a transport key that is not here: hand it out, then replay") from None
    except SealBroken:
        raise Unacceptable(f"what is sealed in {event.type} was not sealed for this event") from None
    try:
        return model.model_validate(value)
    except ValidationError:
        raise Unacceptable(f"what is sealed does not fit {event.type}") from None
