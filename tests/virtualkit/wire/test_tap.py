"""The tap serves live pcapng to several readers, and none of them can hold up the network."""

import asyncio
import struct
from collections.abc import AsyncIterator

import pytest

from campus5g.errors import CampusError
from campus5g.virtualkit.wire.tap import Reader, Tap

FRAME = bytes.fromhex("02000a35010502000a3501030800") + bytes(46)
SECTION_HEADER = 0x0A0D0D0A
INTERFACE_DESCRIPTION = 1
ENHANCED_PACKET = 6
DROP_COUNT = 4
WITHIN_S = 60


class ServedTap:
    """A tap on a free port."""

    def __init__(self, tap: Tap, port: int) -> None:
        self.tap = tap
        self.port = port
        self._connections: list[asyncio.StreamWriter] = []

    async def connect(self) -> asyncio.StreamReader:
        """Connect a reader, and return when its stream has begun."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=1 << 16)
        self._connections.append(writer)
        assert (await next_block(reader))[0] == SECTION_HEADER
        kind, description = await next_block(reader)
        assert kind == INTERFACE_DESCRIPTION
        assert b"n2" in description
        return reader

    async def hang_up(self) -> None:
        """End every connection from the readers' side."""
        for connection in self._connections:
            connection.close()
            await connection.wait_closed()


class WatchedReaders(set[Reader]):
    """The readers of a tap, with a notice when one has left."""

    def __init__(self) -> None:
        super().__init__()
        self.one_gone = asyncio.Event()

    def discard(self, element: object) -> None:
        super().discard(element)
        self.one_gone.set()


@pytest.fixture
async def served() -> AsyncIterator[ServedTap]:
    tap = Tap("n2", backlog_bytes=64 << 10)
    server = await tap.listen("127.0.0.1", 0)
    served = ServedTap(tap, server.sockets[0].getsockname()[1])
    yield served
    server.close()
    await served.hang_up()


async def next_block(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    async with asyncio.timeout(WITHIN_S):
        kind, length = struct.unpack("=II", await reader.readexactly(8))
        body = await reader.readexactly(length - 8)
    return kind, body[:-4]


async def next_packet(reader: asyncio.StreamReader) -> bytes:
    kind, body = await next_block(reader)
    assert kind == ENHANCED_PACKET
    return body


def dropped(packet: bytes) -> int:
    """Return the count of packets lost just before one."""
    frame_length = struct.unpack_from("=I", packet, 12)[0]
    options = packet[20 + frame_length + -frame_length % 4 :]
    if not options:
        return 0
    code, length, count = struct.unpack_from("=HHQ", options)
    assert (code, length) == (DROP_COUNT, 8)
    return int(count)


async def test_every_reader_gets_every_packet(served: ServedTap) -> None:
    readers = [await served.connect() for _ in range(3)]

    served.tap.see(FRAME)

    packets = [await next_packet(reader) for reader in readers]
    assert all(FRAME in packet for packet in packets)


async def test_a_late_reader_gets_a_stream_from_its_own_start(
    served: ServedTap,
) -> None:
    early = await served.connect()
    served.tap.see(FRAME)

    late = await served.connect()
    served.tap.see(FRAME + b"late")

    assert b"late" in await next_packet(late)
    assert b"late" not in await next_packet(early)


async def test_only_a_slow_reader_loses_packets_and_they_are_counted(
    served: ServedTap,
) -> None:
    slow = await served.connect()
    (slow_side,) = served.tap.readers
    quick = await served.connect()
    sent = 0

    while not slow_side.lost:
        served.tap.see(FRAME.ljust(1400, b"."))
        sent += 1
        assert dropped(await next_packet(quick)) == 0
    delivered = [await next_packet(slow) for _ in range(sent - slow_side.lost)]
    served.tap.see(FRAME)

    assert not any(dropped(packet) for packet in delivered)
    assert dropped(await next_packet(slow)) == slow_side.lost == 1
    assert dropped(await next_packet(quick)) == 0


async def test_a_reader_that_leaves_is_forgotten(served: ServedTap) -> None:
    served.tap.readers = readers = WatchedReaders()
    await served.connect()

    await served.hang_up()
    async with asyncio.timeout(WITHIN_S):
        await readers.one_gone.wait()
    served.tap.see(FRAME)

    assert not readers


async def test_an_address_in_use_is_reported_with_a_remedy(served: ServedTap) -> None:
    with pytest.raises(CampusError, match=f"n2 can't listen on 127.0.0.1:{served.port}"):
        await Tap("n2").listen("127.0.0.1", served.port)
