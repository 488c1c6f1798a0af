"""What an integrator has at the broker: one queue that the public events come to, and a user who reads it.

Written as RabbitMQ's definitions (https://www.rabbitmq.com/docs/definitions), which `rabbitmqctl
import_definitions` and the management API take; importing them again changes nothing.
"""

import re
from collections.abc import Sequence
from typing import Any

from contracts.events.base import PUBLIC_EXCHANGE

PREFIX = "integrator."
NAME = re.compile(r"[a-z][a-z0-9-]{1,30}")
ALL_TYPES = ("#",)
NOTHING = "^$"

# What nobody fetches makes room for what is new: an idle integrator can neither fill the disk nor hold up others.
# All of it can be had again by `events replay`.
POLICY = {
    "message-ttl": 14 * 24 * 3600 * 1000,  # ms
    "max-length": 100_000,
    "max-length-bytes": 200_000_000,
    "overflow": "drop-head",
    "delivery-limit": 100_000,  # broker 4.x drops a message after 20 deliveries unless told otherwise
}
# A client that connects anew without closing must not use up the broker's connections.
USER_LIMITS = {"max-connections": 5, "max-channels": 20}


def queue_of(name: str) -> str:
    """The integrator's queue, and its user as well. Raises ValueError for what is no name."""
    if not NAME.fullmatch(name):
        raise ValueError("write 2 to 31 small letters, digits and hyphens, a letter first")
    return PREFIX + name


def definitions(name: str, password: str, *, vhost: str, types: Sequence[str] = ALL_TYPES) -> dict[str, Any]:
    """`types` are event types, or "#" for all. The user may read its own queue and nothing else whatever."""
    queue = queue_of(name)
    return {
        "users": [{"name": queue, "password": password, "tags": [], "limits": USER_LIMITS}],
        "permissions": [
            {
                "user": queue,
                "vhost": vhost,
                "configure": NOTHING,
                "write": NOTHING,
                "read": f"^{re.escape(queue)}$",
            }
        ],
        "policies": [
            {
                "vhost": vhost,
                "name": "integrators",
                "pattern": f"^{re.escape(PREFIX)}",
                "apply-to": "queues",
                "priority": 10,
                "definition": POLICY,
            }
        ],
        "exchanges": [
            {
                "vhost": vhost,
                "name": PUBLIC_EXCHANGE,
                "type": "topic",
                "durable": True,
                "auto_delete": False,
                "internal": False,
                "arguments": {},
            }
        ],
        "queues": [
            {
                "vhost": vhost,
                "name": queue,
                "durable": True,
                "auto_delete": False,
                "arguments": {"x-queue-type": "quorum"},
            }
        ],
        "bindings": [
            {
                "vhost": vhost,
                "source": PUBLIC_EXCHANGE,
                "destination": queue,
                "destination_type": "queue",
                "routing_key": key,
                "arguments": {},
            }
            for key in types
        ],
    }


def new_password(name: str, password: str) -> dict[str, Any]:
    """The user with another password; all else stays."""
    return {"users": definitions(name, password, vhost="/")["users"]}
