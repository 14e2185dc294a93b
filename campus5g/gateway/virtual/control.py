"""The control port of a virtual kit: orders as JSON lines, beyond any device's protocol."""

import asyncio
import contextlib
import json
from collections.abc import AsyncGenerator
from http import HTTPStatus
from typing import Any

from campus5g.gateway.problems import GatewayError, not_answering
from campus5g.inventory import ControlAddress
from campus5g.language import current_language, t

CONNECT_S = 10.0
LONGEST_LINE_BYTES = 64 << 10


async def ask(
    address: ControlAddress, order: dict[str, Any], silence_s: float
) -> AsyncGenerator[dict[str, Any], None]:
    """Send an order and yield its answers until the last one.

    Args:
        address: of the control port.
        order: the order, with its name under ``do``.
        silence_s: how long the kit may stay silent.

    Raises:
        GatewayError: the kit does not answer, or refuses.
    """
    try:
        async with asyncio.timeout(CONNECT_S):
            reader, writer = await asyncio.open_connection(
                address.host, address.port, limit=LONGEST_LINE_BYTES
            )
    except (OSError, TimeoutError) as error:
        raise _silent() from error
    with contextlib.closing(writer):
        asked = {**order, "language": current_language()}
        if address.key:
            asked["key"] = address.key
        writer.write(json.dumps(asked).encode() + b"\n")
        answered = False
        while True:
            try:
                async with asyncio.timeout(silence_s):
                    line = await reader.readline()
            except (OSError, ValueError, TimeoutError) as error:
                raise _silent() from error
            if not line and not answered:
                # A network that ends hangs up.
                raise _silent()
            if not line:
                return
            answered = True
            answer = json.loads(line)
            if "problem" in answer:
                raise GatewayError(HTTPStatus.CONFLICT, answer["problem"], answer["remedy"])
            yield answer


def _silent() -> GatewayError:
    return not_answering(
        t(
            fr="Le réseau virtuel ne répond pas à la passerelle.",
            en="The virtual network does not answer the gateway.",
        )
    )
