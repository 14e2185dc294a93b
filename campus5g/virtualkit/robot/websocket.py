"""The WebSocket server of rosbridge, for programs on this host.

The connection ends here, on the data network's side; its frames pass through the network to the
robot. The handshake fails while the robot is out of coverage.
"""

import asyncio
import http
import logging
from urllib.parse import urlsplit

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.protocol import State

from campus5g.virtualkit.listening import listening
from campus5g.virtualkit.robot.carriage import Carriage, Conversation
from campus5g.virtualkit.robot.node import Node
from campus5g.virtualkit.robot.rosbridge import Bridge

HANDSHAKE_S = 5.0
LARGEST_FRAME = 64 << 10
MOST_CLIENTS = 16
LONGEST_BACKLOG = 256

_log = logging.getLogger(__name__)
_library_log = logging.getLogger(f"{__name__}.library")
_library_log.setLevel(logging.CRITICAL)  # the library's messages concern the client only


class RosbridgeServer:
    """A rosbridge server.

    Args:
        url: the address that it listens on, `ws://host:port`.
        carriage: the conversations with the robot.
        node: the robot's programs.
    """

    def __init__(self, url: str, carriage: Carriage, node: Node) -> None:
        self._url = url
        self._carriage = carriage
        self._node = node
        self._conversations: dict[ServerConnection, Conversation] = {}

    async def listen(self) -> Server:
        """Start serving clients.

        Raises:
            CampusError: when the address can't be used.
        """
        address = urlsplit(self._url)
        with listening("The robot", address.netloc):
            return await serve(
                self._serve,
                address.hostname,
                address.port,
                process_request=self._reach,
                max_size=LARGEST_FRAME,
                compression=None,
                open_timeout=3 * HANDSHAKE_S,
                server_header=None,
                logger=_library_log,
            )

    async def _reach(self, connection: ServerConnection, _: Request) -> Response | None:
        """Probe the robot through the network before the handshake is answered."""
        for gone in [held for held in self._conversations if held.state is State.CLOSED]:
            self._forget(gone)
        if len(self._conversations) >= MOST_CLIENTS:
            return connection.respond(
                http.HTTPStatus.SERVICE_UNAVAILABLE, "Too many clients are connected.\n"
            )
        conversation = self._carriage.open()
        self._conversations[connection] = conversation
        try:
            async with asyncio.timeout(HANDSHAKE_S):
                conversation.host.send(b"")
                await conversation.host.reached()
        except BaseException as error:
            self._forget(connection)
            if not isinstance(error, TimeoutError):
                raise
            return connection.respond(
                http.HTTPStatus.GATEWAY_TIMEOUT, "The robot is out of reach.\n"
            )
        return None

    async def _serve(self, connection: ServerConnection) -> None:
        conversation = self._conversations[connection]
        bridge = Bridge(self._node, conversation.robot)
        outgoing: asyncio.Queue[bytes] = asyncio.Queue()

        def hang_up() -> None:
            connection.transport.abort()

        def pass_on(frame: bytes) -> None:
            if outgoing.qsize() < LONGEST_BACKLOG:
                outgoing.put_nowait(frame)
            else:
                _log.warning("a client of the robot doesn't read: its connection is closed")
                hang_up()

        conversation.host.on_message = pass_on
        conversation.host.on_lost = conversation.robot.on_lost = hang_up
        try:
            async with asyncio.TaskGroup() as group:
                passing = group.create_task(_pass_on(outgoing, connection))
                async for frame in connection:
                    conversation.host.send(frame if isinstance(frame, bytes) else frame.encode())
                    await conversation.host.drained()
                passing.cancel()
        except* ConnectionClosed:
            _log.info("a client of the robot is gone")
        finally:
            bridge.close()
            self._forget(connection)

    def _forget(self, connection: ServerConnection) -> None:
        self._conversations.pop(connection).close()


async def _pass_on(outgoing: asyncio.Queue[bytes], connection: ServerConnection) -> None:
    while True:
        await connection.send(await outgoing.get(), text=True)
