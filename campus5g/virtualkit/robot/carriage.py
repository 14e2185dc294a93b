"""Carries messages between a host of the data network and a robot, through the whole network.

Each conversation is a UDP flow between the data network's host and the UE's address. A message is
cut into pieces that fit a packet, numbered, acknowledged and retransmitted when lost, so that it
arrives complete and in order, as over TCP. While the UE has no session nothing arrives.
"""

import asyncio
import struct
from collections import deque
from collections.abc import Callable
from ipaddress import IPv4Address
from itertools import count

from campus5g.virtualkit.codecs.ip import UDP, Ipv4Packet, UdpDatagram
from campus5g.virtualkit.codecs.protocol_error import ProtocolError
from campus5g.virtualkit.ue.ue import Ue, UeObserver
from campus5g.virtualkit.userplane.traffic import DataNetworkHost

PIECE_BYTES = 1300
WINDOW_PIECES = 32
FIRST_RETRY_S = 0.4
LONGEST_RETRY_S = 1.6
GIVE_UP_S = 20.0

_HEADER = struct.Struct("!BI")
"""Kind and number; an acknowledgement carries the number of the next piece expected."""
_PIECE, _LAST_PIECE, _ACKNOWLEDGEMENT = 1, 2, 3


class _Sender:
    """The sender of one direction: a window of pieces, retransmitted from the first lost one."""

    def __init__(self, transmit: Callable[[bytes], None], lost: Callable[[], None]) -> None:
        self._transmit = transmit
        self._lost = lost
        self._numbers = count()
        self._waiting: deque[bytes] = deque()
        self._unacknowledged: deque[tuple[int, bytes]] = deque()
        self._retry_s = FIRST_RETRY_S
        self._silent_s = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self.acknowledged = asyncio.Event()
        """Set once the other end has answered for the first time."""
        self.roomy = asyncio.Event()
        """Set while no piece waits for room in the window."""
        self.roomy.set()

    def send(self, message: bytes) -> None:
        last = max(0, len(message) - 1) // PIECE_BYTES
        for index in range(last + 1):
            kind = _LAST_PIECE if index == last else _PIECE
            data = message[index * PIECE_BYTES : (index + 1) * PIECE_BYTES]
            self._waiting.append(_HEADER.pack(kind, next(self._numbers)) + data)
        self._fill()

    def take_acknowledgement(self, expected: int) -> None:
        self.acknowledged.set()
        before = len(self._unacknowledged)
        while self._unacknowledged and self._unacknowledged[0][0] < expected:
            self._unacknowledged.popleft()
        if len(self._unacknowledged) < before:
            self._retry_s, self._silent_s = FIRST_RETRY_S, 0.0
            self._restart_timer()
        self._fill()

    def close(self) -> None:
        self._waiting.clear()
        self._unacknowledged.clear()
        self.roomy.set()
        self._restart_timer()

    def _fill(self) -> None:
        while self._waiting and len(self._unacknowledged) < WINDOW_PIECES:
            piece = self._waiting.popleft()
            self._unacknowledged.append((_HEADER.unpack_from(piece)[1], piece))
            self._transmit(piece)
        if self._waiting:
            self.roomy.clear()
        else:
            self.roomy.set()
        if self._timer is None:
            self._restart_timer()

    def _restart_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._unacknowledged:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(self._retry_s, self._send_again)

    def _send_again(self) -> None:
        self._silent_s += self._retry_s
        if self._silent_s > GIVE_UP_S:
            self.close()
            self._lost()
            return
        self._retry_s = min(LONGEST_RETRY_S, 2 * self._retry_s)
        for _, piece in self._unacknowledged:
            self._transmit(piece)
        self._restart_timer()


class _Receiver:
    """The receiver of one direction: takes pieces in order and delivers complete messages."""

    def __init__(self, transmit: Callable[[bytes], None], deliver: Callable[[bytes], None]) -> None:
        self._transmit = transmit
        self._deliver = deliver
        self._expected = 0
        self._message = bytearray()

    def take(self, kind: int, number: int, data: bytes) -> None:
        in_order = number == self._expected
        if in_order:
            self._expected += 1
            self._message += data
        self._transmit(_HEADER.pack(_ACKNOWLEDGEMENT, self._expected))
        if in_order and kind == _LAST_PIECE:
            message = bytes(self._message)
            self._message.clear()
            self._deliver(message)


