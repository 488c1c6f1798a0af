"""What a practitioner signed is a draft again, by somebody else's doing or by time alone: they learn of it by mail."""

from chassis.mongo import Transaction
from contracts.events.internal import MailContent, MailKind
from services.certification.domain.audit import Act
from services.certification.domain.certification import Certification
from services.certification.domain.decision import Review
from services.certification.store import Store
from services.certification.usecases.mails import request_mail


async def give_back(
    tx: Transaction,
    signed: Certification,
    because: str,
    *,
    by: Act,
    review: Review | None = None,
    store: Store,
) -> Certification:
    """Save it as a draft with the reason, which its practitioner reads here: the mail tells nothing of the patient."""
    returned = signed.returned(because, at=by.at, review=review)
    contact = await store.practitioners.contact(signed.practitioner_id, tx=tx)
    if contact is not None:
        reference = signed.id.partition("-")[0].upper()
        values = {"practitioner": contact.name, "reference": reference}
        content = MailContent(email=contact.email, language=contact.language, values=values)
        await request_mail(tx, MailKind.RETURNED, content, store)
    return await store.certifications.save(tx, returned, by)
