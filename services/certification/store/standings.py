"""What an account is in certifications: persons of them, and whose drafts it works on."""

from dataclasses import dataclass

from chassis.mongo import Document, Mongo
from services.certification.store import delegates, links
from services.certification.store.links import Link


@dataclass(frozen=True, slots=True)
class Standing:
    """The persons that the account proved to be, and the practitioners whose delegate it is at present."""

    links: tuple[Link, ...] = ()
    works_for: frozenset[str] = frozenset()


NOBODY = Standing()


class Standings:
    def __init__(self, mongo: Mongo) -> None:
        self._links = mongo[links.COLLECTION]

    async def of(self, account_id: str) -> Standing:
        """In one read, since every foreign certification that is shown asks for it."""
        mine = {"accountId": account_id}
        stages: list[Document] = [
            {"$match": mine},
            {
                "$unionWith": {
                    "coll": delegates.COLLECTION,
                    "pipeline": [{"$match": delegates.AT_WORK | mine}, {"$project": {"practitionerId": 1}}],
                }
            },
        ]
        found = [document async for document in self._links.aggregate(stages)]
        return Standing(
            links=tuple(links.read(each) for each in found if "certificationId" in each),
            works_for=frozenset(each["practitionerId"] for each in found if "practitionerId" in each),
        )
