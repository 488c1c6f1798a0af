"""Who may change which certification. Somebody else's and an absent one have the same answer.

What they see of it, showing tells.
"""

from collections.abc import Iterable
from datetime import datetime

from chassis.errors import Forbidden, NotFound, NotYetKnown
from chassis.mongo import Transaction
from chassis.tokens import Session
from chassis.user_errors import Refusal, Refused, UserErrorCode
from contracts.events.internal import Part
from services.certification.domain.audit import Act, Capacity, Deed
from services.certification.domain.certification import Certification, Status
from services.certification.domain.people import Practitioner
from services.certification.domain.person import identity_of
from services.certification.store import Store
from services.certification.store.links import Link

REVIEWER = "REVIEWER"
MAX_REASON = 500  # characters


def practitioner_of(session: Session) -> str:
    """The practitioner that the session proved to be. Raises Forbidden for anybody else."""
    if session.practitioner_id is None:
        raise Forbidden(
            "Prove first that you are a practitioner: identifyAsPractitioner, then refresh your session."
        )
    return session.practitioner_id


def reviewer_of(session: Session) -> str:
    """The reviewer's account. Raises Forbidden for anybody else."""
    if REVIEWER not in session.roles:
        raise Forbidden("Only reviewers may do this.")
    return session.account_id


def reason_of(text: str, field: str = "reason") -> str:
    """A reason as it is kept. Raises Refused, for the input's `field`, where there is none, or too much."""
    reason = " ".join(text.split())
    if not reason or len(reason) > MAX_REASON:
        raise Refused(
            Refusal(UserErrorCode.REQUIRED, f"Give a reason, up to {MAX_REASON} characters.", (field,))
        )
    return reason


async def known_practitioner(
    session: Session, store: Store, *, tx: Transaction | None = None
) -> Practitioner:
    """Raises NotYetKnown where identity's announcement has not arrived."""
    return await announced(practitioner_of(session), store, tx=tx)


async def announced(practitioner_id: str, store: Store, *, tx: Transaction | None = None) -> Practitioner:
    """The practitioner as identity announced them. Raises NotYetKnown before it did."""
    practitioner = await store.practitioners.find(practitioner_id, tx=tx)
    if practitioner is None:
        raise NotYetKnown
    return practitioner


async def own(id: str, session: Session, store: Store, *, tx: Transaction | None = None) -> Certification:
    """The practitioner's own certification."""
    practitioner_id = practitioner_of(session)
    certification = await store.certifications.find(id, tx=tx)
    if certification is None or certification.practitioner_id != practitioner_id:
        raise NotFound
    return certification


async def in_work(id: str, session: Session, store: Store, *, tx: Transaction | None = None) -> Certification:
    """What the session may draft and edit: the practitioner's own, and drafts of whose delegate the account is."""
    certification = await store.certifications.find(id, tx=tx)
    if certification is not None and certification.practitioner_id == session.practitioner_id:
        return certification
    works_for = await _works_for(session, store, tx=tx)
    if certification is None or not is_draft_of(certification, works_for):
        raise NotFound
    return certification


async def drafts_for(practitioner_id: str | None, session: Session, store: Store) -> str:
    """For whom the session drafts: a practitioner for themselves, a delegate for the one practitioner or the named.

    Raises Refused where a delegate of several names none, NotFound for whose delegate the account is not.
    """
    if session.practitioner_id is not None and practitioner_id in (None, session.practitioner_id):
        return session.practitioner_id
    works_for = await _works_for(session, store)
    if practitioner_id is None and len(works_for) > 1:
        raise Refused(
            Refusal(
                UserErrorCode.REQUIRED,
                "You are the delegate of several practitioners: say for whom. myDelegations lists them.",
                ("practitionerId",),
            )
        )
    chosen = practitioner_id or next(iter(works_for), None)
    if chosen is None or chosen not in works_for:
        raise NotFound
    return chosen


async def may_draft(
    practitioner_id: str, session: Session, store: Store, *, tx: Transaction | None = None
) -> bool:
    """Whether the session is the practitioner's own, or a delegate's of theirs."""
    if practitioner_id == session.practitioner_id:
        return True
    return practitioner_id in await store.delegates.works_for(session.account_id, tx=tx)


async def concerns(certification: Certification, session: Session, store: Store, *, tx: Transaction) -> bool:
    """Whether the session signed it, drafts for who did, or is a person of it: then another reviewer decides.

    Of what was only submitted nobody has an account yet; who they are may be known from another certification.
    """
    cosignature = certification.cosignature
    mine = session.practitioner_id
    if mine is not None and cosignature is not None and cosignature.practitioner_id == mine:
        return True
    if parts(certification, await store.links.in_certification(session.account_id, certification.id, tx=tx)):
        return True
    named = (identity_of(each) for each in (certification.patient, certification.caregiver))
    persons = [await store.persons.find(identity, tx=tx) for identity in named if identity is not None]
    known = await store.links.accounts_of([each.id for each in persons if each is not None], tx=tx)
    if any(session.account_id in accounts for accounts in known.values()):
        return True
    return await may_draft(certification.practitioner_id, session, store, tx=tx)


async def _works_for(session: Session, store: Store, *, tx: Transaction | None = None) -> frozenset[str]:
    """Whose delegate the account is, asked anew each time: who was revoked is out at once.

    Raises Forbidden for who is nobody's, and no practitioner either.
    """
    works_for = await store.delegates.works_for(session.account_id, tx=tx)
    if not works_for:
        practitioner_of(session)
    return works_for


def is_draft_of(certification: Certification, practitioners: frozenset[str]) -> bool:
    return certification.status is Status.DRAFT and certification.practitioner_id in practitioners


def drafting_as(practitioner_id: str, session: Session) -> Capacity:
    """As what somebody whom `in_work` or `drafts_for` let in works on a practitioner's draft."""
    return Capacity.PRACTITIONER if practitioner_id == session.practitioner_id else Capacity.DELEGATE


def act(deed: Deed, session: Session, capacity: Capacity, *, at: datetime) -> Act:
    """What the audit keeps of a deed of the session's account."""
    return Act(deed, at, capacity, session.account_id)


def parts(certification: Certification, links: Iterable[Link]) -> set[Part]:
    """What these links make somebody in the certification, as its people are now: a guardian is both."""
    caregiver = certification.caregiver
    present = {
        Part.PATIENT: certification.person_id,
        Part.CAREGIVER: None if caregiver is None else caregiver.person_id,
    }
    return {
        link.part
        for link in links
        if link.certification_id == certification.id and link.person_id == present[link.part]
    }


async def as_person(
    id: str, session: Session, store: Store, *, tx: Transaction
) -> tuple[Certification, set[Part]]:
    """The certification of which the account proved to be the patient, the caregiver, or both."""
    certification = await store.certifications.find(id, tx=tx)
    links = await store.links.in_certification(session.account_id, id, tx=tx)
    found = set() if certification is None else parts(certification, links)
    if certification is None or not found:
        await await_links(session, store)
        raise NotFound
    return certification, found


async def await_links(session: Session, store: Store) -> None:
    """Raises NotYetKnown where the session says that the account is a person, and no link has arrived yet."""
    is_person = not session.roles.isdisjoint({Part.PATIENT.value, Part.CAREGIVER.value})
    if is_person and not await store.links.of_account(session.account_id):
        raise NotYetKnown
