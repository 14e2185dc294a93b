"""The user plane on N3: tunnels, the flows inside them, their losses and delays.

One run of tshark, read as a stream: memory grows with tunnels and flows, not with packets.
Unknown values are None. Sources: TS 29.281 (GTP-U), TS 38.415 (PDU session
container: direction and QFI), TS 23.501, 5.8.2.
"""

from collections import OrderedDict
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from campus5g.capture.analysis.flow_statistics import PeakRate, SequenceNumbers, Spread
from campus5g.capture.tshark.program import lines_of_fields
from campus5g.language import t

if TYPE_CHECKING:
    import pandas as pd

Direction = Literal["up", "down", ""]

MOST_FLOWS = 100_000
"""Flows beyond this number are counted, not listed: an address scan must not fill the memory."""
_PAIRED_WITHIN_S = 1.0
_TWIN_WITHIN_S = 1.0
_FIRST_PACKETS = 10
"""Of a pair of tunnel ends: they decide which interface it belongs to."""
_ECHO_REPLY_WITHIN_S = 1.0
_ECHO_GIVEN_UP_AFTER_S = 10.0
_FRAMES_KEPT = 5
_SEPARATOR, _AGGREGATOR = "\x1e", "\x1f"
_G_PDU, _ERROR_INDICATION = 255, 26
_DIRECTIONS: dict[int, Direction] = {0: "down", 1: "up"}
_TRANSPORTS = frozenset({"tcp", "udp", "sctp", "icmp", "icmpv6", "esp", "gre", "igmp"})
_FIELDS = (
    *("frame.number", "frame.time_relative", "frame.protocols"),
    *("ip.src", "ip.dst", "ip.len", "ip.id", "ipv6.src", "ipv6.dst", "ipv6.plen"),
    *("udp.srcport", "udp.dstport", "udp.checksum"),
    *("tcp.srcport", "tcp.dstport", "tcp.checksum"),
    *("tcp.analysis.retransmission", "tcp.analysis.lost_segment"),
    *("icmp.type", "icmp.ident", "icmp.seq", "icmp.checksum"),
    *("icmpv6.type", "icmpv6.echo.identifier", "icmpv6.echo.sequence_number", "icmpv6.checksum"),
    *("gtp.message", "gtp.teid", "gtp.length", "gtp.seq_number", "gtp.teid_data"),
    *("gtp.ext_hdr.pdu_ses_con.pdu_type", "gtp.ext_hdr.pdu_ses_con.qos_flow_id"),
    *("rtp.seq", "rtp.ssrc"),
)
_PLACE = {name: place for place, name in enumerate(_FIELDS)}
_ECHO = {"icmp": ("8", "0"), "icmpv6": ("128", "129")}


@dataclass(frozen=True, slots=True)
class Tunnel:
    """One direction of a tunnel: the packets to one TEID at one endpoint."""

    teid: int
    """Chosen by the receiver, `destination`."""
    source: str
    destination: str
    direction: Direction
    """From the PDU session container; ``""`` if packets carry none."""
    qfis: tuple[int, ...]
    packets: int
    bytes: int
    """User bytes: inner IP headers and everything after them; or the GTP-U payload if not IP."""
    first_s: float
    last_s: float
    first_frame: int
    ue_address: str | None
    """The inner address on the UE's side; None if there are several or the direction is unknown."""
    paired_teid: int | None
    """The other direction of the same session: same UE address, same endpoints, same time."""
    lost: int | None
    """From GTP-U sequence numbers, if the packets carry them."""
    error_indications: int
    """Number of GTP-U Error Indications for this TEID (TS 29.281, 7.3.1)."""
    frames: tuple[int, ...]
    """The first frames."""

    @property
    def mean_kbps(self) -> float | None:
        """Mean rate of user bits from the first packet to the last, in kbit/s."""
        return _mean_kbps(self.bytes, self.last_s - self.first_s)


