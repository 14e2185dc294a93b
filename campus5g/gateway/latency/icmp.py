"""ICMP echoes: with the host's `ping` to a real device, over the control port to a virtual one."""

import asyncio
import contextlib
import re
import shutil
from collections.abc import AsyncGenerator
from http import HTTPStatus

from campus5g.gateway.latency.orders import LOSS_S, LatencyOrder, Sample
from campus5g.gateway.problems import GatewayError
from campus5g.gateway.virtual.control import ask
from campus5g.inventory import ControlAddress
from campus5g.language import t

_REPLY = re.compile(rb"\[(?P<at>\d+\.\d+)\].*icmp_seq=(?P<sequence>\d+).*time=(?P<rtt>[\d.]+) ms")
_NO_REPLY = re.compile(rb"\[(?P<at>\d+\.\d+)\] no answer yet for icmp_seq=(?P<sequence>\d+)")


async def virtual_echoes(
    control: ControlAddress, order: LatencyOrder
) -> AsyncGenerator[Sample, None]:
    """Have the virtual network send echoes between its hosts: raw sockets would need root.

    Raises:
        GatewayError: the virtual kit does not answer.
    """
    wish = {
        "do": "ping",
        "ue": order.ue,
        "count": order.count,
        "interval_ms": order.interval_ms,
        "size_bytes": order.size_bytes,
    }
    silence_s = order.interval_ms / 1000 + LOSS_S + 2
    async with contextlib.aclosing(ask(control, wish, silence_s)) as answers:
        async for answer in answers:
            yield Sample(
                sequence=answer["sequence"], sent_at=answer["sent_s"], rtt_ms=answer["rtt_ms"]
            )


async def ping_samples(host: str, order: LatencyOrder) -> AsyncGenerator[Sample, None]:
    """Send echoes to a real device with this host's `ping`.

    Raises:
        GatewayError: ping is missing, or is not allowed to send.
    """
    program = shutil.which("ping")
    if program is None:
        raise _not_allowed()
    process = await asyncio.create_subprocess_exec(
        *(program, "-n", "-D", "-O", "-c", str(order.count), "-s", str(order.size_bytes)),
        *("-i", f"{order.interval_ms / 1000:g}", "-W", f"{LOSS_S:g}", host),
        env={"LC_ALL": "C"},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdout is not None  # noqa: S101 - asked for above
    missing: dict[int, float] = {}
    replies = 0
    try:
        while True:
            async with asyncio.timeout(order.interval_ms / 1000 + LOSS_S + 2):
                line = await process.stdout.readline()
            if not line:
                break
            if late := _NO_REPLY.match(line):
                missing[int(late["sequence"]) - 1] = float(late["at"])
            elif reply := _REPLY.match(line):
                sequence, rtt_ms = int(reply["sequence"]) - 1, float(reply["rtt"])
                missing.pop(sequence, None)
                replies += 1
                yield Sample(
                    sequence=sequence, sent_at=float(reply["at"]) - rtt_ms / 1000, rtt_ms=rtt_ms
                )
        if not replies and not missing:
            raise _not_allowed()
        for sequence, at in sorted(missing.items()):
            yield Sample(sequence=sequence, sent_at=at, rtt_ms=None)
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


def _not_allowed() -> GatewayError:
    return GatewayError(
        HTTPStatus.NOT_IMPLEMENTED,
        t(
            fr="La passerelle ne peut pas envoyer d’échos ICMP.",
            en="The gateway can't send ICMP echoes.",
        ),
        t(fr='Mesurez avec via="stamp".', en='Measure with via="stamp".'),
    )
