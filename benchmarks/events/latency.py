"""From a submission to the mail server's acceptance of the patient's mail, through every process, at a steady rate.

With what each process works for one certification, since on a machine that has too few cores for the rate, or
other things to do, times say little.
"""

import asyncio
import time
from dataclasses import dataclass

from devstack import procfs
from devstack.stack import Devstack
from tests.faults.ledger import drained
from tests.faults.load import Load
from tests.faults.site import Site, opened

WARM_SECONDS = 5.0


@dataclass(frozen=True)
class Latency:
    """In milliseconds, of each certification: until the practitioner's answer, and until the mail is accepted.

    `cpu` is what each process worked for one, from its beginning to the last mail.
    """

    answer: list[float]
    mail: list[float]
    cpu: dict[str, float]


async def measured(servers: Devstack, *, per_second: float, seconds: float) -> Latency:
    async with opened(servers, servers.amqp_url, seed=1) as site:
        await _run(Load(site), per_second, WARM_SECONDS)
        await drained(site)
        load, before = Load(site), _cpu(site)
        await _run(load, per_second, seconds)
        await drained(site)
        accepted = dict(zip(reversed(site.mail.recipients), reversed(site.mail.accepted_at), strict=True))
        mails = [1000 * (accepted[each.email] - each.submitted_at) for each in load.accepted]
        cpu = {name: (spent - before[name]) / len(mails) for name, spent in _cpu(site).items()}
        return Latency(answer=load.answer_ms, mail=mails, cpu=cpu)


def _cpu(site: Site) -> dict[str, float]:
    """Milliseconds that the kernel charged to each process so far, ours here (clients, mail server) included."""
    names = ("mongodb", "rabbitmq", *site.stack.processes)
    spent = {name: 1000 * procfs.cpu_seconds(site.part(name).pid or 0) for name in names}
    return spent | {"clients and mail server": 1000 * time.process_time()}


async def _run(load: Load, per_second: float, seconds: float) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().call_later(seconds, stop.set)
    await load.paced(stop, per_second=per_second)