@dataclass(frozen=True, slots=True)
class FlowDirection:
    """The packets of a flow in one direction, as seen on N3."""

    direction: Direction
    source: str
    source_port: int | None
    destination: str
    destination_port: int | None
    qfis: tuple[int, ...]
    packets: int
    bytes: int
    first_s: float
    last_s: float
    peak_kbps: float
    """The highest rate within any one second."""
    gap_median_ms: float | None
    gap_p99_ms: float | None
    gap_longest_ms: float | None
    lost: int | None
    retransmitted: int | None
    seen_by: str
    """The source of `lost` and `retransmitted`: ``TCP``, ``RTP``, ``ICMP echo`` or ``""``."""
    core_delay_median_ms: float | None
    """Between N3 and N6, in the packet's direction; None if the packet is not captured on N6."""
    core_delay_p99_ms: float | None

    @property
    def duration_s(self) -> float:
        """From the first packet to the last."""
        return self.last_s - self.first_s

    @property
    def mean_kbps(self) -> float | None:
        """Mean rate from the first packet to the last, in kbit/s; None for a single moment."""
        return _mean_kbps(self.bytes, self.duration_s)


@dataclass(frozen=True, slots=True)
class Flow:
    """Packets between two inner endpoints, the first sender's direction first."""

    protocol: str
    ue_address: str | None
    """None if no packet shows which side is the UE's."""
    directions: tuple[FlowDirection, ...]
    interface: Literal["N3", "N9"] = "N3"
    """Where it was seen: a packet that passes several UPFs is in a tunnel of each interface."""


@dataclass(frozen=True, slots=True, repr=False)
class UserPlane:
    """The traffic on N3."""

    tunnel_list: tuple[Tunnel, ...] = ()
    flow_list: tuple[Flow, ...] = ()
    packets: int = 0
    """User packets in GTP-U."""
    not_ip: int = 0
    """Of these, packets that are not IP (Ethernet or unstructured PDU sessions)."""
    not_listed: int = 0
    """Of these, IP packets of flows beyond `MOST_FLOWS`."""

    def tunnels(self) -> "pd.DataFrame":
        """Return `tunnel_table` of these tunnels."""
        return tunnel_table(self.tunnel_list)

    def flows(self) -> "pd.DataFrame":
        """Return `flow_table` of these flows."""
        return flow_table(self.flow_list)

    def __repr__(self) -> str:
        tunnels, flows, packets = len(self.tunnel_list), len(self.flow_list), self.packets
        return t(
            fr=f"<UserPlane : {_counted(tunnels, 'tunnel', singular_below=1)}, "
            f"{_counted(flows, 'flux', 'flux')}, {_counted(packets, 'paquet', singular_below=1)}>",
            en=f"<UserPlane: {_counted(tunnels, 'tunnel')}, {_counted(flows, 'flow')}, "
            f"{_counted(packets, 'packet')}>",
        )


def read_user_plane(
    path: Path, options: Sequence[str] = (), copies: Container[int] = frozenset()
) -> UserPlane:
    """Read the user plane of a capture.

    Args:
        path: the capture.
        options: more arguments for tshark, e.g. the mapping of user link types.
        copies: frame numbers to leave out, from `Survey.duplicates`.

    Raises:
        CaptureError: the file can't be read, or tshark is missing.
    """
    reader = _Reader(copies)
    lines = lines_of_fields(
        path,
        _FIELDS,
        separator=_SEPARATOR,
        aggregator=_AGGREGATOR,
        display_filter="(gtp or ip or ipv6) and not sctp.chunk_type and not pfcp",
        options=options,
    )
    for line in lines:
        reader.add(line.rstrip("\n").split(_SEPARATOR))
    return reader.result()


