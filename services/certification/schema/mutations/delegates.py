"""Delegates: invited, accepting, revoked."""

from collections.abc import Awaitable

import strawberry

from chassis.once import Repeatable, Request
from chassis.user_errors import Refused, UserError
from services.certification.domain import delegate as domain
from services.certification.schema.context import Context, Info
from services.certification.schema.delegates import Delegate
from services.certification.schema.enums import Language
from services.certification.usecases.accept_delegation import accept_delegation
from services.certification.usecases.invite_delegate import invite_delegate
from services.certification.usecases.revoke_delegate import revoke_delegate


@strawberry.input(description="Invites somebody of your staff to prepare your drafts.")
class InviteDelegateInput(Repeatable):
    name: str = strawberry.field(description="How you call them, up to 200 characters.")
    email: str = strawberry.field(description="The invitation goes there.")
    language: Language = strawberry.field(default=Language.EN, description="The language of the invitation.")


@strawberry.input(description="Accepts an invitation.")
class AcceptDelegationInput:
    token: str = strawberry.field(description="What follows `token=` in the mail's link.")


@strawberry.input(description="Ends a delegate's work, or voids an invitation.")
class RevokeDelegateInput:
    delegate_id: strawberry.ID = strawberry.field(description="Of delegates, or of myDelegations.")


@strawberry.type(description="What became of a delegate.")
class DelegatePayload:
    delegate: Delegate | None = strawberry.field(
        description="Their state after the mutation; null where nothing was done."
    )
    user_errors: list[UserError] = strawberry.field(description="Empty if it was done.")


@strawberry.type
class Delegating:
    @strawberry.mutation(
        description="Mails an invitation that one account can accept within seven days. The same address again gets "
        "a new one, and the link before is void. Only for practitioners whose profile is confirmed."
    )
    async def invite_delegate(self, info: Info, input: InviteDelegateInput) -> DelegatePayload:
        context = info.context
        return await _payload_of(
            context,
            invite_delegate(
                input.name,
                input.email,
                input.language,
                session=await context.session(),
                now=context.now,
                request=Request.of(input),
                store=context.store,
                public_url=context.public_url,
            ),
        )

    @strawberry.mutation(
        description="Makes you the delegate of the practitioner who invited you. An account that is there already can "
        "accept; a new one signs up as STAFF. Sent again by the same account it changes nothing."
    )
    async def accept_delegation(self, info: Info, input: AcceptDelegationInput) -> DelegatePayload:
        context = info.context
        return await _payload_of(
            context,
            accept_delegation(
                input.token, session=await context.session(), now=context.now, store=context.store
            ),
        )

    @strawberry.mutation(
        description="Ends a delegate's work at once, or voids an invitation: by the practitioner, or by the delegate, "
        "who leaves. Sent again it changes nothing."
    )
    async def revoke_delegate(self, info: Info, input: RevokeDelegateInput) -> DelegatePayload:
        context = info.context
        return await _payload_of(
            context,
            revoke_delegate(
                str(input.delegate_id),
                session=await context.session(),
                now=context.now,
                store=context.store,
            ),
        )


async def _payload_of(context: Context, done: Awaitable[domain.Delegate]) -> DelegatePayload:
    try:
        delegate = await done
    except Refused as refused:
        return DelegatePayload(delegate=None, user_errors=refused.told())
    return DelegatePayload(delegate=Delegate.of(delegate, now=context.now), user_errors=[])
