"""Events in: what notifications does when others announce or ask something."""

from chassis.consumer import Reaction
from contracts.events.internal import (
    ApplicationChanged,
    ApplicationClosed,
    ApplicationInitiated,
    MailRequested,
    PractitionerChanged,
    PractitionerConfirmed,
    ReminderDue,
)
from services.notifications.reactions.application import application_announced
from services.notifications.reactions.mail import mail_requested
from services.notifications.reactions.practitioner import practitioner_announced
from services.notifications.reactions.reminder import reminder_due
from services.notifications.store import Store


def reactions(store: Store, *, mail_domain: str) -> dict[str, Reaction]:
    """By event type. `mail_domain` is the right-hand side of the mails' Message-IDs."""
    application = application_announced(store, mail_domain=mail_domain)
    practitioner = practitioner_announced(store)
    return {
        ApplicationInitiated.TYPE: application,
        ApplicationChanged.TYPE: application,
        ApplicationClosed.TYPE: application,
        PractitionerConfirmed.TYPE: practitioner,
        PractitionerChanged.TYPE: practitioner,
        ReminderDue.TYPE: reminder_due(store, mail_domain=mail_domain),
        MailRequested.TYPE: mail_requested(store, mail_domain=mail_domain),
    }