def tunnel_table(tunnels: Sequence[Tunnel]) -> "pd.DataFrame":
    """Return one row per tunnel and direction.

    Columns: ``teid`` (text, hexadecimal), ``source``, ``destination``, ``direction`` (up, down
    or empty), ``qfi`` (text, joined by commas), ``packets``, ``bytes``, ``mean_kbps``,
    ``first_s``, ``last_s`` (seconds since the first packet of the capture), ``ue_address``,
    ``paired_teid``, ``lost``, ``error_indications``, ``first_frame`` (TS 29.281, 5.1).
    """
    import pandas as pd

    columns: dict[str, list[object]] = {
        "teid": [_hexadecimal(tunnel.teid) for tunnel in tunnels],
        "source": [tunnel.source for tunnel in tunnels],
        "destination": [tunnel.destination for tunnel in tunnels],
        "direction": [tunnel.direction for tunnel in tunnels],
        "qfi": [",".join(map(str, tunnel.qfis)) for tunnel in tunnels],
        "packets": [tunnel.packets for tunnel in tunnels],
        "bytes": [tunnel.bytes for tunnel in tunnels],
        "mean_kbps": [tunnel.mean_kbps for tunnel in tunnels],
        "first_s": [tunnel.first_s for tunnel in tunnels],
        "last_s": [tunnel.last_s for tunnel in tunnels],
        "ue_address": [tunnel.ue_address for tunnel in tunnels],
        "paired_teid": [
            None if tunnel.paired_teid is None else _hexadecimal(tunnel.paired_teid)
            for tunnel in tunnels
        ],
        "lost": [tunnel.lost for tunnel in tunnels],
        "error_indications": [tunnel.error_indications for tunnel in tunnels],
        "first_frame": [tunnel.first_frame for tunnel in tunnels],
    }
    return pd.DataFrame(columns).astype({"mean_kbps": "Float64", "lost": "Int64"})


def flow_table(flows: Sequence[Flow]) -> "pd.DataFrame":
    """Return one row per flow, interface and direction; ``flow`` joins the two directions.

    A packet that was seen on N3 and on N9 counts once on each. Columns: ``flow`` (int),
    ``interface`` (``N3``, or ``N9`` between UPFs, TS 23.501, 4.2.3), ``ue_address``,
    ``protocol``, ``direction``, ``source``,
    ``source_port``, ``destination``, ``destination_port``, ``qfi``, ``packets``, ``bytes``,
    ``duration_s``, ``mean_kbps``, ``peak_kbps`` (most within 1 s), ``gap_median_ms``,
    ``gap_p99_ms``, ``gap_longest_ms`` (between packets, to 0.5 %; the longest is exact),
    ``lost``, ``retransmitted``, ``seen_by``, ``core_delay_median_ms``, ``core_delay_p99_ms``,
    ``first_s``, ``last_s``. Unknown values are missing (NA).
    """
    import pandas as pd

    rows = [
        {
            "flow": number,
            "interface": flow.interface,
            "ue_address": flow.ue_address,
            "protocol": flow.protocol,
            "direction": way.direction,
            "source": way.source,
            "source_port": way.source_port,
            "destination": way.destination,
            "destination_port": way.destination_port,
            "qfi": ",".join(map(str, way.qfis)),
            "packets": way.packets,
            "bytes": way.bytes,
            "duration_s": way.duration_s,
            "mean_kbps": way.mean_kbps,
            "peak_kbps": way.peak_kbps,
            "gap_median_ms": way.gap_median_ms,
            "gap_p99_ms": way.gap_p99_ms,
            "gap_longest_ms": way.gap_longest_ms,
            "lost": way.lost,
            "retransmitted": way.retransmitted,
            "seen_by": way.seen_by,
            "core_delay_median_ms": way.core_delay_median_ms,
            "core_delay_p99_ms": way.core_delay_p99_ms,
            "first_s": way.first_s,
            "last_s": way.last_s,
        }
        for number, flow in enumerate(flows)
        for way in flow.directions
    ]
    whole = ("source_port", "destination_port", "lost", "retransmitted")
    broken = (
        *("mean_kbps", "gap_median_ms", "gap_p99_ms", "gap_longest_ms"),
        *("core_delay_median_ms", "core_delay_p99_ms"),
    )
    kinds = dict.fromkeys(whole, "Int64") | dict.fromkeys(broken, "Float64")
    columns = (
        *("flow", "interface", "ue_address", "protocol", "direction", "source", "source_port"),
        *("destination", "destination_port", "qfi", "packets", "bytes", "duration_s"),
        *("mean_kbps", "peak_kbps", "gap_median_ms", "gap_p99_ms", "gap_longest_ms"),
        *("lost", "retransmitted", "seen_by", "core_delay_median_ms", "core_delay_p99_ms"),
        *("first_s", "last_s"),
    )
    return pd.DataFrame(rows, columns=list(columns)).astype(kinds)


