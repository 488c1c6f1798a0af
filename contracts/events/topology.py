"""The one table of exchanges, queues and bindings that every process declares before it publishes."""

from contracts.events import internal
from contracts.events.base import INTERNAL_EXCHANGE, PUBLIC_EXCHANGE

# Whether a publish must find a queue: with no integrator bound, a public event still counts as sent.
EXCHANGES = {PUBLIC_EXCHANGE: False, INTERNAL_EXCHANGE: True}

_PRACTITIONER = (internal.PractitionerConfirmed.TYPE, internal.PractitionerChanged.TYPE)
_APPLICATION = (
    internal.ApplicationInitiated.TYPE,
    internal.ApplicationChanged.TYPE,
    internal.ApplicationClosed.TYPE,
)

QUEUES: dict[str, dict[str, tuple[str, ...]]] = {
    "identity": {INTERNAL_EXCHANGE: _APPLICATION},
    "certification": {
        INTERNAL_EXCHANGE: (
            *_PRACTITIONER,
            internal.AccountLinked.TYPE,
            internal.AccountChanged.TYPE,
            internal.TemporaryEmailIssued.TYPE,
            internal.DeliveryFailed.TYPE,
            internal.DeliveryAccepted.TYPE,
        )
    },
    "notifications": {
        INTERNAL_EXCHANGE: (
            *_APPLICATION,
            *_PRACTITIONER,
            internal.ReminderDue.TYPE,
            internal.MailRequested.TYPE,
        )
    },
}
