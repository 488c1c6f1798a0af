"""Temporary e-mail addresses for patients who have none."""

import asyncio
import base64
from collections.abc import Awaitable
from functools import partial

import strawberry

from chassis.once import Request
from chassis.user_errors import Refused, UserError
from services.identity.hand_out import hand_out
from services.identity.schema.context import Info
from services.identity.schema.inputs import (
    CreateTemporaryEmailInput,
    ReissueTemporaryEmailInput,
    ReplaceTemporaryPasswordInput,
)
from services.identity.schema.mutations.done import DonePayload, done
from services.identity.usecases import temporary_email as usecases


@strawberry.type(description="A temporary address with its one-time password, told this once.")
class TemporaryEmailPayload:
    address: str | None = strawberry.field(
        description="Enter it as the patient's e-mail address. Null where it was refused."
    )
    one_time_password: str | None = strawberry.field(
        description="Shown this once: we keep no more than its hash. Null where it was refused."
    )
    hand_out: str | None = strawberry.field(
        description="The sheet to print for the patient: a PDF in base64, at most 200 kB. Null where it was refused."
    )
    user_errors: list[UserError] = strawberry.field(description="Empty if it was done.")


async def _issued(work: Awaitable[usecases.Issued], info: Info) -> TemporaryEmailPayload:
    try:
        issued = await work
    except Refused as refused:
        return TemporaryEmailPayload(
            address=None, one_time_password=None, hand_out=None, user_errors=refused.told()
        )
    sheet = await asyncio.to_thread(
        partial(
            hand_out,
            email=issued.temporary.email,
            one_time_password=issued.one_time_password,
            language=issued.temporary.language,
            public_url=info.context.public_url,
        )
    )
    return TemporaryEmailPayload(
        address=issued.temporary.email,
        one_time_password=issued.one_time_password,
        hand_out=base64.b64encode(sheet).decode(),
        user_errors=[],
    )


@strawberry.type
class TemporaryEmails:
    @strawberry.mutation(
        description="Makes a temporary e-mail address for a patient who has none. Only for practitioners. Its "
        "account opens when an application of yours that carries it is certified. Sent again under its key it gives "
        "the same address with another one-time password, and the first is void."
    )
    async def create_temporary_email(
        self, info: Info, input: CreateTemporaryEmailInput
    ) -> TemporaryEmailPayload:
        context = info.context
        work = usecases.create_temporary_email(
            input.language,
            session=await context.session(),
            now=context.now,
            request=Request.of(input),
            store=context.store,
            domain=context.temporary_email_domain,
        )
        return await _issued(work, info)

    @strawberry.mutation(
        description="Makes a new one-time password for a temporary address of yours, until the patient has chosen "
        "a password of their own; the last one is void."
    )
    async def reissue_temporary_email(
        self, info: Info, input: ReissueTemporaryEmailInput
    ) -> TemporaryEmailPayload:
        context = info.context
        work = usecases.reissue_temporary_email(
            input.address,
            input.language,
            session=await context.session(),
            now=context.now,
            store=context.store,
        )
        return await _issued(work, info)

    @strawberry.mutation(
        description="Replaces a temporary address's one-time password by one's own, at the first sign-in."
    )
    async def replace_temporary_password(
        self, info: Info, input: ReplaceTemporaryPasswordInput
    ) -> DonePayload:
        context = info.context
        work = usecases.replace_temporary_password(
            input.email,
            input.temporary_password,
            input.new_password,
            context.client,
            now=context.now,
            store=context.store,
        )
        return await done(work, "The password is yours. Sign in with it.")
