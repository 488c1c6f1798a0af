"""Any process may be killed right after a submission was answered: the patient's mail arrives, once."""

import asyncio
from typing import Any

import pytest
from pymongo import MongoClient

from contracts.events.base import INTERNAL_EXCHANGE
from contracts.events.topology import QUEUES
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
        SUBMIT_CERTIFICATION,
        draft.practitioner_token,
        input={"certificationId": draft.certification_id, "version": draft.draft_version},
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
    """Wait until nothing is left to publish, to consume or to send."""

    def left() -> int:
        with MongoClient[dict[str, Any]](stack.mongodb_url) as client:
            of = {service: client[stack.database(service)] for service in QUEUES}
            entries = [entry for database in of.values() for entry in database["outbox"].find()]
            unpublished = sum(entry["publishedAt"] is None for entry in entries)
            unread = sum(
                len(
                    {entry["_id"] for entry in entries if entry["type"] in bindings[INTERNAL_EXCHANGE]}
                    - set(of[service]["inbox"].distinct("_id"))
                )
                for service, bindings in QUEUES.items()
            )
            pending = of["notifications"]["deliveries"].count_documents(
                {"state": {"$in": ["QUEUED", "SENDING", "RETRYING"]}}
            )
        return int(unpublished + unread + pending)

    async with asyncio.timeout(ARRIVES_SECONDS):
        while await asyncio.to_thread(left):
            await asyncio.sleep(0.1)
