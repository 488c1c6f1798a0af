"""An account, opened and verified."""

import strawberry

from chassis.user_errors import Refusal, Refused, UserErrorCode
from services.identity.schema.context import Info
from services.identity.schema.inputs import ResendVerificationInput, SignUpInput, VerifyEmailInput
from services.identity.schema.mutations.done import DonePayload, done
from services.identity.usecases.sign_up import resend_verification, sign_up
from services.identity.usecases.verify_email import verify_by_code, verify_by_token

CHECK_YOUR_MAIL = (
    "Check your mail: it says how to go on, also where the address has an account already. A patient's or caregiver's "
    "mail comes once a practitioner has certified the application with this address."
)


async def _verify(info: Info, input: VerifyEmailInput) -> None:
    context = info.context
    client = context.client
    if input.token is not None:
        await verify_by_token(input.token, input.password, client, now=context.now, store=context.store)
    elif input.email is not None and input.code is not None:
        await verify_by_code(
            input.email, input.code, input.password, client, now=context.now, store=context.store
        )
    else:
        raise Refused(
            Refusal(UserErrorCode.REQUIRED, "Give the link's token, or the address and the code.", ("token",))
        )


@strawberry.type
class Accounts:
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
            context.client,
            now=context.now,
            store=context.store,
            public_url=context.public_url,
            temporary_domain=context.temporary_email_domain,
        )
        return await done(work, CHECK_YOUR_MAIL)

    @strawberry.mutation(
        description="Opens the account: the mail's link or code proves the address, the password the sign-up."
    )
    async def verify_email(self, info: Info, input: VerifyEmailInput) -> DonePayload:
        return await done(_verify(info, input), "The address is verified. Sign in.")

    @strawberry.mutation(description="Sends the verification mail again, at most once a minute.")
    async def resend_verification(self, info: Info, input: ResendVerificationInput) -> DonePayload:
        context = info.context
        work = resend_verification(
            input.email, context.client, now=context.now, store=context.store, public_url=context.public_url
        )
        return await done(work, CHECK_YOUR_MAIL)