class _Inner(NamedTuple):
    """An inner IP packet and its identifying fields."""

    source: str
    destination: str
    size: int
    protocol: str
    source_port: int | None
    destination_port: int | None
    identity: tuple[str, ...]
    echo: tuple[str, str, str] | None
    """Type, identifier and number of an echo request or reply."""


@dataclass(slots=True)
class _TunnelState:
    first_s: float
    first_frame: int
    direction: Direction
    last_s: float = 0.0
    packets: int = 0
    bytes: int = 0
    qfis: set[int] = field(default_factory=set)
    ue_addresses: set[str] = field(default_factory=set)
    numbers: SequenceNumbers = field(default_factory=SequenceNumbers)
    frames: list[int] = field(default_factory=list)


@dataclass(slots=True)
class _WayState:
    direction: Direction
    first_s: float
    last_s: float
    packets: int = 0
    bytes: int = 0
    qfis: set[int] = field(default_factory=set)
    gaps_ms: Spread = field(default_factory=Spread)
    peak: PeakRate = field(default_factory=PeakRate)
    rtp: dict[str, SequenceNumbers] = field(default_factory=dict)
    retransmitted: int = 0
    lost_segments: int = 0
    echo_requests: int = 0
    waiting_echoes: OrderedDict[tuple[str, str], float] = field(default_factory=OrderedDict)
    lost_echoes: int = 0
    core_delay_ms: Spread = field(default_factory=Spread)


_FlowKey = tuple[str, str, int | None, str, int | None, int]
"""Protocol, both ends with their ports, and the interface's number."""
_TunnelKey = tuple[str, str, int, Direction]


