"""The proof of being a practitioner."""

from collections.abc import Awaitable

import strawberry

from chassis.user_errors import Refused, UserError
from services.identity.domain import practitioner as registry
from services.identity.schema.account import Practitioner, PractitionerProfile
from services.identity.schema.context import Info
from services.identity.schema.inputs import (
    ConfirmPractitionerProfileInput,
    IdentifyAsPractitionerInput,
    ReportProfileProblemInput,
)
from services.identity.usecases.identify_as_practitioner import (
    confirm_practitioner_profile,
    identify_as_practitioner,
    report_profile_problem,
)


@strawberry.type(description="The profile to review.")
class IdentifyAsPractitionerPayload:
    profile: PractitionerProfile | None = strawberry.field(description="Null where nothing matched.")
    user_errors: list[UserError] = strawberry.field(description="Empty if it matched.")


@strawberry.type(description="The practitioner that the account is now.")
class PractitionerPayload:
    practitioner: Practitioner | None = strawberry.field(description="Null where it was refused.")
    user_errors: list[UserError] = strawberry.field(
        description="Empty if it was done. Refresh the session: its new token names the practitioner."
    )


async def _practitioner(work: Awaitable[registry.Practitioner]) -> PractitionerPayload:
    try:
        return PractitionerPayload(practitioner=Practitioner.of(await work), user_errors=[])
    except Refused as refused:
        return PractitionerPayload(practitioner=None, user_errors=refused.told())


@strawberry.type
class Practitioners:
    @strawberry.mutation(description="Proves to be a practitioner; answers with the profile to review.")
    async def identify_as_practitioner(
        self, info: Info, input: IdentifyAsPractitionerInput
    ) -> IdentifyAsPractitionerPayload:
        context = info.context
        try:
            found = await identify_as_practitioner(
                input.dea_number,
                input.ssn_last4,
                context.client,
                session=await context.session(),
                now=context.now,
                store=context.store,
                review_contact=context.review_contact,
            )
        except Refused as refused:
            return IdentifyAsPractitionerPayload(profile=None, user_errors=refused.told())
        return IdentifyAsPractitionerPayload(profile=PractitionerProfile.of(found), user_errors=[])

    @strawberry.mutation(description="Confirms the reviewed profile: once, the binding lasts.")
    async def confirm_practitioner_profile(
        self, info: Info, input: ConfirmPractitionerProfileInput
    ) -> PractitionerPayload:
        context = info.context
        return await _practitioner(
            confirm_practitioner_profile(
                str(input.practitioner_id),
                session=await context.session(),
                client=context.client,
                now=context.now,
                store=context.store,
                review_contact=context.review_contact,
            )
        )

    @strawberry.mutation(
        description="Says that the profile is wrong; no certifying until a reviewer decides."
    )
    async def report_profile_problem(
        self, info: Info, input: ReportProfileProblemInput
    ) -> PractitionerPayload:
        context = info.context
        return await _practitioner(
            report_profile_problem(
                str(input.practitioner_id),
                input.message,
                session=await context.session(),
                client=context.client,
                now=context.now,
                store=context.store,
                review_contact=context.review_contact,
            )
        )
