"""The user plane: tunnels, the flows inside them, and their losses and delays."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scapy.contrib.gtp import GTP_U_Header, GTPPDUSessionContainer
from scapy.layers.inet import ICMP, IP, TCP, UDP
from scapy.layers.inet6 import IPv6
from scapy.layers.l2 import Ether
from scapy.packet import Packet, Raw
from scapy.utils import wrpcap

from campus5g import set_language
from campus5g.capture.analysis.flow_statistics import PeakRate, SequenceNumbers, Spread
from campus5g.capture.analysis.user_plane import UserPlane, read_user_plane
from campus5g.capture.errors import CaptureError
from campus5g.kit import connect

UE, HOST, GNB, UPF = "10.45.0.2", "10.53.6.10", "10.53.1.3", "10.53.1.7"
UP_TEID, DOWN_TEID = 0x1001, 0x1


@pytest.fixture(autouse=True)
def _same_language_after() -> Iterator[None]:
    yield
    set_language(None)


def up(inner: Packet, teid: int = UP_TEID, qfi: int = 9, **header: Any) -> Packet:
    return _tunnelled(inner, GNB, UPF, teid, 1, qfi, **header)


def down(inner: Packet, teid: int = DOWN_TEID, qfi: int = 9, **header: Any) -> Packet:
    return _tunnelled(inner, UPF, GNB, teid, 0, qfi, **header)


def _tunnelled(
    inner: Packet, source: str, destination: str, teid: int, kind: int, qfi: int, **header: Any
) -> Packet:
    return (
        Ether(src="02:00:00:00:00:01", dst="02:00:00:00:00:02")
        / IP(src=source, dst=destination)
        / UDP(sport=2152, dport=2152)
        / GTP_U_Header(teid=teid, gtp_type=255, E=1, next_ex=0x85, **header)
        / GTPPDUSessionContainer(type=kind, QFI=qfi)
        / inner
    )


def from_ue(size: int = 100, port: int = 5004, number: int = 0) -> Packet:
    return IP(src=UE, dst=HOST, id=number) / UDP(sport=port, dport=5004) / bytes(size)


def to_ue(size: int = 40, port: int = 5004, number: int = 0) -> Packet:
    return IP(src=HOST, dst=UE, id=number) / UDP(sport=5004, dport=port) / bytes(size)


def ping(number: int, reply: bool = False) -> Packet:
    source, destination = (HOST, UE) if reply else (UE, HOST)
    kind = 0 if reply else 8
    return IP(src=source, dst=destination) / ICMP(type=kind, id=7, seq=number)


def read(folder: Path, *timed: tuple[float, Packet]) -> UserPlane:
    for time_s, packet in timed:
        packet.time = 1_700_000_000 + time_s
    file = folder / "capture.pcap"
    wrpcap(str(file), [packet for _, packet in timed])
    return read_user_plane(file)


def test_a_tunnel_is_one_teid_at_one_receiver_with_its_traffic(tmp_path: Path) -> None:
    plane = read(
        tmp_path,
        (0.0, up(from_ue(100), qfi=1)),
        (0.5, up(from_ue(100), qfi=2)),
        (1.0, up(from_ue(100), qfi=1)),
    )

    (tunnel,) = plane.tunnel_list
    assert (tunnel.teid, tunnel.source, tunnel.destination) == (UP_TEID, GNB, UPF)
    assert (tunnel.direction, tunnel.qfis, tunnel.ue_address) == ("up", (1, 2), UE)
    assert (tunnel.packets, tunnel.bytes) == (3, 3 * 128)
    assert (tunnel.first_s, tunnel.last_s, tunnel.first_frame) == (0.0, 1.0, 1)
    assert tunnel.mean_kbps == pytest.approx(3 * 128 * 8 / 1000)


def test_both_directions_of_a_session_are_paired_by_the_address_of_the_ue(tmp_path: Path) -> None:
    other = IP(src=HOST, dst="10.45.0.3") / UDP(sport=1, dport=2)

    plane = read(
        tmp_path, (0.0, up(from_ue())), (0.1, down(to_ue())), (0.2, down(other, teid=0x77))
    )

    assert [tunnel.paired_teid for tunnel in plane.tunnel_list] == [DOWN_TEID, UP_TEID, None]


def test_tunnels_are_paired_within_each_registration(
    tmp_path: Path,
) -> None:
    plane = read(
        tmp_path,
        *((0.0, up(from_ue())), (0.1, down(to_ue()))),
        *((5.0, up(from_ue(), teid=0x1002)), (5.1, down(to_ue(), teid=0x2))),
    )

    pairs = {tunnel.teid: tunnel.paired_teid for tunnel in plane.tunnel_list}
    assert pairs == {0x1001: 0x1, 0x1: 0x1001, 0x1002: 0x2, 0x2: 0x1002}


def test_the_two_directions_of_a_flow_are_joined(tmp_path: Path) -> None:
    plane = read(tmp_path, (0.0, up(from_ue(100))), (0.2, down(to_ue(40))), (0.4, up(from_ue(100))))

    (flow,) = plane.flow_list
    forth, back = flow.directions
    assert (flow.protocol, flow.ue_address) == ("UDP", UE)
    assert (forth.direction, forth.source, forth.source_port) == ("up", UE, 5004)
    assert (forth.packets, forth.bytes) == (2, 256)
    assert forth.duration_s == pytest.approx(0.4)
    assert (back.direction, back.destination, back.packets, back.bytes) == ("down", UE, 1, 68)


def test_the_direction_is_unknown_without_the_session_container(tmp_path: Path) -> None:
    bare = (
        Ether()
        / IP(src=GNB, dst=UPF)
        / UDP(sport=2152, dport=2152)
        / GTP_U_Header(teid=5, gtp_type=255)
        / from_ue()
    )

    plane = read(tmp_path, (0.0, bare))

    (tunnel,), (flow,) = plane.tunnel_list, plane.flow_list
    assert (tunnel.direction, tunnel.ue_address, tunnel.qfis) == ("", None, ())
    assert flow.ue_address is None
    assert flow.directions[0].direction == ""


def test_gaps_and_rates_are_those_of_one_direction(tmp_path: Path) -> None:
    times = [0.0, 0.1, 0.2, 0.3, 2.3]

    plane = read(tmp_path, *((time_s, up(from_ue(72))) for time_s in times))

    (way,) = plane.flow_list[0].directions
    assert way.gap_median_ms == pytest.approx(100, rel=0.005)
    assert way.gap_p99_ms == pytest.approx(2000, rel=0.005)
    assert way.gap_longest_ms == pytest.approx(2000)
    assert way.mean_kbps == pytest.approx(5 * 100 * 8 / 2.3 / 1000)
    assert way.peak_kbps == pytest.approx(4 * 100 * 8 / 1000)


def test_a_single_packet_has_no_gap_and_no_mean_rate(tmp_path: Path) -> None:
    plane = read(tmp_path, (0.0, up(from_ue())))

    (way,) = plane.flow_list[0].directions
    assert (way.gap_median_ms, way.gap_longest_ms, way.mean_kbps) == (None, None, None)


def test_the_loss_of_plain_udp_is_not_known(tmp_path: Path) -> None:
    plane = read(tmp_path, (0.0, up(from_ue())), (0.1, down(to_ue())))

    for way in plane.flow_list[0].directions:
        assert (way.lost, way.retransmitted, way.seen_by) == (None, None, "")
    assert [tunnel.lost for tunnel in plane.tunnel_list] == [None, None]


def test_gtpu_sequence_numbers_show_what_the_tunnel_lost(tmp_path: Path) -> None:
    numbers = [65534, 65535, 1, 2]

    plane = read(
        tmp_path, *((n / 10, up(from_ue(), S=1, seq=seq)) for n, seq in enumerate(numbers))
    )

    assert plane.tunnel_list[0].lost == 1


def test_echo_requests_without_a_reply_are_lost_unless_the_capture_ends(tmp_path: Path) -> None:
    plane = read(
        tmp_path,
        *((0.0, up(ping(1))), (0.1, down(ping(1, reply=True)))),
        (0.5, up(ping(2))),
        *((1.0, up(ping(3))), (1.1, down(ping(3, reply=True)))),
        (2.0, up(ping(4))),
    )

    (flow,) = plane.flow_list
    assert (flow.directions[0].lost, flow.directions[0].seen_by) == (1, "ICMP echo")
    assert flow.directions[1].lost is None


def test_echo_loss_is_unknown_where_replies_are_not_captured(tmp_path: Path) -> None:
    plane = read(tmp_path, (0.0, up(ping(1))), (5.0, up(ping(2))))

    assert plane.flow_list[0].directions[0].lost is None


def test_tcp_retransmissions_and_lost_segments_are_counted(tmp_path: Path) -> None:
    def segment(seq: int) -> Packet:
        return (
            IP(src=UE, dst=HOST) / TCP(sport=4000, dport=80, seq=seq, ack=1, flags="A") / bytes(100)
        )

    plane = read(
        tmp_path,
        (0.0, up(segment(1))),
        (0.1, up(segment(101))),
        (0.5, up(segment(101))),
        (0.6, up(segment(301))),
    )

    (way,) = plane.flow_list[0].directions
    assert (way.seen_by, way.retransmitted, way.lost) == ("TCP", 1, 1)


def test_the_matching_packet_on_n6_gives_the_delay_of_the_core(tmp_path: Path) -> None:
    sent = [from_ue(number=number) for number in range(1, 4)]
    answers = [to_ue(number=number) for number in range(1, 4)]
    timed: list[tuple[float, Packet]] = []
    for number, (request, answer) in enumerate(zip(sent, answers, strict=True)):
        at = number * 0.1
        timed += [(at, up(request)), (at + 0.002, Ether() / request)]
        timed += [(at + 0.010, Ether() / answer), (at + 0.013, down(answer))]

    plane = read(tmp_path, *timed)

    forth, back = plane.flow_list[0].directions
    assert forth.core_delay_median_ms == pytest.approx(2, rel=0.01)
    assert back.core_delay_median_ms == pytest.approx(3, rel=0.01)
    assert plane.packets == 6


CORE_UPF = "10.53.1.9"


def branched_ping(number: int, first: str) -> list[Packet]:
    """An echo and its reply, each on N3 and on N9 (TS 23.501, 5.6.4.2)."""
    there = [
        _tunnelled(ping(number), GNB, UPF, 0x1, 1, 9),
        _tunnelled(ping(number), UPF, CORE_UPF, 0x2, 1, 9),
    ]
    back = [
        _tunnelled(ping(number, reply=True), CORE_UPF, UPF, 0x3, 0, 9),
        _tunnelled(ping(number, reply=True), UPF, GNB, 0x4, 0, 9),
    ]
    return there + back if first == "up" else back + there


@pytest.mark.parametrize("first", ["up", "down"])
def test_a_packet_on_n3_and_n9_counts_once_on_each(tmp_path: Path, first: str) -> None:
    packets = [packet for number in range(4) for packet in branched_ping(number, first)]
    times_s = [number + place * 0.00008 for number in range(4) for place in range(4)]

    flows = read(tmp_path, *zip(times_s, packets, strict=True)).flows()

    for interface in ("N3", "N9"):
        own = flows[(flows["interface"] == interface) & (flows["direction"] == "up")]
        assert list(own["packets"]) == [4]
        assert own["gap_median_ms"].iloc[0] == pytest.approx(1000, rel=0.01)


def test_after_a_handover_a_flow_is_still_one(tmp_path: Path) -> None:
    target = "10.53.1.33"
    before = [up(from_ue(number=number)) for number in range(20)]
    after = [
        _tunnelled(from_ue(number=number), target, UPF, UP_TEID, 1, 9) for number in range(20, 40)
    ]

    timed = [(number / 10, packet) for number, packet in enumerate([*before, *after])]
    flows = read(tmp_path, *timed).flows()

    assert list(zip(flows["interface"], flows["packets"], strict=True)) == [("N3", 40)]


def test_indistinguishable_packets_are_not_matched(tmp_path: Path) -> None:
    same = from_ue()

    plane = read(tmp_path, (0.0, up(same)), (0.01, up(same.copy())), (0.02, Ether() / same.copy()))

    assert plane.flow_list[0].directions[0].core_delay_median_ms is None


def test_an_error_indication_counts_against_the_tunnel_it_names(tmp_path: Path) -> None:
    refusal = (
        Ether()
        / IP(src=UPF, dst=GNB)
        / UDP(sport=2152, dport=2152)
        / GTP_U_Header(teid=0, gtp_type=26, S=1)
        / Raw(b"\x10" + UP_TEID.to_bytes(4, "big") + b"\x85\x00\x04" + bytes([10, 53, 1, 7]))
    )

    plane = read(tmp_path, (0.0, up(from_ue())), (0.1, refusal))

    assert plane.tunnel_list[0].error_indications == 1
    assert plane.packets == 1


def test_copies_are_left_out(tmp_path: Path) -> None:
    read(tmp_path, (0.0, up(from_ue())), (0.0001, up(from_ue())), (1.0, up(from_ue())))

    plane = read_user_plane(tmp_path / "capture.pcap", copies={2})

    assert (plane.packets, plane.flow_list[0].directions[0].packets) == (2, 2)


def test_non_ip_packets_are_counted_without_a_flow(tmp_path: Path) -> None:
    plane = read(tmp_path, (0.0, up(Raw(b"\xff" * 60))))

    assert (plane.packets, plane.not_ip, plane.flow_list) == (1, 1, ())
    assert plane.tunnel_list[0].ue_address is None


def test_ipv4_and_ipv6_addresses_are_distinguished(tmp_path: Path) -> None:
    inner = IPv6(src="2001:db8::1", dst="2001:db8::2") / UDP(sport=1, dport=2) / bytes(10)

    plane = read(tmp_path, (0.0, up(inner)))

    (way,) = plane.flow_list[0].directions
    assert (way.source, way.destination, way.bytes) == ("2001:db8::1", "2001:db8::2", 58)
    assert plane.tunnel_list[0].ue_address == "2001:db8::1"


def test_a_packet_quoted_by_an_icmp_error_is_not_traffic(tmp_path: Path) -> None:
    refused = Ether() / IP(src=UPF, dst=GNB) / ICMP(type=3, code=3) / up(from_ue())[IP]
    inside = up(IP(src=UE, dst=HOST) / ICMP(type=3, code=3) / to_ue())

    plane = read(tmp_path, (0.0, refused), (0.1, inside))

    assert plane.packets == 1
    assert [flow.protocol for flow in plane.flow_list] == ["ICMP"]
    assert plane.flow_list[0].directions[0].source == UE


def test_a_notebook_shows_the_counts(tmp_path: Path) -> None:
    set_language("en")

    plane = read(tmp_path, (0.0, up(from_ue())), (0.2, down(to_ue())))

    assert repr(plane) == "<UserPlane: 2 tunnels, 1 flow, 2 packets>"


def test_tables_have_one_row_per_direction_without_unknown_values(tmp_path: Path) -> None:
    plane = read(tmp_path, (0.0, up(from_ue())), (0.2, down(to_ue())), (0.4, up(from_ue())))

    tunnels, flows = plane.tunnels(), plane.flows()
    assert list(tunnels["teid"]) == ["0x00001001", "0x00000001"]
    assert list(tunnels["paired_teid"]) == ["0x00000001", "0x00001001"]
    assert list(flows["flow"]) == [0, 0]
    assert list(flows["direction"]) == ["up", "down"]
    assert flows["lost"].isna().all()
    assert list(UserPlane().tunnels()) == list(tunnels)
    assert list(UserPlane().flows()) == list(flows)


class GatewayAddress(Protocol):
    """Where the gateway of this test run answers."""

    url: str
    token: str


@pytest.mark.proof
def test_a_virtual_kits_capture_shows_both_directions_and_the_upf_delay(
    gateway: GatewayAddress,
) -> None:
    with connect(url=gateway.url, token=gateway.token) as k:
        with k.capture("n3", "n6") as capture:
            registration = k.ue("camera").restart()
        plane = read_user_plane(capture.path)

    pings = next(
        flow
        for flow in plane.flow_list
        if flow.protocol == "ICMP" and flow.ue_address == registration.address
    )
    forth, back = pings.directions
    assert (forth.direction, back.direction) == ("up", "down")
    assert forth.qfis == back.qfis != ()
    # The capture may stop while the last reply is on its way.
    assert forth.packets - back.packets in {0, 1}
    assert forth.lost == 0
    for way in pings.directions:
        assert way.core_delay_median_ms is not None
        assert way.core_delay_median_ms > 0
    ours = [tunnel for tunnel in plane.tunnel_list if tunnel.ue_address == registration.address]
    newest_up, newest_down = (
        max((t for t in ours if t.direction == way), key=lambda tunnel: tunnel.first_s)
        for way in ("up", "down")
    )
    assert newest_up.paired_teid == newest_down.teid
    assert newest_down.paired_teid == newest_up.teid


@pytest.mark.proof
@settings(
    max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(cut=st.integers(0, 400), flips=st.lists(st.tuples(st.integers(24, 399), st.integers(0, 7))))
def test_damaged_files_are_read_as_far_as_possible(
    tmp_path: Path, cut: int, flips: list[tuple[int, int]]
) -> None:
    packets = [up(from_ue(40)), down(to_ue(20)), up(ping(1))]
    for number, packet in enumerate(packets):
        packet.time = 1_700_000_000 + number
    file = tmp_path / "broken.pcap"
    wrpcap(str(file), packets)
    data = bytearray(file.read_bytes())
    for place, bit in flips:
        if place < len(data):
            data[place] ^= 1 << bit
    file.write_bytes(data[: max(cut, 1)])

    try:
        plane = read_user_plane(file)
    except CaptureError:
        return

    assert plane.packets >= sum(tunnel.packets for tunnel in plane.tunnel_list) >= 0
    assert len(plane.flows()) == sum(len(flow.directions) for flow in plane.flow_list)


@given(st.lists(st.floats(0.001, 1e6), min_size=1))
def test_quantiles_are_right_to_half_a_percent(values: list[float]) -> None:
    spread = Spread()
    for value in values:
        spread.add(value)

    exact = sorted(values)[-(-len(values) // 2) - 1]
    assert spread.quantile(0.5) == pytest.approx(exact, rel=0.005)
    assert spread.largest == max(values)


@given(st.lists(st.tuples(st.floats(0, 0.9), st.integers(1, 1500)), min_size=1))
def test_packets_within_a_second_form_one_peak(packets: list[tuple[float, int]]) -> None:
    peak = PeakRate()
    for time_s, size in sorted(packets):
        peak.add(time_s, size)

    assert peak.largest_bytes == sum(size for _, size in packets)


@given(st.integers(0, 65535), st.sets(st.integers(1, 198)))
def test_missing_numbers_are_counted_across_a_wrap_of_the_counter(
    first: int, missing: set[int]
) -> None:
    numbers = SequenceNumbers()
    for step in range(200):
        if step not in missing:
            numbers.add((first + step) % 65536)

    assert numbers.lost == len(missing)