class _Reader:
    """Takes the packets one by one."""

    def __init__(self, copies: Container[int]) -> None:
        self._copies = copies
        self._tunnels: dict[_TunnelKey, _TunnelState] = {}
        self._ways: dict[_FlowKey, _WayState] = {}
        self._errors: dict[tuple[str, int], int] = {}
        self._n3_twins, self._n6_twins = _Twins(), _Twins()
        self._interfaces = _Interfaces()
        self._packets = self._not_ip = self._not_listed = 0
        self._end_s = 0.0

    def add(self, row: list[str]) -> None:
        """Take one line of tshark; an incomplete one is skipped."""
        if len(row) != len(_FIELDS):
            return
        frame, time_s = _number(_first(row, "frame.number")), _time(row)
        if frame is None or time_s is None or frame in self._copies:
            return
        self._end_s = max(self._end_s, time_s)
        layers = row[_PLACE["frame.protocols"]].split(":")
        if "gtp" not in layers:
            packet = _inner(row, layers, 0)
            if packet is not None:
                self._add_plain(packet, time_s)
            return
        at = layers.index("gtp")
        if "icmp" in layers[:at] or "icmpv6" in layers[:at]:
            return
        message = _number(_first(row, "gtp.message"))
        outer = _inner(row, layers[:at], 0)
        source, destination = (outer.source, outer.destination) if outer else ("", "")
        if message == _ERROR_INDICATION:
            unknown = _number(_first(row, "gtp.teid_data"))
            if unknown is not None:
                self._errors[source, unknown] = self._errors.get((source, unknown), 0) + 1
        elif message == _G_PDU:
            self._add_user_packet(row, layers, at, (source, destination), frame, time_s)

    def _add_user_packet(
        self,
        row: list[str],
        layers: list[str],
        at: int,
        outer: tuple[str, str],
        frame: int,
        time_s: float,
    ) -> None:
        teid = _number(_first(row, "gtp.teid"))
        if teid is None:
            return
        kind = _number(_first(row, "gtp.ext_hdr.pdu_ses_con.pdu_type"))
        direction: Direction = _DIRECTIONS.get(kind, "") if kind is not None else ""
        qfi = _number(_first(row, "gtp.ext_hdr.pdu_ses_con.qos_flow_id"))
        number = _number(_first(row, "gtp.seq_number"))
        packet = _inner(row, layers, at)
        size = packet.size if packet else _number(_first(row, "gtp.length")) or 0

        key = (*outer, teid, direction)
        tunnel = self._tunnels.get(key)
        if tunnel is None:
            tunnel = self._tunnels[key] = _TunnelState(time_s, frame, direction)
        tunnel.last_s = time_s
        tunnel.packets += 1
        tunnel.bytes += size
        if qfi is not None:
            tunnel.qfis.add(qfi)
        if number is not None:
            tunnel.numbers.add(number)
        if len(tunnel.frames) < _FRAMES_KEPT:
            tunnel.frames.append(frame)
        self._packets += 1
        if packet is None:
            self._not_ip += 1
            return
        if direction and len(tunnel.ue_addresses) < 2:
            tunnel.ue_addresses.add(packet.source if direction == "up" else packet.destination)
        interface, again = self._interfaces.of(packet, frozenset(outer), direction, time_s)
        self._add_inner(row, packet, direction, qfi, time_s, interface, again)

    def _add_inner(
        self,
        row: list[str],
        packet: _Inner,
        direction: Direction,
        qfi: int | None,
        time_s: float,
        interface: int,
        again: bool,
    ) -> None:
        way = self._way(packet, direction, time_s, interface)
        if way is None:
            self._not_listed += 1
            return
        if way.packets:
            way.gaps_ms.add((time_s - way.last_s) * 1000)
        way.direction = way.direction or direction
        way.last_s = max(way.last_s, time_s)
        way.packets += 1
        way.bytes += packet.size
        way.peak.add(time_s, packet.size)
        if qfi is not None:
            way.qfis.add(qfi)
        if packet.protocol == "TCP":
            way.retransmitted += bool(row[_PLACE["tcp.analysis.retransmission"]])
            way.lost_segments += bool(row[_PLACE["tcp.analysis.lost_segment"]])
        rtp = _number(_first(row, "rtp.seq"))
        if rtp is not None:
            stream = _first(row, "rtp.ssrc")
            way.rtp.setdefault(stream, SequenceNumbers()).add(rtp)
        if packet.echo is not None:
            self._add_echo(way, packet, packet.echo, time_s, interface)
        if direction == "up" and not again:
            self._n3_twins.wait(packet, time_s, way)
        elif direction == "down":
            twin = self._n6_twins.match(packet, time_s)
            if twin is not None:
                way.core_delay_ms.add((time_s - twin[0]) * 1000)

    def _add_plain(self, packet: _Inner, time_s: float) -> None:
        twin = self._n3_twins.match(packet, time_s)
        if twin is not None and twin[1] is not None:
            twin[1].core_delay_ms.add((time_s - twin[0]) * 1000)
        else:
            self._n6_twins.wait(packet, time_s, None)

    def _add_echo(
        self,
        way: _WayState,
        packet: _Inner,
        echo: tuple[str, str, str],
        time_s: float,
        interface: int,
    ) -> None:
        kind, identifier, number = echo
        if kind == "request":
            way.echo_requests += 1
            way.waiting_echoes[identifier, number] = time_s
            while next(iter(way.waiting_echoes.values())) < time_s - _ECHO_GIVEN_UP_AFTER_S:
                way.waiting_echoes.popitem(last=False)
                way.lost_echoes += 1
            return
        back = self._ways.get(_reversed(_flow_key(packet, interface)))
        if back is not None:
            back.waiting_echoes.pop((identifier, number), None)

    def _way(
        self, packet: _Inner, direction: Direction, time_s: float, interface: int
    ) -> _WayState | None:
        key = _flow_key(packet, interface)
        way = self._ways.get(key)
        if way is None and len(self._ways) < 2 * MOST_FLOWS:
            way = self._ways[key] = _WayState(direction, time_s, time_s)
        return way

    def result(self) -> UserPlane:
        """Return the result."""
        tunnels = [
            Tunnel(
                teid=teid,
                source=source,
                destination=destination,
                direction=state.direction,
                qfis=tuple(sorted(state.qfis)),
                packets=state.packets,
                bytes=state.bytes,
                first_s=state.first_s,
                last_s=state.last_s,
                first_frame=state.first_frame,
                ue_address=next(iter(state.ue_addresses)) if len(state.ue_addresses) == 1 else None,
                paired_teid=None,
                lost=state.numbers.lost,
                error_indications=self._errors.get((destination, teid), 0),
                frames=tuple(state.frames),
            )
            for (source, destination, teid, _), state in self._tunnels.items()
        ]
        return UserPlane(
            tuple(_paired(tunnels)),
            tuple(self._flows()),
            self._packets,
            self._not_ip,
            self._not_listed,
        )

    def _flows(self) -> Iterator[Flow]:
        done = set()
        for key, way in self._ways.items():
            if key in done:
                continue
            back_key = _reversed(key)
            done |= {key, back_key}
            back = self._ways.get(back_key) if back_key != key else None
            ue = _ue_address(key, way) or (_ue_address(back_key, back) if back else None)
            directions = [self._direction(key, way, back)]
            if back is not None:
                directions.append(self._direction(back_key, back, way))
            yield Flow(key[0], ue, tuple(directions), self._interfaces.name(key[-1]))

    def _direction(self, key: _FlowKey, way: _WayState, back: _WayState | None) -> FlowDirection:
        protocol, source, source_port, destination, destination_port, _ = key
        lost: int | None = None
        retransmitted: int | None = None
        seen_by = ""
        on_n6 = bool(way.core_delay_ms.count or (back and back.core_delay_ms.count))
        twice = on_n6 or self._interfaces.several
        if protocol == "TCP" and not twice:
            # A capture of N3 and N6, or of N3 and N9, holds each segment twice, which tshark
            # takes for a second transmission.
            lost, retransmitted, seen_by = way.lost_segments, way.retransmitted, "TCP"
        elif way.rtp:
            losses = [numbers.lost for numbers in way.rtp.values()]
            known = [count for count in losses if count is not None]
            lost, seen_by = (sum(known), "RTP") if known else (None, "")
        elif way.echo_requests and back is not None:
            before = self._end_s - _ECHO_REPLY_WITHIN_S
            waiting = sum(sent_s <= before for sent_s in way.waiting_echoes.values())
            lost = way.lost_echoes + waiting
            seen_by = "ICMP echo"
        return FlowDirection(
            direction=way.direction,
            source=source,
            source_port=source_port,
            destination=destination,
            destination_port=destination_port,
            qfis=tuple(sorted(way.qfis)),
            packets=way.packets,
            bytes=way.bytes,
            first_s=way.first_s,
            last_s=way.last_s,
            peak_kbps=way.peak.largest_bytes * 8 / 1000,
            gap_median_ms=way.gaps_ms.quantile(0.5),
            gap_p99_ms=way.gaps_ms.quantile(0.99),
            gap_longest_ms=way.gaps_ms.largest,
            lost=lost,
            retransmitted=retransmitted,
            seen_by=seen_by,
            core_delay_median_ms=way.core_delay_ms.quantile(0.5),
            core_delay_p99_ms=way.core_delay_ms.quantile(0.99),
        )


