"""The transactional outbox: events are committed with the change they tell of, and published afterwards."""

from chassis.outbox.relay import Relay
from chassis.outbox.store import INDEXES, Outbox

__all__ = ["INDEXES", "Outbox", "Relay"]
