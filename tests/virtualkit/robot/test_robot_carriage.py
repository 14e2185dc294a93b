"""Messages between a host and the robot arrive complete and in order despite losses."""

import asyncio
from collections.abc import Callable

import pytest

from campus5g.virtualkit.codecs.protocol_error import ProtocolError
from campus5g.virtualkit.robot.carriage import PIECE_BYTES, WINDOW_PIECES, End

WITHIN_S = 60

Loses = Callable[[int], bool]


class Network:
    """Two ends and a network that loses chosen pieces."""

    def __init__(self, loses: Loses = lambda _: False) -> None:
        self.sent = 0
        self.arrived: list[bytes] = []
        self._loses = loses
        self._news = asyncio.Event()
        self.host = End(lambda piece: self._carry(piece, self.robot))
        self.robot = End(lambda piece: self._carry(piece, self.host))
        self.robot.on_message = self._note

    def _carry(self, piece: bytes, to: End) -> None:
        self.sent += 1
        if not self._loses(self.sent):
            asyncio.get_running_loop().call_soon(to.take, piece)

    def _note(self, message: bytes) -> None:
        self.arrived.append(message)
        self._news.set()

    async def until(self, count: int) -> list[bytes]:
        """Wait until this many messages have arrived."""
        async with asyncio.timeout(WITHIN_S):
            while len(self.arrived) < count:
                self._news.clear()
                await self._news.wait()
        return self.arrived

    def close(self) -> None:
        self.host.close()
        self.robot.close()


MESSAGES = [b"", b"a", b"b" * PIECE_BYTES, b"c" * (PIECE_BYTES + 1), bytes(range(256)) * 40]


@pytest.mark.parametrize(
    "loses",
    [
        lambda _: False,
        lambda number: number == 1,
        lambda number: number % 3 == 0,
        lambda number: number < 12,
    ],
    ids=["nothing", "the first", "every third", "the first dozen"],
)
async def test_messages_arrive_complete_and_in_order(loses: Loses) -> None:
    network = Network(loses)

    for message in MESSAGES:
        network.host.send(message)

    assert await network.until(len(MESSAGES)) == MESSAGES
    network.close()


async def test_data_in_flight_stays_within_the_window() -> None:
    network = Network(lambda _: True)

    for _ in range(3 * WINDOW_PIECES):
        network.host.send(b"x")

    assert network.sent == WINDOW_PIECES
    assert not network.host.roomy
    network.close()
    await asyncio.wait_for(network.host.drained(), WITHIN_S)


async def test_a_host_that_answers_counts_as_reached() -> None:
    network = Network()

    network.host.send(b"")
    await asyncio.wait_for(network.host.reached(), WITHIN_S)

    network.close()


async def test_a_closed_carriage_sends_nothing() -> None:
    network = Network(lambda _: True)
    network.host.send(b"x")

    network.close()
    sent = network.sent
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(network.host.reached(), 1)

    assert network.sent == sent


@pytest.mark.parametrize("datagram", [b"", b"\x01", b"\x01\0\0\0"])
async def test_an_invalid_piece_is_refused(datagram: bytes) -> None:
    network = Network()

    with pytest.raises(ProtocolError):
        network.host.take(datagram)
