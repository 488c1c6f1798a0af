"""What a rotation of keys seals and indexes anew in identity (chassis/rotation.py).

Not here: clients' addresses of the audit trail, which is never written again and only tells equal ones from others;
tries and gates, which expire within a day, and the short codes of mails, of which only the entry is kept:
a code that was mailed before the old index key is dropped is void then, and its link is not.
"""

from typing import Any

from chassis.mongo import Document
from chassis.rotation import Opened, Resealed
from chassis.sealed import BlindIndex
from services.identity.store import (
    accounts,
    applications,
    claims,
    mailed_proofs,
    practitioners,
    reviews,
    sign_ups,
    temporary_emails,
)


def _email(index: BlindIndex, _: Document, opened: Opened) -> list[str]:
    return index.of("email", opened["sealed"]["email"])


def _about(index: BlindIndex, _: Document, opened: Opened) -> list[str]:
    return index.of("mailed proof", opened["sealed"]["about"])


def _emails_of_people(index: BlindIndex, _: Document, opened: Opened) -> list[str]:
    people: list[dict[str, Any]] = opened["sealed"]["people"]
    return [mac for person in people for mac in index.of("email", person["email"])]


def _dea_number(index: BlindIndex, _: Document, opened: Opened) -> list[str]:
    return index.of("dea", opened["sealed"]["registered"]["dea_number"])


def _claimed_number(index: BlindIndex, _: Document, opened: Opened) -> list[str]:
    return index.of("claim", opened["sealed"])


RESEALED = (
    Resealed(accounts.COLLECTION, {"sealed": "content"}, {"emailIndex": _email}),
    Resealed(applications.COLLECTION, {"sealed": "people"}, {"emailIndex": _emails_of_people}),
    Resealed(claims.OF_NUMBER, {"sealed": "content"}, {"deaIndex": _claimed_number}),
    Resealed(mailed_proofs.COLLECTION, {"sealed": "content"}, {"aboutIndex": _about}),
    Resealed(
        practitioners.COLLECTION, {"sealed": "content", "problem": "problem"}, {"deaIndex": _dea_number}
    ),
    Resealed(reviews.COLLECTION, {"sealed": "content", "sealedReason": "reason"}),
    Resealed(sign_ups.COLLECTION, {"sealed": "content"}, {"emailIndex": _email}),
    Resealed(temporary_emails.COLLECTION, {"sealed": "content"}, {"emailIndex": _email}),
)
