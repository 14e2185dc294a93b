"""Latency drivers against counterparts of other makers: scapy's STAMP, irtt's server, ping."""

import asyncio
import contextlib
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator

import pytest
from running_program import running
from scapy.contrib.stamp import (
    ErrorEstimate,
    STAMPSessionReflectorTestUnauthenticated,
    STAMPSessionSenderTestUnauthenticated,
)

from campus5g.gateway.latency import stamp
from campus5g.gateway.latency.icmp import ping_samples
from campus5g.gateway.latency.irtt import irtt_samples
from campus5g.gateway.latency.orders import LatencyOrder
from campus5g.gateway.latency.stamp import StampSender
from campus5g.gateway.problems import GatewayError
from campus5g.inventory import claim_block

WITHIN_S = 60

Packet = STAMPSessionSenderTestUnauthenticated
Loses = Callable[[Packet], bool]


@pytest.fixture
def host() -> Iterator[str]:
    with claim_block("test_latency") as block:
        yield str(block.network.network_address + 41)


def order(**changes: object) -> LatencyOrder:
    return LatencyOrder.model_validate({"ue": "agv", "count": 5, "interval_ms": 5, **changes})


@contextlib.contextmanager
def scapy_reflector(host: str, loses: Loses = lambda _: False) -> Iterator[list[Packet]]:
    """Reflect with scapy's layers; received packets are in the list."""
    seen: list[Packet] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind((host, 8620))

        def serve() -> None:
            while True:
                data, sender = server.recvfrom(2048)
                if not data:
                    return
                asked = STAMPSessionSenderTestUnauthenticated(data)
                seen.append(asked)
                if loses(asked):
                    continue
                reply = STAMPSessionReflectorTestUnauthenticated(
                    seq=asked.seq,
                    ssid=asked.ssid,
                    err_estimate=ErrorEstimate(S=0, Z=0),
                    seq_sender=asked.seq,
                    err_estimate_sender=asked.err_estimate,
                    ttl_sender=64,
                )
                # Bit for bit, as a reflector does it: scapy's own setter rounds one in 25.
                reply.fields["ts_sender"] = asked.fields["ts"]
                server.sendto(bytes(reply), sender)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield seen
        finally:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
                last.sendto(b"", (host, 8620))
            thread.join(WITHIN_S)


async def test_scapy_reads_our_test_packets_and_we_read_its_replies(host: str) -> None:
    with scapy_reflector(host) as seen:
        samples = [s async for s in StampSender(host, 8620, order(size_bytes=100)).samples()]

    assert [packet.seq for packet in seen] == [0, 1, 2, 3, 4]
    assert {len(bytes(packet)) for packet in seen} == {100}
    assert len({packet.ssid for packet in seen}) == 1
    assert {packet.err_estimate.S for packet in seen} == {0}
    assert {(packet.tlv_objects[0].type, packet.tlv_objects[0].len) for packet in seen} == {(1, 52)}
    assert sorted(sample.sequence for sample in samples) == [0, 1, 2, 3, 4]
    assert all(sample.rtt_ms is not None and sample.rtt_ms > 0 for sample in samples)


async def test_a_probe_that_is_not_answered_is_reported_as_lost(host: str) -> None:
    with scapy_reflector(host, loses=lambda packet: packet.seq == 2):
        samples = [sample async for sample in StampSender(host, 8620, order()).samples()]

    assert [sample.sequence for sample in samples if sample.rtt_ms is None] == [2]
    assert len(samples) == 5


async def test_a_loss_is_reported_while_the_measurement_goes_on(
    host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stamp, "LOSS_S", 0.05)
    with scapy_reflector(host, loses=lambda _: True) as seen:
        samples = StampSender(host, 8620, order(count=3, interval_ms=10_000)).samples()

        first = await anext(samples)
        await samples.aclose()

    assert (first.sequence, first.rtt_ms) == (0, None)
    assert len(seen) == 1


@pytest.mark.proof
async def test_without_a_reflector_every_probe_is_lost(host: str) -> None:
    samples = [sample async for sample in StampSender(host, 8620, order()).samples()]

    assert [(sample.sequence, sample.rtt_ms) for sample in samples] == [
        (number, None) for number in range(5)
    ]


@pytest.mark.proof
async def test_answers_of_another_session_do_not_count(host: str) -> None:
    def answer_wrongly(packet: Packet) -> bool:
        packet.ssid ^= 1
        return False

    with scapy_reflector(host, loses=answer_wrongly):
        samples = [sample async for sample in StampSender(host, 8620, order(count=2)).samples()]

    assert [sample.rtt_ms for sample in samples] == [None, None]


async def test_an_abandoned_measurement_stops_sending(host: str) -> None:
    with scapy_reflector(host) as seen:
        samples = StampSender(host, 8620, order(count=1000)).samples()
        async with contextlib.aclosing(samples):
            await anext(samples)
        sent = len(seen)

    assert sent < 1000
    assert len(asyncio.all_tasks()) == 1


@pytest.fixture
def irtt_server(host: str) -> Iterator[str]:
    with running(
        ["irtt", "server", "-b", f"{host}:2112"], stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        while "starting IPv4 listener" not in server.stdout.readline():
            pass
        yield host


async def test_irtt_measures_against_its_own_server(irtt_server: str) -> None:
    wanted = order(count=10, interval_ms=10)

    samples = [sample async for sample in irtt_samples(irtt_server, wanted)]

    assert [sample.sequence for sample in samples] == list(range(10))
    assert all(sample.rtt_ms is not None and sample.rtt_ms > 0 for sample in samples)


async def test_a_missing_irtt_server_is_reported(host: str) -> None:
    with pytest.raises(GatewayError, match="No irtt server answers on agv"):
        _ = [sample async for sample in irtt_samples(host, order())]


async def test_ping_measures_by_icmp(host: str) -> None:
    samples = [sample async for sample in ping_samples(host, order(interval_ms=10))]

    assert [sample.sequence for sample in samples] == list(range(5))
    assert all(sample.rtt_ms is not None and sample.rtt_ms > 0 for sample in samples)
