"""A patient's new address reaches everybody who writes to it or knows them by it."""

import asyncio
from typing import Any

from contracts.events.internal import MailKind
from devstack.stack import Devstack
from devstack.story_steps import DEMO_PASSWORD, World, register, submit
from tests.end_to_end.planted import Secrets

ARRIVES_SECONDS = 20.0
ASK = (
    "mutation($input: RequestEmailChangeInput!) { requestEmailChange(input: $input) { userErrors { code } } }"
)
CONFIRM = """mutation($input: ConfirmEmailChangeInput!) {
  confirmEmailChange(input: $input) { account { email } userErrors { code } } }"""
SIGN_IN = (
    "mutation($input: SignInInput!) { signIn(input: $input) { session { accessToken } userErrors { code } } }"
)
SEEN = "query($id: ID!) { certification(id: $id) { patient { email } } }"


async def test_it_is_in_the_practitioner_s_application_and_opens_the_gate(
    draft: World, stack: Devstack
) -> None:
    await submit(draft)
    await register(draft)
    new = f"ana.new.{draft.run}@mail.example"
    asked = {"newEmail": new, "password": DEMO_PASSWORD}
    await draft.client.execute(ASK, draft.patient_token, input=asked)
    (mail,) = await asyncio.to_thread(Secrets(stack).mails, new, MailKind.EMAIL_CHANGE)

    confirmed = await draft.client.execute(CONFIRM, draft.patient_token, input={"code": mail.values["code"]})

    assert confirmed["confirmEmailChange"]["account"] == {"email": new}
    await _seen_by_the_practitioner(draft, new)
    signed_in = await draft.client.execute(SIGN_IN, input={"email": new, "password": DEMO_PASSWORD})
    assert signed_in["signIn"]["session"]


async def _seen_by_the_practitioner(world: World, email: str) -> None:
    async with asyncio.timeout(ARRIVES_SECONDS):
        while True:
            read: dict[str, Any] = await world.client.execute(
                SEEN, world.practitioner_token, id=world.certification_id
            )
            if read["certification"]["patient"]["email"] == email:
                return
            await world.client.pause()
