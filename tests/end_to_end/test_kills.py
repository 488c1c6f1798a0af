"""Any process may be killed right after a submission was answered: the patient's mail arrives, once."""

import asyncio

import pytest
from pymongo import MongoClient

from devstack.processes import STAYING
from devstack.stack import Devstack
from devstack.story_operations import SUBMIT_CERTIFICATION
from devstack.story_steps import World

ARRIVES_SECONDS = 60.0
MAILER = "notifications-worker"


@pytest.mark.parametrize("victim", [*(process.name for process in STAYING), "mongodb", "rabbitmq"])
async def test_the_mail_arrives_once_though_a_process_was_killed(
    stack: Devstack, servers: Devstack, draft: World, victim: str
) -> None:
    process = (servers if victim in ("mongodb", "rabbitmq") else stack).process(victim)
    submitted = await draft.client.execute(
        SUBMIT_CERTIFICATION, draft.practitioner_token, input={"certificationId": draft.certification_id}
    )
    await process.kill9()
    await process.start()

    assert submitted["submitCertification"]["certification"]["status"] == "CERTIFIED"
    await draft.inbox.wait_for(draft.patient_email, seconds=ARRIVES_SECONDS)
    await _drained(stack)
    mails = await draft.inbox.all_to(draft.patient_email)
    assert len({mail.message_id for mail in mails}) == 1
    if victim != MAILER:  # it may have died between the server's 250 and its own record
        assert len(mails) == 1


async def _drained(stack: Devstack) -> None:
    """Wait until nothing is left to publish or to send."""

    def left() -> int:
        with MongoClient[dict[str, object]](stack.mongodb_url) as client:
            unpublished = sum(
                client[stack.database(service)]["outbox"].count_documents({"publishedAt": None})
                for service in ("identity", "certification", "notifications")
            )
            pending = client[stack.database("notifications")]["deliveries"].count_documents(
                {"state": {"$in": ["QUEUED", "SENDING", "RETRYING"]}}
            )
        return int(unpublished + pending)

    async with asyncio.timeout(ARRIVES_SECONDS):
        while await asyncio.to_thread(left):
            await asyncio.sleep(0.1)
