"""What a request costs: the commands that this very practice sends to its database, whoever else is at the server."""

from collections.abc import Iterator
from contextlib import contextmanager

from pymongo import monitoring

from chassis.mongo import Document
from tests.certification.conftest import Practice
from tests.certification.test_workflow import ENTITY

READS = ("find", "aggregate", "getMore", "count", "distinct")


class Listener(monitoring.CommandListener):
    """Writes down what is sent to one database, while somebody wants to know."""

    def __init__(self) -> None:
        self.database, self.commands = "", list[Document]()

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        if event.database_name == self.database:
            self.commands.append(dict(event.command))

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """Nothing: it was written down when it was sent."""

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """As above."""


LISTENER = Listener()
monitoring.register(LISTENER)  # of clients that are made from now on


@contextmanager
def asked(practice: Practice) -> Iterator[list[Document]]:
    """The commands that are sent meanwhile."""
    LISTENER.database, LISTENER.commands = practice.store.certifications._collection.database.name, []
    yield LISTENER.commands
    LISTENER.database = ""


def name(command: Document) -> str:
    return next(iter(command))


def reads(commands: list[Document]) -> int:
    return sum(name(command) in READS for command in commands)


def writes(commands: list[Document]) -> list[str]:
    return [name(command) for command in commands if name(command) not in READS]


async def test_a_hundred_references_cost_at_most_two_reads(practice: Practice) -> None:
    certified = await practice.certified()
    absent = [{"__typename": "Certification", "id": f"absent-{n}"} for n in range(99)]

    with asked(practice) as commands:
        data = await practice.client.data(
            ENTITY, practice.rivera(), r=[{"__typename": "Certification", "id": certified["id"]}, *absent]
        )

    assert data["_entities"][0] == {"status": "CERTIFIED"}
    assert reads(commands) <= 2
    assert writes(commands) == ["insert"]


async def test_a_hundred_of_every_kind_cost_somebody_who_is_all_at_once_two_reads_and_one_insert(
    practice: Practice,
) -> None:
    """Drafts of whose delegate they are, a certification of their own as patient, and what is not theirs."""
    certified = await practice.certified()
    await practice.hear_that("account-sam", is_patient_of=certified["id"])
    await practice.appoint("account-sam")
    drafts = [await practice.draft() for _ in range(3)]
    ids = [certified["id"], *(draft["id"] for draft in drafts), *(f"absent-{n}" for n in range(96))]

    with asked(practice) as commands:
        data = await practice.client.data(
            ENTITY,
            practice.signer.token("account-sam"),
            r=[{"__typename": "Certification", "id": id_} for id_ in ids],
        )

    statuses = [entity and entity["status"] for entity in data["_entities"]]
    assert statuses == ["CERTIFIED", "DRAFT", "DRAFT", "DRAFT", *[None] * 96]
    assert reads(commands) <= 2
    assert writes(commands) == ["insert"]


async def test_a_hundred_patients_with_two_certifications_each_cost_no_more(practice: Practice) -> None:
    """More documents than the database puts into a first answer by default."""
    patients = [(await practice.draft())["patient"]["id"] for _ in range(60)]
    for patient in patients:
        await practice.done("startCertification", patientId=patient)
    references = [*patients, *(f"absent-{n}" for n in range(40))]

    with asked(practice) as commands:
        data = await practice.client.data(
            ENTITY, practice.rivera(), r=[{"__typename": "Patient", "id": id_} for id_ in references]
        )

    assert data["_entities"] == [{"firstName": "Ana"}] * 60 + [None] * 40
    assert reads(commands) <= 2
    assert writes(commands) == ["insert"]
