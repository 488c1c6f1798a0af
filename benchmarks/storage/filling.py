"""Fills a database with certifications as years of work leave them, by the service's own document functions.

Each practitioner has OWN of them, however many there are in all, spread over the years between everybody else's.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from pymongo.write_concern import WriteConcern

from chassis.events import event_of
from chassis.keys import LiveRing, pepper
from chassis.mongo import Document, Mongo
from chassis.outbox import Outbox
from chassis.outbox.store import ENTRIES
from chassis.sealed import BlindIndex, Seal
from contracts.events.internal import Part
from contracts.events.public import CertificationCertified, CertificationStatus
from services.certification.domain.audit import Act, Capacity, Deed
from services.certification.domain.calendar import connecticut_date
from services.certification.domain.certification import Certification
from services.certification.domain.decision import Decision
from services.certification.domain.life import after_certification
from services.certification.domain.people import Patient
from services.certification.domain.person import InForce, Person, identity_of
from services.certification.rules.rulebook import Rulebooks
from services.certification.service import KEEP
from services.certification.store import audit, documents, due, persons
from services.certification.usecases.decide import decision
from tests.certification.cases import BASES

OWN = 200  # certifications of one practitioner
CHUNK = 500
FIRST_NAMES = ("Ana", "Ben", "Carla", "Dmitri", "Elena", "Farid", "Grace", "Hugo", "Ines", "Jamal", "Kim")
DRAFTS, AWAITING, EXPIRED = {0, 1}, {2}, set(range(12, 20))  # of twenty; the others are registered


@dataclass(frozen=True)
class Filling:
    """One database, its keys, and how many certifications it is to hold."""

    url: str
    database: str
    keys: Path
    total: int
    today: datetime

    @property
    def practitioners(self) -> int:
        return max(1, self.total // OWN)


def practitioner_id(number: int) -> str:
    return f"practitioner-{number:06}"


def certification_id(number: int) -> str:
    return f"certification-{number:09}"


def patient_of(number: int) -> Patient:
    """A person of their own."""
    return replace(
        BASES["Ana"].patient,
        first_name=FIRST_NAMES[number % len(FIRST_NAMES)],
        last_name=f"Silva {letters(number)}",
        date_of_birth=date(1940, 1, 1) + timedelta(days=number % 23_000),
        email=f"patient.{number}@example.com",
        phone=f"860{2_000_000 + number % 8_000_000}",
    )


def letters(number: int) -> str:
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))


def fill(filling: Filling, first: int) -> int:
    """Insert CHUNK certifications and all that belongs to them; how many. In a process of its own."""
    numbers = range(first, min(first + CHUNK, filling.total))
    rows: dict[str, list[Document]] = {}
    for number in numbers:
        for collection, documents_ in _rows(filling, number).items():
            rows.setdefault(collection, []).extend(documents_)
    database = _client(filling.url).get_database(filling.database, write_concern=WriteConcern(w=1))
    for collection, documents_ in rows.items():
        database[collection].insert_many(documents_, ordered=False)
    return len(numbers)


def _rows(filling: Filling, number: int) -> dict[str, list[Document]]:
    """The documents of one certification, by collection."""
    seal, index, _ = _keys(filling.keys)
    kind = number // filling.practitioners % 20
    age = timedelta(days=3 + number // filling.practitioners * 1.5)
    at = filling.today - (age + timedelta(days=370) if kind in EXPIRED else age)
    draft = Certification(
        id=certification_id(number),
        practitioner_id=practitioner_id(number % filling.practitioners),
        patient_id=f"patient-{number:09}",
        created_at=at,
        updated_at=at,
        patient=patient_of(number),
        findings=BASES["Ana"].findings,
    )
    acts = [Act(Deed.STARTED, at, Capacity.PRACTITIONER, "account")]
    if kind in DRAFTS:
        written, entries = _audited(draft, acts, filling)
        return {documents.COLLECTION: [written], audit.COLLECTION: entries}
    identity = identity_of(draft.patient)
    assert identity is not None
    certified = draft.certified(_decision(), f"person-{number:09}", at=at)
    if kind not in AWAITING:
        certified = certified.affirmed(Part.PATIENT, at=at)
    acts.append(Act(Deed.CERTIFIED, at, Capacity.PRACTITIONER, "account"))
    person = Person(f"person-{number:09}", identity)
    coming: list[Document] = []
    if kind in EXPIRED:
        certified = certified.expired(at=at + timedelta(days=366))
        acts.append(Act(Deed.EXPIRED, at + timedelta(days=366)))
    else:
        assert certified.valid_until is not None
        person = replace(person, in_force=InForce(certified.id, certified.valid_until))
        life = after_certification(certified.id, connecticut_date(at), certified.valid_until)
        coming = [due.written(each) for each in life if each.at > filling.today]
    written, entries = _audited(certified, acts, filling)
    return {
        documents.COLLECTION: [written],
        audit.COLLECTION: entries,
        persons.COLLECTION: [persons.written(person, seal, index)],
        ENTRIES: [_told(certified, filling)],
        **({due.COLLECTION: coming} if coming else {}),
    }


def _audited(
    certification: Certification, acts: list[Act], filling: Filling
) -> tuple[Document, list[Document]]:
    """At the version, and with the chain, that these acts lead to. The entries before the last tell of no content."""
    seal, index, unrotated = _keys(filling.keys)
    written = documents.Written.of(replace(certification, version=len(acts)), index)
    entries, chain = [], ""
    for number, act in enumerate(acts, 1):
        content = written.digest(unrotated) if number == len(acts) else ""
        entry = audit.chained(unrotated, chain, audit.Entry(certification.id, number, act, content))
        chain = entry.digest
        entries.append(audit.written(entry))
    return written.sealed(seal, chain=chain), entries


def _told(c: Certification, filling: Filling) -> Document:
    """The public event of it, published and kept for replay."""
    assert c.registration is not None
    assert c.signed_on is not None
    assert c.valid_until is not None
    data = CertificationCertified(
        certification_id=c.id,
        practitioner_id=c.practitioner_id,
        status=CertificationStatus(c.status.value),
        registration=c.registration.status,
        signed_on=c.signed_on,
        valid_until=c.valid_until,
        rulebook_version=_decision().rulebook_version,
    )
    entry = _outbox(filling.url)(event_of(data, subject=c.id, sequence=1))
    return entry | {
        "time": c.created_at,
        "publishedAt": c.created_at,
        "expiresAt": filling.today + timedelta(400),
    }


@cache
def _decision() -> Decision:
    facts = BASES["Ana"]
    return decision(facts, Rulebooks().in_force_on(facts.signed_on).assess(facts))


@cache
def _keys(folder: Path) -> tuple[Seal, BlindIndex, bytes]:
    seal, index = LiveRing(folder, "certification.seal"), LiveRing(folder, "certification.index")
    return Seal(seal), BlindIndex(index), pepper(folder, "certification")


@cache
def _client(url: str) -> MongoClient[Document]:
    return MongoClient(url)


@cache
def _outbox(url: str) -> Callable[[Any], Document]:
    return Outbox(Mongo(url, "none"), source="/certification", keep=KEEP).entry
