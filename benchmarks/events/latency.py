"""From a submission to the mail server's acceptance of the patient's mail, through every process, at a steady rate."""

import asyncio
from dataclasses import dataclass

from devstack.stack import Devstack
from tests.faults.ledger import drained
from tests.faults.load import Load
from tests.faults.site import opened

WARM_SECONDS = 5.0


@dataclass(frozen=True)
class Latency:
    """In milliseconds, of each certification: until the practitioner's answer, and until the mail is accepted."""

    answer: list[float]
    mail: list[float]


async def measured(servers: Devstack, *, per_second: float, seconds: float) -> Latency:
    async with opened(servers, servers.amqp_url, seed=1) as site:
        await _run(Load(site), per_second, WARM_SECONDS)
        await drained(site)
        load = Load(site)
        await _run(load, per_second, seconds)
        await drained(site)
        accepted = dict(zip(reversed(site.mail.recipients), reversed(site.mail.accepted_at), strict=True))
        mails = [1000 * (accepted[each.email] - each.submitted_at) for each in load.accepted]
        return Latency(answer=load.answer_ms, mail=mails)


async def _run(load: Load, per_second: float, seconds: float) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().call_later(seconds, stop.set)
    await load.paced(stop, per_second=per_second)
