"""The proof of being a patient or a caregiver of a certified application."""

from datetime import date

import strawberry

from chassis.user_errors import Refused, UserError
from services.identity.schema.account import AccountLink
from services.identity.schema.context import Info
from services.identity.schema.enums import Part
from services.identity.schema.inputs import IdentifyAsCaregiverInput, IdentifyAsPatientInput
from services.identity.usecases.identify_as_person import identify_as_person


@strawberry.type(description="The persons of applications that the account proved to be.")
class IdentifyAsPersonPayload:
    links: list[AccountLink] = strawberry.field(description="All of them; empty where it was refused.")
    user_errors: list[UserError] = strawberry.field(description="Empty if an application matched.")


async def _person(info: Info, part: Part, born: date) -> IdentifyAsPersonPayload:
    context = info.context
    try:
        links = await identify_as_person(
            part, born, session=await context.session(), now=context.now, store=context.store
        )
    except Refused as refused:
        return IdentifyAsPersonPayload(links=[], user_errors=refused.told())
    return IdentifyAsPersonPayload(links=[AccountLink.of(link) for link in links], user_errors=[])


@strawberry.type
class Persons:
    @strawberry.mutation(description="Proves to be the patient of a certified application.")
    async def identify_as_patient(self, info: Info, input: IdentifyAsPatientInput) -> IdentifyAsPersonPayload:
        return await _person(info, Part.PATIENT, input.date_of_birth)

    @strawberry.mutation(description="Proves to be the caregiver of a certified application.")
    async def identify_as_caregiver(
        self, info: Info, input: IdentifyAsCaregiverInput
    ) -> IdentifyAsPersonPayload:
        return await _person(info, Part.CAREGIVER, input.date_of_birth)
