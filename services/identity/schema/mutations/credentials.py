"""What an account is entered with, changed: its password and its address."""

import strawberry

from chassis.user_errors import Refusal, Refused, UserError, UserErrorCode
from services.identity.domain import account as domain
from services.identity.schema.account import Account
from services.identity.schema.context import Info
from services.identity.schema.inputs import (
    ChangePasswordInput,
    ConfirmEmailChangeInput,
    RequestEmailChangeInput,
    RequestPasswordResetInput,
    ResetPasswordInput,
)
from services.identity.schema.mutations.done import DonePayload, done
from services.identity.usecases.change_email import confirm_by_code, confirm_by_token, request_email_change
from services.identity.usecases.change_password import (
    change_password,
    request_password_reset,
    reset_by_code,
    reset_by_token,
)


@strawberry.type(description="The account with its new address.")
class ConfirmEmailChangePayload:
    account: Account | None = strawberry.field(description="Null where it was refused.")
    user_errors: list[UserError] = strawberry.field(description="Empty if the address is changed.")


async def _reset(info: Info, input: ResetPasswordInput) -> None:
    now, store, client = info.context.now, info.context.store, info.context.client
    if input.token is not None:
        await reset_by_token(input.token, input.new_password, client, now=now, store=store)
    elif input.email is not None and input.code is not None:
        await reset_by_code(input.email, input.code, input.new_password, client, now=now, store=store)
    else:
        raise Refused(
            Refusal(UserErrorCode.REQUIRED, "Give the link's token, or the address and the code.", ("token",))
        )


async def _confirm(info: Info, input: ConfirmEmailChangeInput) -> domain.Account:
    now, store, session = info.context.now, info.context.store, await info.context.session()
    if input.token is not None:
        return await confirm_by_token(input.token, session=session, now=now, store=store)
    if input.code is not None:
        return await confirm_by_code(input.code, session=session, now=now, store=store)
    raise Refused(Refusal(UserErrorCode.REQUIRED, "Give the link's token, or the code.", ("token",)))


@strawberry.type
class Credentials:
    @strawberry.mutation(description="Changes your password. All your other sessions end.")
    async def change_password(self, info: Info, input: ChangePasswordInput) -> DonePayload:
        context = info.context
        work = change_password(
            input.current_password,
            input.new_password,
            context.client,
            session=await context.session(),
            now=context.now,
            store=context.store,
        )
        return await done(work, "The password is changed, and all other sessions have ended.")

    @strawberry.mutation(
        description="Mails a link and a code that set the password anew, a few times an hour. Always answers the same."
    )
    async def request_password_reset(self, info: Info, input: RequestPasswordResetInput) -> DonePayload:
        context = info.context
        work = request_password_reset(
            input.email, context.client, now=context.now, store=context.store, public_url=context.public_url
        )
        return await done(
            work,
            "If the address has an account, its mail is on the way. Who has a temporary address asks their "
            "practitioner.",
        )

    @strawberry.mutation(description="Sets the password anew, by the mail's link or code. All sessions end.")
    async def reset_password(self, info: Info, input: ResetPasswordInput) -> DonePayload:
        return await done(_reset(info, input), "The password is changed. Sign in with it.")

    @strawberry.mutation(
        description="Asks for another address: a mail with a link and a code goes there. The present one holds "
        "until confirmEmailChange."
    )
    async def request_email_change(self, info: Info, input: RequestEmailChangeInput) -> DonePayload:
        context = info.context
        work = request_email_change(
            input.new_email,
            input.password,
            context.client,
            session=await context.session(),
            now=context.now,
            store=context.store,
            public_url=context.public_url,
            temporary_domain=context.temporary_email_domain,
        )
        return await done(work, "If the address can be yours, its mail is on the way.")

    @strawberry.mutation(description="The new address is yours: signed in, by the mail's link or code.")
    async def confirm_email_change(
        self, info: Info, input: ConfirmEmailChangeInput
    ) -> ConfirmEmailChangePayload:
        try:
            account = await _confirm(info, input)
        except Refused as refused:
            return ConfirmEmailChangePayload(account=None, user_errors=refused.told())
        return ConfirmEmailChangePayload(account=await Account.of(account, info), user_errors=[])
