"""The story that must always work, played through the public gateway and read from a real inbox.

It can be played any number of times against one installation: the practitioner is the same person
each time (a binding is for good), the patient is a new one.
"""

import time
from dataclasses import dataclass, field

import aiohttp
from rich.console import Console
from rich.markup import escape

from devstack.errors import DevstackError, StepFailed
from devstack.graphql_client import REQUEST_SECONDS, GraphQLClient
from devstack.mailbox import Mailbox
from devstack.story_steps import DEMO_PASSWORD, PRACTITIONER_EMAIL, STEPS, Step, World

SUBMIT_TO_MAIL_SECONDS = 1.0  # judged here and in no test: a busy machine proves nothing
START_SECONDS = 30.0  # `docker-compose up -d` returns before the gateway listens


@dataclass
class Story:
    """Plays the steps against the gateway and the inbox that are named."""

    gateway_url: str
    inbox_url: str
    console: Console
    world: World = field(init=False)
    seconds: float = field(default=0.0, init=False)

    async def play(self, *, until: int = len(STEPS)) -> World:
        """Play the steps up to number `until`. Raises StepFailed at the first that does not hold."""
        if not self.inbox_url:
            raise DevstackError("the story reads mails: name the inbox of your SMTP server in INBOX_URL")
        timeout = aiohttp.ClientTimeout(total=REQUEST_SECONDS)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            client = GraphQLClient(self.gateway_url, session)
            await self._wait_for_gateway(client)
            self.world = World(client, Mailbox(self.inbox_url, session))
            began = time.monotonic()
            for step in STEPS[:until]:
                await self._play(step)
        self.seconds = time.monotonic() - began
        if until == len(STEPS):
            self._show_mail()
            self.console.print(f"\n[green]Every step held[/], in {self.seconds:.1f} s.")
        return self.world

    async def _wait_for_gateway(self, client: GraphQLClient) -> None:
        """Gives an installation that was just started its time; one that is not there, the first step reports."""
        if await client.reachable():
            return
        self.console.print(
            f"waiting up to {START_SECONDS:.0f} s for {self.gateway_url} to answer", soft_wrap=True
        )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and not await client.reachable():
            await client.pause()

    async def _play(self, step: Step) -> None:
        sent = self.world.client.sent
        already = len(sent)
        began = time.monotonic()
        failure: StepFailed | None = None
        outcome = ""
        try:
            outcome = await step.play(self.world)
            took = self.world.submit_to_mail_seconds
            if took > SUBMIT_TO_MAIL_SECONDS:
                raise StepFailed(f"the mail took {took:.2f} s from submission; one is allowed")
        except StepFailed as failed:
            failure = StepFailed(f"step {step.number} ({step.title}): {failed}")
        except (KeyError, TypeError, IndexError) as unexpected:
            failure = StepFailed(f"step {step.number} ({step.title}): the answer lacks {unexpected!r}")
        seconds = time.monotonic() - began
        self.console.print(
            f"[bold]{step.number}. {escape(step.title)}[/]  [dim]{seconds:.2f} s[/]", soft_wrap=True
        )
        for operation in sent[already:]:
            lines = escape(operation.document).splitlines()
            self.console.print(
                f"     [dim]{operation.milliseconds:5.0f} ms[/]  [cyan]{lines[0]}[/]", soft_wrap=True
            )
            for line in lines[1:]:
                self.console.print(f"               [cyan]{line}[/]", soft_wrap=True)
        if failure:
            raise failure
        self.console.print(f"   [green]held[/]  {escape(outcome)}\n", soft_wrap=True)

    def _show_mail(self) -> None:
        mail = self.world.registration_mail
        if mail is None:
            raise StepFailed("the story ended without the patient's registration mail")
        self.console.rule(f"The patient's mail: {escape(mail.subject)}")
        self.console.print(mail.text, markup=False, soft_wrap=True)
        self.console.rule()


def demo_credentials() -> list[str]:
    """What somebody needs to try the running demo by hand."""
    return [
        f"practitioner  {PRACTITIONER_EMAIL}  {DEMO_PASSWORD}  (Dr. Elena Rivera, already identified)",
        "to identify   DEA MN1234563, SSN 4321: Noah Bennett, nurse practitioner, not yet bound to an account",
    ]