class _Interfaces:
    """Tells the interfaces that a packet passes apart by the ends of their tunnels.

    The ends of a second sighting belong to another interface than those of the first, as soon as
    one of a pair's first packets shows it; a handover changes the ends of the same interface.
    """

    def __init__(self) -> None:
        self._of: dict[frozenset[str], int] = {}
        self._packets: dict[frozenset[str], int] = {}
        self._seen: OrderedDict[tuple[object, ...], tuple[float, frozenset[str]]] = OrderedDict()
        self._near_the_ue: dict[int, int] = {}
        """How much more often an interface was nearer to the UE than another one."""

    @property
    def several(self) -> bool:
        """Whether a packet was seen on more than one."""
        return len(self._near_the_ue) > 1

    def of(
        self, packet: _Inner, ends: frozenset[str], direction: Direction, time_s: float
    ) -> tuple[int, bool]:
        """Return the number of a packet's interface, and whether it was seen on another one."""
        while self._seen:
            key, (seen_s, _) = next(iter(self._seen.items()))
            if seen_s >= time_s - _TWIN_WITHIN_S:
                break
            del self._seen[key]
        count = self._packets[ends] = self._packets.get(ends, 0) + 1
        key = _twin_key(packet)
        first = self._seen.get(key)
        if first is None or first[1] == ends:
            self._seen[key] = time_s, ends
            self._seen.move_to_end(key)
            return self._of.setdefault(ends, 0), False
        earlier = self._of[first[1]]
        if count <= _FIRST_PACKETS and self._of.get(ends, 0) == earlier:
            self._of[ends] = earlier + 1
        own = self._of.setdefault(ends, 0)
        if own != earlier:
            step = -1 if direction == "down" else 1
            self._near_the_ue[earlier] = self._near_the_ue.get(earlier, 0) + step
            self._near_the_ue[own] = self._near_the_ue.get(own, 0) - step
        return own, own != earlier

    def name(self, interface: int) -> Literal["N3", "N9"]:
        """Return an interface's name: N3 is the one next to the UE."""
        if not self.several:
            return "N3"
        nearest = max(self._near_the_ue, key=lambda each: self._near_the_ue[each])
        return "N3" if interface == nearest else "N9"


