"""`irtt client` as a child process, with its output in JSON."""

import asyncio
import contextlib
import json
import shutil
from collections.abc import AsyncGenerator
from http import HTTPStatus

from campus5g.gateway.latency.orders import LatencyOrder, Sample
from campus5g.gateway.problems import GatewayError, not_answering
from campus5g.language import t

PORT = 2112
_GRACE_S = 15.0
_LARGEST_OUTPUT_BYTES = 32 << 20


async def irtt_samples(host: str, order: LatencyOrder) -> AsyncGenerator[Sample, None]:
    """Measure with irtt, and yield its round trips when it is done.

    Raises:
        GatewayError: irtt is not installed, or its server does not answer.
    """
    program = shutil.which("irtt")
    if program is None:
        raise GatewayError(
            HTTPStatus.NOT_IMPLEMENTED,
            t(
                fr="Le programme irtt n’est pas installé sur la passerelle.",
                en="The program irtt is not installed on the gateway.",
            ),
            t(
                fr='Mesurez avec via="stamp", ou installez irtt : apt-get install irtt.',
                en='Measure with via="stamp", or install irtt: apt-get install irtt.',
            ),
        )
    # On a busy machine irtt skips packets, so it gets time for some more.
    duration_ms = 1.1 * order.count * order.interval_ms + 500
    process = await asyncio.create_subprocess_exec(
        *(program, "client", "-Q", "-o", "-"),
        *("-i", f"{order.interval_ms}ms", "-d", f"{duration_ms}ms"),
        *("-l", str(order.size_bytes), f"{host}:{PORT}"),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        limit=_LARGEST_OUTPUT_BYTES,
    )
    try:
        async with asyncio.timeout(order.seconds + _GRACE_S):
            output, _ = await process.communicate()
        trips = json.loads(output)["round_trips"] or []
    except (TimeoutError, ValueError, KeyError) as error:
        problem = t(
            fr=f"Aucun serveur irtt ne répond sur {order.ue}.",
            en=f"No irtt server answers on {order.ue}.",
        )
        raise not_answering(problem) from error
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
    for trip in trips[: order.count]:
        back = trip["lost"] == "false"
        yield Sample(
            sequence=trip["seqno"],
            sent_at=trip["timestamps"]["client"]["send"]["wall"] / 1e9,
            rtt_ms=trip["delay"]["rtt"] / 1e6 if back else None,
        )