class End:
    """One end of a conversation.

    `on_message` is called with each complete message of the other end, `on_lost` when the other
    end has not answered for `GIVE_UP_S`.
    """

    def __init__(self, transmit: Callable[[bytes], None]) -> None:
        self.on_message: Callable[[bytes], None] = _ignore
        self.on_lost: Callable[[], None] = _do_nothing
        self._sender = _Sender(transmit, lambda: self.on_lost())
        self._receiver = _Receiver(transmit, lambda message: self.on_message(message))

    @property
    def roomy(self) -> bool:
        """Whether a message sent now leaves at once, without waiting for room in the window."""
        return self._sender.roomy.is_set()

    async def drained(self) -> None:
        """Wait until no piece waits for room in the window."""
        await self._sender.roomy.wait()

    def send(self, message: bytes) -> None:
        """Send a message."""
        self._sender.send(message)

    async def reached(self) -> None:
        """Wait until the other end has answered once."""
        await self._sender.acknowledged.wait()

    def take(self, datagram: bytes) -> None:
        """Handle a datagram from the network.

        Raises:
            ProtocolError: when it isn't a piece of a conversation.
        """
        if len(datagram) < _HEADER.size:
            raise ProtocolError("too short for a piece of a message")
        kind, number = _HEADER.unpack_from(datagram)
        if kind == _ACKNOWLEDGEMENT:
            self._sender.take_acknowledgement(number)
        else:
            self._receiver.take(kind, number, datagram[_HEADER.size :])

    def close(self) -> None:
        """Stop sending."""
        self._sender.close()


class Conversation:
    """A connection between a program at the data network's side (`host`) and the robot."""

    def __init__(self, host: End, robot: End, close: Callable[[], None]) -> None:
        self.host = host
        self.robot = robot
        self._close = close

    def close(self) -> None:
        """Close both ends; what is still unsent is dropped."""
        self.host.close()
        self.robot.close()
        self._close()


class Carriage(UeObserver):
    """All conversations with the robot behind one UE.

    Args:
        ue: the robot's UE.
        host: the data network's host, behind which its peers are.
        port: the robot's UDP port.
    """

    def __init__(self, ue: Ue, host: DataNetworkHost, port: int) -> None:
        self._ue = ue
        self._host = host
        self._port = port
        self._conversations: dict[int, Conversation] = {}
        self._last_address: IPv4Address | None = None
        ue.observers.append(self)

    def open(self) -> Conversation:
        """Start a conversation."""
        host_port = self._host.further_port()

        def down(piece: bytes) -> None:
            if (address := self._last_address) is not None:
                self._host.send(UdpDatagram(host_port, self._port, piece), address)

        def up(piece: bytes) -> None:
            if (address := self._ue.address) is not None:
                datagram = UdpDatagram(self._port, host_port, piece)
                self._ue.send_packet(datagram.between(address, self._host.address))

        def close() -> None:
            self._host.services.pop(host_port, None)
            self._conversations.pop(host_port, None)

        host, robot = End(down), End(up)
        conversation = Conversation(host, robot, close)
        self._conversations[host_port] = conversation
        self._host.services[host_port] = lambda datagram: host.take(datagram.payload)
        return conversation

    def session_opened(self, address: IPv4Address) -> None:
        """Store the robot's address."""
        self._last_address = address

    def packet_received(self, packet: Ipv4Packet) -> None:
        """Handle a packet that the robot's UE received."""
        if packet.protocol != UDP:
            return
        datagram = UdpDatagram.decode(packet.payload)
        conversation = self._conversations.get(datagram.source_port)
        if datagram.destination_port == self._port and conversation is not None:
            conversation.robot.take(datagram.payload)


def _ignore(_: bytes) -> None:
    """Drop a message: no callback is set yet."""


def _do_nothing() -> None:
    """Ignore a loss: no callback is set yet."""
