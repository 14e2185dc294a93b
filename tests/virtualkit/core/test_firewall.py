"""The packet filter at the UPF, and the hosts of the plant behind it."""

from ipaddress import IPv4Address, IPv4Network

import pytest

from campus5g.virtualkit.codecs.ip import TCP, UDP, Echo, Ipv4Packet, UdpDatagram
from campus5g.virtualkit.core.firewall import Firewall, Permission
from campus5g.virtualkit.userplane.plant_hosts import PlantHosts
from campus5g.virtualkit.userplane.segment import Flag, Segment

CAMERA, AGV = IPv4Address("10.45.0.2"), IPv4Address("10.45.0.3")
SERVER, PLC = IPv4Address("10.53.6.10"), IPv4Address("10.53.20.2")
PLCS = IPv4Network("10.53.20.0/28")


def opening(source: IPv4Address, destination: IPv4Address, port: int) -> Ipv4Packet:
    return Segment(50_000, port, 7, 0, Flag.SYN, 1024).between(source, destination)


@pytest.fixture
def firewall() -> Firewall:
    return Firewall(
        [
            Permission(frozenset({CAMERA}), IPv4Network(f"{SERVER}/32"), UDP, 5004),
            Permission(frozenset({AGV}), PLCS, TCP, 502),
        ]
    )


def test_what_a_group_may_use_passes(firewall: Firewall) -> None:
    video = UdpDatagram(5004, 5004, b"frame").between(CAMERA, SERVER)

    assert firewall.passes(video)
    assert firewall.passes(opening(AGV, PLC, 502))
    assert firewall.dropped == 0


@pytest.mark.parametrize(
    "packet",
    [
        opening(CAMERA, PLC, 502),
        opening(AGV, PLC, 102),
        opening(AGV, IPv4Address("10.53.21.2"), 502),
        UdpDatagram(502, 502, b"").between(AGV, PLC),
        Echo(8, 1, 1, b"").between(CAMERA, SERVER),
        Ipv4Packet(AGV, PLC, TCP, b"\x01"),
    ],
    ids=["other group", "other port", "other network", "other protocol", "echo", "truncated"],
)
def test_everything_else_is_dropped_and_counted(firewall: Firewall, packet: Ipv4Packet) -> None:
    assert not firewall.passes(packet)
    assert firewall.dropped == 1


def test_answers_to_the_plant_pass_for_the_same_ports_only(firewall: Firewall) -> None:
    firewall.note(UdpDatagram(40_000, 9090, b"velocity").between(SERVER, AGV))

    assert firewall.passes(UdpDatagram(9090, 40_000, b"odometry").between(AGV, SERVER))
    assert not firewall.passes(UdpDatagram(9090, 40_001, b"odometry").between(AGV, SERVER))
    assert not firewall.passes(UdpDatagram(9090, 40_000, b"odometry").between(CAMERA, SERVER))


def test_a_plant_host_accepts_on_open_ports_and_resets_on_closed_ones() -> None:
    hosts = PlantHosts({PLC: [502]})

    accepted = hosts.answer(opening(CAMERA, PLC, 502))
    refused = hosts.answer(opening(CAMERA, PLC, 102))

    assert accepted is not None
    assert refused is not None
    assert Segment.decode(accepted.payload).flags == Flag.SYN | Flag.ACK
    assert Segment.decode(refused.payload).flags == Flag.RST | Flag.ACK
    assert (accepted.source, accepted.destination) == (PLC, CAMERA)
    assert Segment.decode(accepted.payload).acknowledgement == 8


@pytest.mark.parametrize(
    "packet",
    [
        opening(CAMERA, IPv4Address("10.53.20.3"), 502),
        UdpDatagram(502, 502, b"").between(CAMERA, PLC),
        Segment(50_000, 502, 8, 1, Flag.RST, 0).between(CAMERA, PLC),
    ],
    ids=["no such host", "not TCP", "no opening"],
)
def test_a_plant_host_answers_nothing_else(packet: Ipv4Packet) -> None:
    assert PlantHosts({PLC: [502]}).answer(packet) is None
