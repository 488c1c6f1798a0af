"""Practitioners of a sample registry who use the product only through the gateway."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from secrets import token_hex
from typing import Any, Protocol

from devstack import story_operations as operations
from devstack.story_steps import DEMO_PASSWORD, PATIENT, TOKEN_IN_LINK, findings, letters
from tests.faults.caller import Caller, SignedOut

MAIL_SECONDS = 30.0


class Mails(Protocol):
    """Where mails arrive."""

    async def text_to(self, address: str) -> str | None:
        """The first one's text, None where there is none yet."""


async def open_account(email: str, execute: Callable[..., Awaitable[Any]], mails: Mails) -> None:
    """Sign up with DEMO_PASSWORD, wait for the mail and follow its link."""
    asked = {"email": email, "password": DEMO_PASSWORD, "kind": "PRACTITIONER"}
    await execute(operations.SIGN_UP, input=asked)
    async with asyncio.timeout(MAIL_SECONDS):
        while (text := await mails.text_to(email)) is None:
            await asyncio.sleep(0.05)
    link = TOKEN_IN_LINK.search(text)
    assert link is not None
    await execute(operations.VERIFY_EMAIL, input={"token": link[1], "password": DEMO_PASSWORD})


def whole_draft(last_name: str, email: str, *, street: str = "12 Elm Street") -> dict[str, Any]:
    """The input that starts a certification which nothing blocks."""
    patient = {**PATIENT, "lastName": last_name, "email": email, "street": street}
    return {"patient": patient, "findings": findings()}


class Practitioner:
    """One of the registry's. `row` is their line in it."""

    def __init__(self, row: dict[str, str], caller: Caller) -> None:
        self._row, self._caller = row, caller
        self._email = f"{re.sub('[^a-z]', '', row['last_name'].lower())}.{token_hex(4)}@clinic.example"
        self._token = ""
        self._signing_in = asyncio.Lock()

    async def enrol(self, mails: Mails) -> None:
        """Open an account, say who they are, confirm the profile."""
        await open_account(self._email, self._caller.execute, mails)
        await self.sign_in()
        proof = {"deaNumber": self._row["dea_number"], "ssnLast4": self._row["ssn_last4"]}
        found = await self.execute(operations.IDENTIFY_AS_PRACTITIONER, input=proof)
        known = found["identifyAsPractitioner"]["profile"]["practitionerId"]
        await self.execute(operations.CONFIRM_PROFILE, input={"practitionerId": known})
        await self.sign_in()  # from now on the token says which practitioner this is

    async def certify(self, number: str, email: str) -> tuple[str, Callable[[], Any]]:
        """Begin the certification of a new patient: its id, and what submits it."""
        started = await self.execute(
            operations.START_CERTIFICATION,
            input=whole_draft(f"Silva {letters(number)}", email) | {"idempotencyKey": f"start-{number}"},
        )
        draft = started["startCertification"]["certification"]
        request = {
            "certificationId": draft["id"],
            "version": draft["version"],
            "idempotencyKey": f"submit-{number}",
        }
        return draft["id"], lambda: self.execute(operations.SUBMIT_CERTIFICATION, input=request)

    async def execute(self, document: str, **variables: Any) -> dict[str, Any]:
        """As this practitioner, who signs in again where that is asked for."""
        while True:
            token = self._token
            try:
                return await self._caller.execute(document, token, **variables)
            except SignedOut:
                async with self._signing_in:
                    if self._token == token:
                        await self.sign_in()

    async def answer(self, document: str, **variables: Any) -> dict[str, Any] | None:
        """One request, not sent again."""
        return await self._caller.answer(document, self._token, **variables)

    async def sign_in(self) -> None:
        """For the next ten minutes."""
        signed_in = await self._caller.execute(
            operations.SIGN_IN, input={"email": self._email, "password": DEMO_PASSWORD}
        )
        self._token = signed_in["signIn"]["session"]["accessToken"]
