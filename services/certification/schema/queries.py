"""What can be asked of certification."""

from datetime import date
from typing import Annotated

import strawberry

from chassis.errors import NotFound
from services.certification.domain.calendar import connecticut_date
from services.certification.rules import rulebook
from services.certification.schema.certification import (
    Certification,
    DebilitatingCondition,
)
from services.certification.schema.connection import CertificationConnection, place, size
from services.certification.schema.context import Info
from services.certification.schema.enums import Status
from services.certification.schema.rules import Assessment, Rulebook
from services.certification.usecases import access
from services.certification.usecases.assess import check_certification
from services.certification.usecases.review_certification import review_queue

AsOf = Annotated[
    date | None,
    strawberry.argument(description="The day, by Connecticut's calendar; today where it is left out."),
]


@strawberry.input(description="Which certifications to list.")
class CertificationFilter:
    status: Status | None = strawberry.field(default=None, description="Only those in this state.")


@strawberry.type
class Query:
    @strawberry.field(
        description="A certification of yours, as its practitioner or as its patient. Null, with an error, if none."
    )
    async def certification(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="Its id.")]
    ) -> Certification | None:
        await info.context.session()
        found = await info.context.certifications.load(str(id))
        if found is None:
            raise NotFound
        return Certification.of(found, now=info.context.now)

    @strawberry.field(description="The certifications you started as a practitioner, the newest first.")
    async def certifications(
        self,
        info: Info,
        first: Annotated[int, strawberry.argument(description="How many, 1 to 100.")] = 20,
        after: Annotated[
            str | None, strawberry.argument(description="The cursor behind which to begin.")
        ] = None,
        filter: Annotated[
            CertificationFilter | None, strawberry.argument(description="Which of them.")
        ] = None,
    ) -> CertificationConnection | None:
        practitioner_id = access.practitioner_of(await info.context.session())
        found = await info.context.store.certifications.page(
            practitioner_id=practitioner_id,
            status=None if filter is None else filter.status,
            after=place(after),
            limit=size(first) + 1,
        )
        return CertificationConnection.of(found, first=first, after=after, now=info.context.now)

    @strawberry.field(
        description="The certifications whose patient you proved to be, with their registrations."
    )
    async def my_applications(self, info: Info) -> list[Certification] | None:
        session = await info.context.session()
        ids = await access.linked(session, info.context.store)
        found = await access.visible(ids, session, info.context.store)
        return [Certification.of(c, now=info.context.now) for c in found.values()]

    @strawberry.field(description="What every rule says of a certification of yours, were it signed today.")
    async def check_certification(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="The certification's id.")],
    ) -> Assessment | None:
        context = info.context
        return Assessment.of(
            await check_certification(
                str(id),
                session=await context.session(),
                now=context.now,
                store=context.store,
                books=context.books,
            )
        )

    @strawberry.field(description="Certifications that wait for a review, the oldest first. For reviewers.")
    async def review_queue(
        self,
        info: Info,
        first: Annotated[int, strawberry.argument(description="How many, 1 to 100.")] = 20,
        after: Annotated[
            str | None, strawberry.argument(description="The cursor behind which to begin.")
        ] = None,
    ) -> CertificationConnection | None:
        context = info.context
        found = await review_queue(
            await context.session(), context.store, after=place(after), limit=size(first) + 1
        )
        return CertificationConnection.of(found, first=first, after=after, now=context.now)

    @strawberry.field(description="The rules and condition lists in force on a day.")
    def rulebook(self, info: Info, as_of: AsOf = None) -> Rulebook:
        return Rulebook.of(_book(info, as_of))

    @strawberry.field(description="The debilitating medical conditions that count on a day.")
    def debilitating_conditions(
        self,
        info: Info,
        as_of: AsOf = None,
        minor: Annotated[
            bool, strawberry.argument(description="The list for patients under 18 instead of the adults'.")
        ] = False,
    ) -> list[DebilitatingCondition]:
        lists = _book(info, as_of).lists
        return [DebilitatingCondition.of(condition) for condition in (lists.minor if minor else lists.adult)]


def _book(info: Info, as_of: date | None) -> rulebook.Rulebook:
    return info.context.books.in_force_on(as_of or connecticut_date(info.context.now))
