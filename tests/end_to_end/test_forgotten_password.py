"""Somebody who forgot their password gets in again by the mail that arrives, and the account's mails tell of it."""

import re
from typing import Any

import pytest

from devstack.mailbox import Mail
from devstack.stack import Devstack
from devstack.story_steps import DEMO_PASSWORD, World

NEW = "a password chosen anew"
ERRORS = "{ userErrors { code path } }"
ASK = (
    f"mutation($input: RequestPasswordResetInput!) {{ answer: requestPasswordReset(input: $input) {ERRORS} }}"
)
RESET = f"mutation($input: ResetPasswordInput!) {{ answer: resetPassword(input: $input) {ERRORS} }}"
SIGN_UP = f"mutation($input: SignUpInput!) {{ answer: signUp(input: $input) {ERRORS} }}"
VERIFY = f"mutation($input: VerifyEmailInput!) {{ answer: verifyEmail(input: $input) {ERRORS} }}"
SIGN_IN = "mutation($input: SignInInput!) { answer: signIn(input: $input) { session { accessToken } } }"
LINK = re.compile(r"https?://\S+/reset-password\?token=([\w.-]+)")
CODE = re.compile(r"^\s*([a-z2-9]{4}-[a-z2-9]{4})\s*$", re.MULTILINE)


async def send(world: World, document: str, **input: Any) -> Any:
    return (await world.client.execute(document, input=input))["answer"]


async def opened(world: World, email: str) -> None:
    await send(world, SIGN_UP, email=email, password=DEMO_PASSWORD, kind="PRACTITIONER")
    mail = await world.inbox.wait_for(email)
    found = re.search(r"/verify\?token=([\w.-]+)", mail.text)
    assert found is not None
    await send(world, VERIFY, token=found[1], password=DEMO_PASSWORD)


@pytest.mark.parametrize("by", ["link", "code"])
async def test_the_mail_s_link_and_its_code_set_a_new_password(
    world: World, stack: Devstack, by: str
) -> None:
    email = f"forgot.{by}.{world.run}@mail.example"
    await opened(world, email)

    def is_reset(mail: Mail) -> bool:
        return LINK.search(mail.text) is not None

    await send(world, ASK, email=email)
    mail = await world.inbox.wait_for(email, where=is_reset)
    link, code = LINK.search(mail.text), CODE.search(mail.text)
    assert link is not None
    assert code is not None
    assert link[0].startswith(stack.gateway_url)
    proof = {"token": link[1]} if by == "link" else {"email": email, "code": code[1]}

    await send(world, RESET, newPassword=NEW, **proof)

    assert (await send(world, SIGN_IN, email=email, password=NEW))["session"]
    await world.inbox.wait_for(email, where=lambda each: "password of your account was changed" in each.text)
