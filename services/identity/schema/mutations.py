"""What can be done in identity."""

from collections.abc import Awaitable
from datetime import date

import strawberry

from chassis.user_errors import Refusal, Refused, UserError, UserErrorCode
from services.identity.domain import practitioner as registry
from services.identity.schema.account import AccountLink, Practitioner, PractitionerProfile, SessionTokens
from services.identity.schema.context import Info
from services.identity.schema.enums import Part
from services.identity.schema.inputs import (
    ConfirmPractitionerProfileInput,
    IdentifyAsCaregiverInput,
    IdentifyAsPatientInput,
    IdentifyAsPractitionerInput,
    RefreshSessionInput,
    ReportProfileProblemInput,
    ResendVerificationInput,
    SignInInput,
    SignOutInput,
    SignUpInput,
    VerifyEmailInput,
)
from services.identity.usecases import sign_in as sessions
from services.identity.usecases.identify_as_person import identify_as_person
from services.identity.usecases.identify_as_practitioner import (
    confirm_practitioner_profile,
    identify_as_practitioner,
    report_profile_problem,
)
from services.identity.usecases.sign_up import resend_verification, sign_up
from services.identity.usecases.verify_email import verify_by_code, verify_by_token

CHECK_YOUR_MAIL = (
    "Check your mail. A patient's or caregiver's mail comes once a practitioner has certified the application "
    "with this address."
)


@strawberry.type(description="Whether it was done.")
class DonePayload:
    message: str | None = strawberry.field(description="What comes next; null where it was not done.")
    user_errors: list[UserError] = strawberry.field(description="Empty if it was done.")


@strawberry.type(description="A session, if there is one.")
class SessionPayload:
    session: SessionTokens | None = strawberry.field(description="Null where it was refused.")
    user_errors: list[UserError] = strawberry.field(description="Empty if there is a session.")


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


@strawberry.type(description="The persons of applications that the account proved to be.")
class IdentifyAsPersonPayload:
    links: list[AccountLink] = strawberry.field(description="All of them; empty where it was refused.")
    user_errors: list[UserError] = strawberry.field(description="Empty if an application matched.")


async def _done(work: Awaitable[None], message: str) -> DonePayload:
    try:
        await work
    except Refused as refused:
        return DonePayload(message=None, user_errors=refused.told())
    return DonePayload(message=message, user_errors=[])


async def _session(work: Awaitable[sessions.SessionTokens]) -> SessionPayload:
    try:
        return SessionPayload(session=SessionTokens.of(await work), user_errors=[])
    except Refused as refused:
        return SessionPayload(session=None, user_errors=refused.told())


async def _practitioner(work: Awaitable[registry.Practitioner]) -> PractitionerPayload:
    try:
        return PractitionerPayload(practitioner=Practitioner.of(await work), user_errors=[])
    except Refused as refused:
        return PractitionerPayload(practitioner=None, user_errors=refused.told())


async def _person(info: Info, part: Part, born: date) -> IdentifyAsPersonPayload:
    context = info.context
    try:
        links = await identify_as_person(
            part, born, session=await context.session(), now=context.now, store=context.store
        )
    except Refused as refused:
        return IdentifyAsPersonPayload(links=[], user_errors=refused.told())
    return IdentifyAsPersonPayload(links=[AccountLink.of(link) for link in links], user_errors=[])


async def _verify(info: Info, input: VerifyEmailInput) -> None:
    context = info.context
    if input.token is not None:
        await verify_by_token(input.token, now=context.now, store=context.store)
    elif input.email is not None and input.code is not None:
        await verify_by_code(input.email, input.code, now=context.now, store=context.store)
    else:
        raise Refused(
            Refusal(UserErrorCode.REQUIRED, "Give the link's token, or the address and the code.", ("token",))
        )


@strawberry.type
class Mutation:
    @strawberry.mutation(
        description="Opens an account once its address is verified. Always answers the same."
    )
    async def sign_up(self, info: Info, input: SignUpInput) -> DonePayload:
        context = info.context
        work = sign_up(
            input.email,
            input.password,
            input.kind,
            input.language,
            now=context.now,
            store=context.store,
            public_url=context.public_url,
        )
        return await _done(work, CHECK_YOUR_MAIL)

    @strawberry.mutation(description="Verifies an address by the link or the code of the mail.")
    async def verify_email(self, info: Info, input: VerifyEmailInput) -> DonePayload:
        return await _done(_verify(info, input), "The address is verified. Sign in.")

    @strawberry.mutation(description="Sends the verification mail again, at most once a minute.")
    async def resend_verification(self, info: Info, input: ResendVerificationInput) -> DonePayload:
        context = info.context
        work = resend_verification(
            input.email, now=context.now, store=context.store, public_url=context.public_url
        )
        return await _done(work, CHECK_YOUR_MAIL)

    @strawberry.mutation(description="Begins a session.")
    async def sign_in(self, info: Info, input: SignInInput) -> SessionPayload:
        context = info.context
        return await _session(
            sessions.sign_in(
                input.email, input.password, now=context.now, store=context.store, tokens=context.tokens
            )
        )

    @strawberry.mutation(description="New tokens for old; the access token names what was proved meanwhile.")
    async def refresh_session(self, info: Info, input: RefreshSessionInput) -> SessionPayload:
        context = info.context
        return await _session(
            sessions.refresh_session(
                input.refresh_token, now=context.now, store=context.store, tokens=context.tokens
            )
        )

    @strawberry.mutation(description="Ends the session.")
    async def sign_out(self, info: Info, input: SignOutInput) -> DonePayload:
        return await _done(sessions.sign_out(input.refresh_token, store=info.context.store), "Signed out.")

    @strawberry.mutation(description="Proves to be a practitioner; answers with the profile to review.")
    async def identify_as_practitioner(
        self, info: Info, input: IdentifyAsPractitionerInput
    ) -> IdentifyAsPractitionerPayload:
        context = info.context
        try:
            found = await identify_as_practitioner(
                input.dea_number,
                input.ssn_last4,
                session=await context.session(),
                now=context.now,
                store=context.store,
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
                str(input.practitioner_id), session=await context.session(), store=context.store
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
                store=context.store,
            )
        )

    @strawberry.mutation(description="Proves to be the patient of a certified application.")
    async def identify_as_patient(self, info: Info, input: IdentifyAsPatientInput) -> IdentifyAsPersonPayload:
        return await _person(info, Part.PATIENT, input.date_of_birth)

    @strawberry.mutation(description="Proves to be the caregiver of a certified application.")
    async def identify_as_caregiver(
        self, info: Info, input: IdentifyAsCaregiverInput
    ) -> IdentifyAsPersonPayload:
        return await _person(info, Part.CAREGIVER, input.date_of_birth)