class _Twins:
    """Packets that wait for their match at the other capture point.

    Two identical ones that wait at the same time can't be told apart: neither is matched.
    """

    def __init__(self) -> None:
        self._waiting: OrderedDict[tuple[object, ...], tuple[float, _WayState | None] | None]
        self._waiting = OrderedDict()
        self._since: OrderedDict[tuple[object, ...], float] = OrderedDict()

    def wait(self, packet: _Inner, time_s: float, way: _WayState | None) -> None:
        self._forget(time_s)
        key = _twin_key(packet)
        self._waiting[key] = None if key in self._waiting else (time_s, way)
        self._since[key] = time_s
        self._since.move_to_end(key)

    def match(self, packet: _Inner, time_s: float) -> tuple[float, _WayState | None] | None:
        self._forget(time_s)
        key = _twin_key(packet)
        if self._waiting.get(key) is None:
            return None
        del self._since[key]
        return self._waiting.pop(key)

    def _forget(self, time_s: float) -> None:
        while self._since:
            key, since_s = next(iter(self._since.items()))
            if since_s >= time_s - _TWIN_WITHIN_S:
                return
            del self._since[key], self._waiting[key]


def _inner(row: list[str], layers: list[str], start: int) -> _Inner | None:
    """Return the first IP packet at or after a layer; tshark lists values outermost first."""
    for place in range(start, len(layers)):
        if layers[place] in {"ip", "ipv6"}:
            break
    else:
        return None
    kind = layers[place]
    nth = layers[:place].count(kind)
    source, destination = _nth(row, f"{kind}.src", nth), _nth(row, f"{kind}.dst", nth)
    length = _number(_nth(row, "ip.len" if kind == "ip" else "ipv6.plen", nth))
    if not source or not destination or length is None:
        return None
    transport = next((layer for layer in layers[place + 1 :] if layer in _TRANSPORTS), "")
    nth_transport = layers[:place].count(transport) if transport else 0
    ports: tuple[int | None, int | None] = (None, None)
    identity: tuple[str, ...] = (_nth(row, "ip.id", nth) if kind == "ip" else "",)
    if transport in {"tcp", "udp"}:
        ports = (
            _number(_nth(row, f"{transport}.srcport", nth_transport)),
            _number(_nth(row, f"{transport}.dstport", nth_transport)),
        )
        identity += (_nth(row, f"{transport}.checksum", nth_transport),)
    echo = None
    if transport in _ECHO:
        prefix = "icmp" if transport == "icmp" else "icmpv6.echo"
        request, reply = _ECHO[transport]
        icmp_type = _nth(row, f"{transport}.type", nth_transport)
        identifier = _nth(row, f"{prefix}.ident" + ("" if prefix == "icmp" else "ifier"), 0)
        number = _nth(row, f"{prefix}.seq" + ("" if prefix == "icmp" else "uence_number"), 0)
        identity += (
            _nth(row, f"{transport}.checksum", nth_transport),
            icmp_type,
            identifier,
            number,
        )
        if icmp_type in {request, reply}:
            echo = ("request" if icmp_type == request else "reply", identifier, number)
    return _Inner(
        source,
        destination,
        length if kind == "ip" else length + 40,
        transport.upper() or kind.upper(),
        *ports,
        identity,
        echo,
    )


