"""An SCTP association comes up by four packets, carries messages and acknowledges them."""

import asyncio
from collections.abc import Callable
from random import Random

import pytest

from campus5g.virtualkit.wire.sctp import (
    Association,
    Chunk,
    ChunkType,
    SctpError,
    SctpMessage,
    SctpPacket,
    State,
)

NGAP = 60
WITHIN_S = 60
_CHANCE = Random(1)  # noqa: S311


class Wire:
    """Two ends, joined so that each packet is kept and then delivered."""

    def __init__(self) -> None:
        self.packets: list[SctpPacket] = []
        self.received: list[SctpMessage] = []
        self._moved = asyncio.Event()
        self.gnb = Association(
            38412, 38412, lambda data: self._carry(data, self.amf), self._deliver, _CHANCE
        )
        self.amf = Association(
            38412, 38412, lambda data: self._carry(data, self.gnb), self._deliver, _CHANCE
        )

    def _carry(self, data: bytes, to: Association) -> None:
        self.packets.append(SctpPacket.decode(data))
        self._moved.set()
        asyncio.get_running_loop().call_soon(to.receive, data)

    def _deliver(self, message: SctpMessage) -> None:
        self.received.append(message)
        self._moved.set()

    async def until(self, happened: Callable[[], bool]) -> None:
        """Wait until a condition holds after a packet or a message."""
        async with asyncio.timeout(WITHIN_S):
            while not happened():
                self._moved.clear()
                await self._moved.wait()

    async def connect(self) -> None:
        self.gnb.connect()
        async with asyncio.timeout(WITHIN_S):
            await self.gnb.established.wait()
        self.packets.clear()

    @property
    def chunks(self) -> list[list[int]]:
        return [[chunk.type for chunk in packet.chunks] for packet in self.packets]


async def test_the_handshake_takes_four_packets() -> None:
    wire = Wire()

    wire.gnb.connect()
    async with asyncio.timeout(WITHIN_S):
        await wire.gnb.established.wait()

    assert wire.chunks == [
        [ChunkType.INIT],
        [ChunkType.INIT_ACK],
        [ChunkType.COOKIE_ECHO],
        [ChunkType.COOKIE_ACK],
    ]
    assert wire.packets[0].tag == 0
    assert wire.amf.state is State.ESTABLISHED


async def test_messages_arrive_as_they_were_sent_and_a_second_one_is_acknowledged() -> None:
    wire = Wire()
    await wire.connect()
    messages = [SctpMessage(0, NGAP, b"abc"), SctpMessage(1, NGAP, b"")]

    for message in messages:
        wire.gnb.send(message)
    await wire.until(lambda: len(wire.packets) == 3)

    assert wire.received == messages
    assert wire.chunks == [[ChunkType.DATA], [ChunkType.DATA], [ChunkType.SACK]]


async def test_an_answer_carries_the_acknowledgement_that_is_due() -> None:
    wire = Wire()
    await wire.connect()
    wire.gnb.send(SctpMessage(1, NGAP, b"question"))
    await wire.until(lambda: len(wire.received) == 1)

    wire.amf.send(SctpMessage(1, NGAP, b"answer"))
    await wire.until(lambda: len(wire.received) == 2)

    assert wire.chunks == [[ChunkType.DATA], [ChunkType.SACK, ChunkType.DATA]]


async def test_a_lone_message_is_acknowledged_in_time() -> None:
    wire = Wire()
    await wire.connect()

    wire.gnb.send(SctpMessage(1, NGAP, b"abc"))
    await wire.until(lambda: len(wire.packets) == 2)

    assert wire.chunks == [[ChunkType.DATA], [ChunkType.SACK]]


async def test_a_packet_of_another_association_is_discarded() -> None:
    wire = Wire()
    await wire.connect()

    wire.amf.receive(_data_packet(tag=12345))

    assert wire.received == []


async def test_a_changed_packet_is_refused() -> None:
    wire = Wire()
    changed = bytearray(_data_packet())
    changed[-1] ^= 1

    with pytest.raises(SctpError):
        wire.amf.receive(bytes(changed))


def _data_packet(tag: int = 1) -> bytes:
    data = Chunk(ChunkType.DATA, 3, bytes(12) + b"abc")
    return SctpPacket(38412, 38412, tag, (data,)).encode()


async def test_an_aborted_association_can_be_set_up_again() -> None:
    wire = Wire()
    await wire.connect()
    lost = asyncio.Event()
    wire.gnb.lost = lost.set

    wire.amf.abort()
    async with asyncio.timeout(WITHIN_S):
        await lost.wait()
    first = (wire.gnb.state, wire.amf.state, wire.chunks)
    await wire.connect()
    wire.gnb.send(SctpMessage(0, NGAP, b"again"))
    await wire.until(lambda: bool(wire.received))

    assert first == (State.CLOSED, State.CLOSED, [[ChunkType.ABORT]])
    assert wire.received == [SctpMessage(0, NGAP, b"again")]


async def test_a_host_without_a_program_refuses_associations() -> None:
    wire = Wire()
    wire.amf.serves = False
    refused = asyncio.Event()
    wire.gnb.lost = refused.set

    wire.gnb.connect()
    async with asyncio.timeout(WITHIN_S):
        await refused.wait()

    assert wire.chunks == [[ChunkType.INIT], [ChunkType.ABORT]]
    assert wire.gnb.state is State.CLOSED


async def test_a_message_without_an_association_is_not_sent() -> None:
    wire = Wire()

    wire.gnb.send(SctpMessage(0, NGAP, b"hello?"))

    assert wire.packets == []
