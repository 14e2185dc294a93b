"""PFCP requests, retransmitted until they are answered (TS 29.244, 6.4)."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address

from campus5g.virtualkit.codecs import pfcp
from campus5g.virtualkit.codecs.ip import UdpDatagram
from campus5g.virtualkit.codecs.pfcp import Elements, MessageType, PfcpMessage
from campus5g.virtualkit.wire.link import Link

T1_S = 3.0
N1 = 3
"""T1, the wait for a response, and N1, the number of retransmissions; design values."""

Answered = Callable[[PfcpMessage], None]


@dataclass
class _Request:
    datagram: UdpDatagram
    answered: Answered
    given_up: Callable[[], None]
    timer: asyncio.TimerHandle
    repeats: int = 0


class PfcpRequests:
    """The outstanding requests of one function to its peer.

    Args:
        local, peer: addresses on N4.
        n4: the link between them.
    """

    def __init__(self, local: IPv4Address, peer: IPv4Address, n4: Link) -> None:
        self._local, self._peer, self._n4 = local, peer, n4
        self._sequence = 0
        self._open: dict[int, _Request] = {}

    def ask(
        self,
        kind: MessageType,
        elements: Sequence[tuple[int, pfcp.Value]],
        seid: int | None,
        answered: Answered,
        given_up: Callable[[], None],
    ) -> None:
        """Send a request.

        Args:
            kind: the message type.
            elements: the message's elements.
            seid: the peer's SEID; None for node-related messages.
            answered: called with the response.
            given_up: called when the last retransmission stays unanswered.
        """
        self._sequence = self._sequence % 0xFFFFFF + 1
        message = PfcpMessage(kind, self._sequence, Elements(elements), seid)
        datagram = UdpDatagram(pfcp.PORT, pfcp.PORT, message.encode())
        timer = self._in_time(self._sequence)
        self._open[self._sequence] = _Request(datagram, answered, given_up, timer)
        self._send(datagram)

    def send(self, message: PfcpMessage) -> None:
        """Send a message that expects no response."""
        self._send(UdpDatagram(pfcp.PORT, pfcp.PORT, message.encode()))

    def receive(self, response: PfcpMessage) -> None:
        """Handle a response; discard one that matches no request."""
        request = self._open.pop(response.sequence, None)
        if request is not None:
            request.timer.cancel()
            request.answered(response)

    def forget_all(self) -> None:
        """Drop every outstanding request without calling its `given_up`."""
        for request in self._open.values():
            request.timer.cancel()
        self._open.clear()

    def give_up_all(self) -> None:
        """Give up every outstanding request."""
        requests = list(self._open.values())
        self._open.clear()
        for request in requests:
            request.timer.cancel()
            request.given_up()

    def _in_time(self, sequence: int) -> asyncio.TimerHandle:
        return asyncio.get_running_loop().call_later(T1_S, self._repeat, sequence)

    def _repeat(self, sequence: int) -> None:
        request = self._open[sequence]
        if request.repeats == N1:
            del self._open[sequence]
            request.given_up()
            return
        request.repeats += 1
        request.timer = self._in_time(sequence)
        self._send(request.datagram)

    def _send(self, datagram: UdpDatagram) -> None:
        self._n4.send(datagram.between(self._local, self._peer), self._local, self._peer)
