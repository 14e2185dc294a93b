"""The control port of a virtual kit: orders that no device's protocol has.

An order is one line of JSON, `{"do": NAME, …}`; the answer is lines of JSON until the connection
closes. A wrong order is answered with `{"problem": …, "remedy": …}`, in the order's `"language"` if
it names one. An open-ended answer ends when the client hangs up. The port is on a loopback address,
for programs on this machine; where the kit was started as a pair with its gateway, it takes the
orders that bear the pair's key, and no others.
"""

import asyncio
import contextlib
import hmac
import json
import socket
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import AsyncExitStack
from typing import Any

from campus5g.errors import CampusError, choose_from
from campus5g.language import LANGUAGES, speak, t
from campus5g.virtualkit.listening import listening

ORDER_LIMIT_S = 15.0
LONGEST_ORDER_BYTES = 16 << 10
LONGEST_QUEUE = 100

Order = dict[str, Any]
Answers = AsyncGenerator[dict[str, Any], None]
Command = Callable[[Order], Answers]
"""Takes an order and yields its answers."""


class Control:
    """Dispatches orders; each part of the kit adds its own to `commands`.

    Args:
        key: what every order must bear under `key`; empty where every program may give orders.
    """

    def __init__(self, key: str = "") -> None:
        self.commands: dict[str, Command] = {}
        self._key = key.encode()
        self._server: asyncio.Server | None = None
        self._serving: set[asyncio.Task[None]] = set()

    async def listen(self, listener: socket.socket, stack: AsyncExitStack) -> None:
        """Take the orders that come to a socket, as of `bound`; it closes with the stack."""
        self._server = await asyncio.start_server(
            self._accept, sock=listener, limit=LONGEST_ORDER_BYTES, backlog=LONGEST_QUEUE
        )
        stack.callback(self._server.close)

    def close(self) -> None:
        """Take no further orders; those under way are still answered."""
        if self._server is not None:
            self._server.close()

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # asyncio would report a task of its own that is cancelled when the network ends.
        serving = asyncio.get_running_loop().create_task(self._serve(reader, writer))
        self._serving.add(serving)
        serving.add_done_callback(self._serving.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.closing(writer):
            try:
                async with asyncio.timeout(ORDER_LIMIT_S):
                    line = await reader.readline()
            except (TimeoutError, ValueError, OSError):
                return
            try:
                async with asyncio.TaskGroup() as group:
                    answering = group.create_task(self._answer(line, writer))
                    hung_up = group.create_task(reader.read(1))
                    await asyncio.wait({answering, hung_up}, return_when=asyncio.FIRST_COMPLETED)
                    answering.cancel()
                    hung_up.cancel()
            except* OSError:
                pass  # the client has hung up

    async def _answer(self, line: bytes, writer: asyncio.StreamWriter) -> None:
        try:
            async with contextlib.aclosing(self._answers(line)) as answers:
                async for answer in answers:
                    writer.write(json.dumps(answer).encode() + b"\n")
                    await writer.drain()
        except CampusError as error:
            complaint = {"problem": error.problem, "remedy": error.remedy}
            writer.write(json.dumps(complaint).encode() + b"\n")
            await writer.drain()

    def _answers(self, line: bytes) -> Answers:
        try:
            order = json.loads(line)
            language = order.pop("language", None)
            speak(language if language in LANGUAGES else None)
            if not hmac.compare_digest(str(order.pop("key", "")).encode(), self._key):
                raise _not_for_others()
            command = self.commands[order["do"]]
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            known = ", ".join(sorted(self.commands))
            raise CampusError(
                t(
                    fr="Ce n’est pas un ordre pour un kit virtuel.",
                    en="This is not an order for a virtual kit.",
                ),
                t(
                    fr=f'Envoyez {{"do": …}} avec l’un de : {known}.',
                    en=f'Send {{"do": …}} with one of: {known}.',
                ),
            ) from error
        return command(order)


def bound(host: str, port: int) -> socket.socket:
    """Return a socket that listens at the address of a control port.

    Raises:
        CampusError: when the address can't be used.
    """
    with listening("The kit's control port", f"{host}:{port}"):
        return socket.create_server((host, port), backlog=LONGEST_QUEUE)


def _not_for_others() -> CampusError:
    return CampusError(
        t(
            fr="Ce kit ne prend d’ordres que de sa propre passerelle.",
            en="This kit takes orders from its own gateway only.",
        ),
        t(
            fr="Passez par la passerelle : k.scenario(…), k.network().",
            en="Go through the gateway: k.scenario(…), k.network().",
        ),
    )


def no_such_ue(name: object, known: Iterable[str]) -> CampusError:
    """Return the error for an order that names an unknown device."""
    return CampusError(
        t(fr=f"Ce kit n’a pas d’équipement « {name} ».", en=f"This kit has no device “{name}”."),
        choose_from(known),
    )
