"""The driver of capture points: live when connected, nothing lost at the end."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from kit_edge import CapturePointServer
from pcap_files import pcap_record, udp_frame

from campus5g.gateway.captures.pcap_over_ip import CapturePointError, PcapOverIp
from campus5g.inventory import claim_block
from campus5g.pcapng.reader import Packet


class Received:
    """The packets that a connection delivers."""

    def __init__(self, source: PcapOverIp) -> None:
        self.packets: list[Packet] = []
        self.ended = asyncio.get_running_loop().create_future()
        self._news = asyncio.Event()
        source.deliver(self._take, self.ended.set_result)

    def _take(self, packets: list[Packet]) -> None:
        self.packets += packets
        self._news.set()

    async def first(self, count: int) -> list[Packet]:
        async with asyncio.timeout(60):
            while len(self.packets) < count:
                await self._news.wait()
                self._news.clear()
        return self.packets[:count]


@pytest.fixture
async def point() -> AsyncIterator[tuple[CapturePointServer, str]]:
    with claim_block("test_pcap_over_ip") as block:
        host = str(block.network.network_address + 12)
        server = CapturePointServer()
        await server.listen(host, 57012)
        yield server, host
        await server.close()


async def test_packets_are_delivered_as_they_come(point: tuple[CapturePointServer, str]) -> None:
    server, host = point
    source = await PcapOverIp.connect(host, 57012)
    received = Received(source)

    server.see(udp_frame(1), udp_frame(2))

    assert [packet.data for packet in await received.first(2)] == [udp_frame(1), udp_frame(2)]
    source.close()


async def test_packets_from_before_the_first_reader_are_kept(
    point: tuple[CapturePointServer, str],
) -> None:
    server, host = point
    server.header += pcap_record(udp_frame(1), 5_000)

    source = await PcapOverIp.connect(host, 57012)

    assert [packet.time_ns for packet in await Received(source).first(1)] == [5_000]
    source.close()


async def test_draining_takes_everything_the_kit_has_sent(
    point: tuple[CapturePointServer, str],
) -> None:
    server, host = point
    source = await PcapOverIp.connect(host, 57012)
    received = Received(source)
    frames = [udp_frame(number) for number in range(30)] * 100
    server.see(*frames)

    source.drain()

    assert [packet.data for packet in received.packets] == frames
    source.close()


async def test_a_kit_that_closes_is_reported(point: tuple[CapturePointServer, str]) -> None:
    server, host = point
    received = Received(await PcapOverIp.connect(host, 57012))

    server.send(pcap_record(udp_frame(1), 1)[:-3])
    server.hang_up()

    async with asyncio.timeout(60):
        assert await received.ended == "the kit closed the stream"
    assert received.packets == []


async def test_a_kit_that_sends_garbage_is_reported(
    point: tuple[CapturePointServer, str],
) -> None:
    server, host = point
    received = Received(await PcapOverIp.connect(host, 57012))

    server.send(b"\xff" * 100)

    async with asyncio.timeout(60):
        assert "does not speak pcap-over-IP" in await received.ended


async def test_another_protocol_is_refused(point: tuple[CapturePointServer, str]) -> None:
    server, host = point
    server.header = b"SSH-2.0-OpenSSH_9.2\r\n"

    with pytest.raises(CapturePointError, match="does not speak pcap-over-IP"):
        await PcapOverIp.connect(host, 57012)


async def test_a_silent_point_is_not_waited_for_forever(
    point: tuple[CapturePointServer, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    server, host = point
    server.header = b""
    monkeypatch.setattr("campus5g.gateway.captures.pcap_over_ip.CONNECT_S", 0.05)

    with pytest.raises(CapturePointError, match="does not send a capture header"):
        await PcapOverIp.connect(host, 57012)


async def test_a_closed_port_is_reported(point: tuple[CapturePointServer, str]) -> None:
    _, host = point

    with pytest.raises(CapturePointError, match="Connect"):
        await PcapOverIp.connect(host, 57013)
