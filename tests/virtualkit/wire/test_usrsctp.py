"""An SCTP association over paths that lose packets: every message arrives, whole and in order."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random

import pytest

from campus5g import set_language
from campus5g.errors import CampusError
from campus5g.virtualkit.wire import usrsctp
from campus5g.virtualkit.wire.usrsctp import Association, Stack, stack

PORT, NGAP = 38412, 60
WITHIN_S = 60
ABORT = 6


class Paths:
    """The two directions between a host and itself, as two hosts see them.

    Args:
        sctp: the library.
        lost: the share of packets that is lost.
    """

    def __init__(self, sctp: Stack, lost: float) -> None:
        self.chunks: list[int] = []
        self.losses = 0
        self._sctp = sctp
        self._lost = lost
        self._chance = Random(7)  # noqa: S311
        self.near = sctp.open_path(lambda packet: self._carry(packet, self.far))
        self.far = sctp.open_path(lambda packet: self._carry(packet, self.near))

    def _carry(self, packet: bytes, to: int) -> None:
        self.chunks.append(packet[12])
        if self._chance.random() < self._lost:
            self.losses += 1
        else:
            asyncio.get_running_loop().call_soon(self._sctp.receive, to, packet)


@asynccontextmanager
async def associated(lost: float = 0.0) -> AsyncIterator[tuple[Paths, Association, Association]]:
    """Set an association up; yield its paths and both ends."""
    sctp = stack()
    paths = Paths(sctp, lost)
    accepted: asyncio.Future[Association] = asyncio.get_running_loop().create_future()
    sctp.listen(PORT, accepted.set_result)
    timers = asyncio.create_task(sctp.run())
    near = sctp.connect(paths.near, PORT)
    try:
        async with asyncio.timeout(WITHIN_S):
            await near.established.wait()
            far = await accepted
            yield paths, near, far
            for end in (near, far):
                await end.close()
    finally:
        sctp.stop_listening()
        timers.cancel()
        for path in (paths.near, paths.far):
            sctp.close_path(path)


async def test_messages_of_any_length_arrive_whole_and_in_order_although_packets_are_lost() -> None:
    sent = [(number % 3, bytes([number]) * length) for number, length in enumerate(LENGTHS)]
    received: dict[int, list[bytes]] = defaultdict(list)
    complete = asyncio.Event()

    def take(stream: int, data: bytes) -> None:
        received[stream].append(data)
        if sum(map(len, received.values())) == len(sent):
            complete.set()

    async with associated(lost=0.05) as (paths, near, far):
        far.deliver = take
        for stream, data in sent:
            near.send(stream, NGAP, data)
        await complete.wait()

    assert paths.losses > 0
    assert received == {
        stream: [data for number, data in sent if number == stream] for stream in range(3)
    }


LENGTHS = (1, 40, 1200, 1300, 9000, 30_000, 64, 70_000, 8, 500, 2, 20_000)


async def test_each_end_answers_from_within_what_it_receives() -> None:
    async with associated() as (_, near, far):
        echoed: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        far.deliver = lambda stream, data: far.send(stream, NGAP, data[::-1])
        near.deliver = lambda _, data: echoed.set_result(data)
        near.send(1, NGAP, b"NG Setup")
        assert await echoed == b"puteS GN"


async def test_a_closed_association_ends_at_both_ends_without_a_problem() -> None:
    ended = []
    async with associated() as (paths, near, far):
        far.closed = lambda: ended.append(far.problem)
        await near.close()
        await far.ended.wait()

    assert ended == [""]
    assert near.problem == ""
    assert ABORT not in paths.chunks


async def test_a_host_that_listens_to_nobody_refuses() -> None:
    sctp = stack()
    paths = Paths(sctp, lost=0)
    refused = sctp.connect(paths.near, PORT)
    async with asyncio.timeout(WITHIN_S):
        await refused.ended.wait()

    assert refused.problem == "Connection refused"
    assert not refused.established.is_set()


async def test_what_is_not_sctp_is_dropped() -> None:
    async with associated() as (paths, near, far):
        arrived: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        far.deliver = lambda _, data: arrived.set_result(data)
        for noise in (b"", b"GET / HTTP/1.1\r\n\r\n", bytes(11), bytes(1500)):
            stack().receive(paths.far, noise)
        near.send(0, NGAP, b"still here")
        assert await arrived == b"still here"


def test_without_the_library_one_sentence_names_the_package(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    set_language("en")
    monkeypatch.setattr(usrsctp, "LIBRARY", "libusrsctp.so.none")

    with pytest.raises(CampusError, match="is not installed") as refusal:
        Stack()

    assert refusal.value.remedy == "Install it: sudo apt-get install libusrsctp2"
