"""The emulated TCP delivers every byte once and in order, whatever the path loses."""

import asyncio
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from campus5g.virtualkit.userplane.segment import Flag, Segment
from campus5g.virtualkit.userplane.tcp import RECEIVE_BUFFER_BYTES, TcpEnd
from campus5g.virtualkit.wire.lane import Lane

WITHIN_S = 60
DELAY_S = 0.002
FIRST_TIMEOUT_S = 1.0


@dataclass
class Program:
    """Receives from a connection."""

    data: bytearray = field(default_factory=bytearray)
    holds: int = 0
    up: asyncio.Event = field(default_factory=asyncio.Event)
    has_some: asyncio.Event = field(default_factory=asyncio.Event)
    peer_done: asyncio.Event = field(default_factory=asyncio.Event)
    over: asyncio.Event = field(default_factory=asyncio.Event)
    orderly: bool | None = None

    def connected(self) -> None:
        self.up.set()

    def received(self, data: bytes) -> None:
        self.data += data
        if len(self.data) >= 2000:
            self.has_some.set()

    def room(self) -> int:
        return max(0, RECEIVE_BUFFER_BYTES - self.holds)

    def acknowledged(self) -> None:
        pass

    def finished(self) -> None:
        self.peer_done.set()

    def closed(self, *, orderly: bool) -> None:
        self.orderly = orderly
        self.over.set()


class Path:
    """Two ends and the path between them: a delay, and losses."""

    def __init__(self, loses: Callable[[Segment], bool], start: int = 1000) -> None:
        self.client_program, self.server_program = Program(), Program()
        self.segments: list[Segment] = []
        to_server: Lane[Segment] = Lane(lambda segment: self.server.receive(segment))
        to_client: Lane[Segment] = Lane(lambda segment: self.client.receive(segment))

        def sender(lane: Lane[Segment]) -> Callable[[Segment], None]:
            def send(segment: Segment) -> None:
                self.segments.append(segment)
                if not loses(segment):
                    lane.send(segment, DELAY_S)

            return send

        self.forgotten: list[str] = []
        self.client = TcpEnd(
            (1, 2),
            start,
            sender(to_server),
            self.client_program,
            lambda: self.forgotten.append("client"),
        )
        self.server = TcpEnd(
            (2, 1),
            7,
            sender(to_client),
            self.server_program,
            lambda: self.forgotten.append("server"),
        )

    async def open(self) -> None:
        """Establish the connection: the server accepts at once."""
        receive = self.server.receive

        def accept(segment: Segment) -> None:
            receive(segment)
            if segment.flags == Flag.SYN and not self.server_program.up.is_set():
                self.server.accept()

        self.server.receive = accept  # type: ignore[method-assign]
        self.client.connect()
        await self.client_program.up.wait()


def nothing(_: Segment) -> bool:
    return False


async def test_data_flows_both_ways_and_both_ends_close() -> None:
    path = Path(nothing)
    async with asyncio.timeout(WITHIN_S):
        await path.open()
        path.client.write(b"question" * 1000)
        path.client.finish()
        await path.server_program.peer_done.wait()
        path.server.write(b"answer" * 1000)
        path.server.finish()
        await path.client_program.over.wait()
        await path.server_program.over.wait()

    assert bytes(path.server_program.data) == b"question" * 1000
    assert bytes(path.client_program.data) == b"answer" * 1000
    assert (path.client_program.orderly, path.server_program.orderly) == (True, True)


@pytest.mark.parametrize("seed", range(6))
async def test_every_byte_arrives_once_and_in_order_over_a_path_that_loses(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    content = chance.randbytes(150_000)
    path = Path(lambda _: chance.random() < 0.04)
    async with asyncio.timeout(WITHIN_S):
        await path.open()
        path.client.write(content)
        path.client.finish()
        await path.server_program.peer_done.wait()

    assert bytes(path.server_program.data) == content


async def test_one_lost_segment_is_sent_again_without_waiting_for_the_timer() -> None:
    sent: list[int] = []

    def loses(segment: Segment) -> bool:
        sent.append(len(segment.payload))
        return len([size for size in sent if size]) == 3 and bool(segment.payload)

    path = Path(loses)
    async with asyncio.timeout(WITHIN_S):
        await path.open()
        path.client.write(bytes(40_000))
        path.client.finish()
        await path.server_program.peer_done.wait()
    starts = [segment.sequence for segment in path.segments if segment.payload]

    assert len(path.server_program.data) == 40_000
    assert len(starts) == len(set(starts)) + 1


async def test_a_delayed_sender_does_not_retransmit_acknowledged_segments() -> None:
    path = Path(nothing)

    def times_sent() -> int:
        return len([each for each in path.segments if each.payload.startswith(b"last")])

    async with asyncio.timeout(WITHIN_S):
        await path.open()
        path.client.write(bytes(2000))
        await path.server_program.has_some.wait()
        path.server.write(bytes(2000))
        await path.client_program.has_some.wait()
        path.client.write(b"last")
        asyncio.get_running_loop().call_soon(time.sleep, 2 * FIRST_TIMEOUT_S)
        await asyncio.sleep(DELAY_S)
        path.client.finish()
        await path.server_program.peer_done.wait()

    assert times_sent() == 1


async def test_sequence_numbers_may_pass_two_to_the_thirty_second() -> None:
    path = Path(nothing, start=(1 << 32) - 5000)
    async with asyncio.timeout(WITHIN_S):
        await path.open()
        path.client.write(bytes(20_000))
        path.client.finish()
        await path.server_program.peer_done.wait()

    assert len(path.server_program.data) == 20_000


async def test_the_sender_never_goes_beyond_the_window() -> None:
    path = Path(nothing)
    path.server_program.holds = RECEIVE_BUFFER_BYTES - 4096
    async with asyncio.timeout(WITHIN_S):
        await path.open()
        path.client.write(bytes(60_000))
        await path.server_program.has_some.wait()
        taken = len(path.server_program.data)
        path.server_program.holds = 0
        path.server.update_window()
        path.client.finish()
        await path.server_program.peer_done.wait()

    assert taken <= 4096
    assert len(path.server_program.data) == 60_000


async def test_an_aborting_end_resets_its_peer() -> None:
    path = Path(nothing)
    async with asyncio.timeout(WITHIN_S):
        await path.open()
        path.server.abort()
        await path.client_program.over.wait()

    assert path.client_program.orderly is False