def _paired(tunnels: Sequence[Tunnel]) -> Iterator[Tunnel]:
    """Pair each tunnel with the opposite direction that overlaps most in time."""
    by_session: dict[tuple[str, str, str, Direction], list[Tunnel]] = {}
    for tunnel in tunnels:
        if tunnel.ue_address is not None:
            key = (tunnel.ue_address, tunnel.source, tunnel.destination, tunnel.direction)
            by_session.setdefault(key, []).append(tunnel)
    for tunnel in tunnels:
        if tunnel.ue_address is None:
            yield tunnel
            continue
        other: Direction = "down" if tunnel.direction == "up" else "up"
        key = (tunnel.ue_address, tunnel.destination, tunnel.source, other)
        shared = [
            (_shared_s(tunnel, candidate), candidate) for candidate in by_session.get(key, ())
        ]
        best = max(shared, key=lambda pair: pair[0], default=None)
        if best is None or best[0] < -_PAIRED_WITHIN_S:
            yield tunnel
        else:
            yield replace(tunnel, paired_teid=best[1].teid)


def _shared_s(one: Tunnel, other: Tunnel) -> float:
    return min(one.last_s, other.last_s) - max(one.first_s, other.first_s)


def _flow_key(packet: _Inner, interface: int = 0) -> _FlowKey:
    return (
        packet.protocol,
        packet.source,
        packet.source_port,
        packet.destination,
        packet.destination_port,
        interface,
    )


def _reversed(key: _FlowKey) -> _FlowKey:
    protocol, source, source_port, destination, destination_port, interface = key
    return protocol, destination, destination_port, source, source_port, interface


def _ue_address(key: _FlowKey, way: _WayState) -> str | None:
    return {"up": key[1], "down": key[3]}.get(way.direction)


def _twin_key(packet: _Inner) -> tuple[object, ...]:
    return (*_flow_key(packet), packet.size, packet.identity)


def _nth(row: list[str], name: str, nth: int) -> str:
    values = row[_PLACE[name]].split(_AGGREGATOR)
    return values[nth] if nth < len(values) else ""


def _first(row: list[str], name: str) -> str:
    return row[_PLACE[name]].partition(_AGGREGATOR)[0]


def _number(text: str) -> int | None:
    try:
        return int(text, 0)
    except ValueError:
        return None


def _time(row: list[str]) -> float | None:
    try:
        return float(_first(row, "frame.time_relative"))
    except ValueError:
        return None


def _mean_kbps(size: int, duration_s: float) -> float | None:
    return size * 8 / duration_s / 1000 if duration_s > 0 else None


def _counted(number: int, one: str, several: str = "", singular_below: int = 0) -> str:
    """Put a number before a noun; French says “0 tunnel” where English says “0 tunnels”."""
    singular = number == 1 or number < singular_below
    return f"{number} {one if singular else several or one + 's'}"


def _hexadecimal(teid: int) -> str:
    return f"0x{teid:08x}"
