"""dumpcap as a capture point: on this machine and over SSH, live when started, reported when not.

The program reads a pipe here, as it reads an interface: for that it needs no rights.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from openssh import Login, openssh
from pcap_files import PCAP_HEADER, pcap_record, udp_frame

from campus5g.gateway.captures.capture_point import open_point
from campus5g.gateway.captures.dumpcap import Dumpcap
from campus5g.gateway.captures.packet_source import CapturePointError, PacketSource
from campus5g.inventory import DumpcapPoint, claim_block
from campus5g.manifest import Text

SHOWS = Text(fr="essai", en="trial")
WITHIN_S = 60


@pytest.fixture
def wire(tmp_path: Path) -> Path:
    """A pipe in the place of a network interface."""
    path = tmp_path / "wire"
    os.mkfifo(path)
    return path


@pytest.fixture
async def login(tmp_path: Path) -> AsyncIterator[Login]:
    (tmp_path / "ssh").mkdir()
    with claim_block("test_dumpcap") as block:
        async with openssh(tmp_path / "ssh", str(block.network.network_address + 22), 2222) as way:
            yield way


@pytest.fixture(params=["here", pytest.param("over SSH", marks=pytest.mark.proof)])
def point(request: pytest.FixtureRequest, wire: Path) -> DumpcapPoint:
    if request.param == "here":
        return DumpcapPoint(interface=str(wire), shows=SHOWS)
    login: Login = request.getfixturevalue("login")
    return DumpcapPoint(
        interface=str(wire), ssh=login.destination, ssh_config=login.config, shows=SHOWS
    )


async def opened(point: DumpcapPoint, wire: Path) -> tuple[PacketSource, Callable[..., None]]:
    """Start a capture on the pipe; return it and a function that sends frames."""
    starting = asyncio.create_task(open_point(point))
    pipe = await asyncio.to_thread(wire.open, "wb", buffering=0)
    pipe.write(PCAP_HEADER)

    def see(*frames: bytes) -> None:
        pipe.write(b"".join(pcap_record(frame, 1_000) for frame in frames))

    return await starting, see


async def test_packets_arrive_as_they_are_seen(point: DumpcapPoint, wire: Path) -> None:
    source, see = await opened(point, wire)
    seen: list[bytes] = []
    both = asyncio.Event()

    def take(packets: list) -> None:  # type: ignore[type-arg]
        seen.extend(packet.data for packet in packets)
        if len(seen) == 2:
            both.set()

    source.deliver(take, lambda reason: None)
    see(udp_frame(1), udp_frame(2))

    async with asyncio.timeout(WITHIN_S):
        await both.wait()
    source.close()
    assert seen == [udp_frame(1), udp_frame(2)]


async def test_closing_ends_the_program(wire: Path) -> None:
    source, _ = await opened(DumpcapPoint(interface=str(wire), shows=SHOWS), wire)
    assert isinstance(source, Dumpcap)

    source.close()

    async with asyncio.timeout(WITHIN_S):
        await source.process.wait()


async def test_a_missing_interface_is_reported_in_dumpcaps_words() -> None:
    with pytest.raises(CapturePointError, match="no-such-wire"):
        await open_point(DumpcapPoint(interface="no-such-wire", shows=SHOWS))


@pytest.mark.proof
async def test_a_login_that_is_refused_is_reported_in_sshs_words(
    login: Login, tmp_path: Path
) -> None:
    strange = tmp_path / "strange"
    strange.write_text(login.config.read_text().replace("/known", "/nobody"))
    point = DumpcapPoint(interface="lo", ssh=login.destination, ssh_config=strange, shows=SHOWS)

    with pytest.raises(CapturePointError, match="Host key verification failed"):
        await open_point(point)


def test_inventory_values_are_never_read_as_options() -> None:
    for field, value in (("interface", "-w"), ("ssh", "-oProxyCommand=x"), ("ssh", "a b")):
        with pytest.raises(ValueError, match="pattern"):
            DumpcapPoint(**{"interface": "lo", "shows": SHOWS, field: value})  # type: ignore[arg-type]
