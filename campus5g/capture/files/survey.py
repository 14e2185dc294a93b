"""One pass over a capture file: its readable part, and what it contains."""

import io
from array import array
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from campus5g.capture.files.contents import NOT_IP, OTHER_IP, Contents, ContentsCounter
from campus5g.capture.files.duplicates import Duplicates
from campus5g.capture.files.gtpu_tunnels import PORT as GTPU_PORT
from campus5g.capture.files.gtpu_tunnels import (
    GtpuTunnels,
    TunnelTraffic,
    take_back,
    user_packet,
)
from campus5g.capture.files.gunzip import MAGIC, Gunzip
from campus5g.capture.files.link_layer import (
    ICMP,
    ICMPV6,
    SCTP,
    TCP,
    UDP,
    IpPacket,
    find_ip,
    is_known,
    ports,
    tcp_payload,
)
from campus5g.capture.files.network_events import EventWatch, NetworkEvents
from campus5g.capture.files.sctp_chunks import chunks, is_bundle
from campus5g.capture.files.user_link_types import is_user_link_type, recognise
from campus5g.capture.progress import one_pass
from campus5g.pcapng.file_reader import Damage, FileReader
from campus5g.pcapng.reader import Packet

_SAMPLES = 50
_FRAGMENT, _IPV6_FRAGMENT, _GRE, _IP_IN_IP, _IPV6_IN_IP, _ESP = -1, 44, 47, 4, 41, 50
_OTHER_TUNNELS = frozenset({_FRAGMENT, _IPV6_FRAGMENT, _GRE, _IP_IN_IP, _IPV6_IN_IP, _ESP})
_OTHER_TUNNEL_PORTS = frozenset({4789, 6081, 4500})
"""VXLAN, GENEVE, and IPsec in UDP: what is in them is not looked at here."""


@dataclass(frozen=True, slots=True)
class Survey:
    """The results of one pass over a capture; packets are numbered as Wireshark does."""

    packets: int
    """Number of whole packets."""
    sound_bytes: int
    """How far the file makes sense, in bytes (decompressed, of a gzip file)."""
    unread_bytes: int
    """Bytes after that."""
    damage: Damage
    link_types: Mapping[int, int]
    """Number of packets per link type."""
    points: tuple[str, ...]
    """Names of the capture points, in the order of the file."""
    user_protocols: Mapping[int, str]
    """Protocols recognised in user link types."""
    duplicates: "array[int]"
    """Numbers of the packets that are copies of an earlier one."""
    bundles: "array[int]"
    """Numbers of the packets that carry several whole NGAP messages and are not copies."""
    cut_packets: int = 0
    """Number of packets of which the capture kept only the beginning (its snap length)."""
    cut_to_bytes: int = 0
    """The longest of these, in bytes."""
    first_ns: int | None = None
    """When the first packet was captured, in nanoseconds since 1970."""
    contents: Contents = field(default_factory=Contents)
    """What the packets are, by their outer headers."""
    events: NetworkEvents = field(default_factory=NetworkEvents)
    """What SCTP and ICMP say about peers."""
    tunnels: tuple[TunnelTraffic, ...] = ()
    """The tunnels of N3 and N9, without copies."""
    user_packets: int = 0
    """Number of their packets, copies included."""
    user_packets_unread: bool = True
    """Whether there may be more, in a form that only tshark reads."""


@contextmanager
def open_packets(path: Path) -> Iterator[FileReader]:
    """Open a capture file, gzipped or not, to read its packets."""
    with open_bytes(path) as stream:
        packets = FileReader(stream)
        yield packets
        if isinstance(stream.raw, Gunzip) and stream.raw.broken:
            packets.damage = "damaged"


@contextmanager
def open_bytes(path: Path) -> "Iterator[io.BufferedReader[Any]]":
    """Open a capture file to read its bytes, decompressed where it is gzipped."""
    with path.open("rb") as file, one_pass(path, file.tell):
        packed = file.read(len(MAGIC)) == MAGIC
        file.seek(0)
        if packed:
            with io.BufferedReader(Gunzip(file), 1 << 18) as stream:
                yield stream
        else:
            yield file


def survey(path: Path) -> Survey:
    """Read a capture file once from beginning to end.

    Memory grows with its tunnels, not with its packets, but for 8 bytes for each bundle and copy.
    """
    desk = _Desk()
    with open_packets(path) as packets:
        for packet in packets:
            desk.take(packet)
        unread_bytes = packets.unread_bytes()
    return desk.result(packets, unread_bytes)


class _Desk:
    """Takes the packets of a file, one by one."""

    def __init__(self) -> None:
        self._link_types: Counter[int] = Counter()
        self._samples: dict[int, list[bytes]] = {}
        self._bundles = array("Q")
        self._duplicates = Duplicates()
        self._contents = ContentsCounter()
        self._events = EventWatch()
        self._tunnels = GtpuTunnels()
        self._possible: list[tuple[int, int, TunnelTraffic]] = []
        """User packets that may be copies: number, size, tunnel."""
        self._first_ns: int | None = None
        self._cut = self._shortest = self._user_packets = self._user_packets_unread = 0

    def take(self, packet: Packet) -> None:
        """Look at the next packet."""
        self._link_types[packet.link_type] += 1
        if packet.time_ns is not None and self._first_ns is None:
            self._first_ns = packet.time_ns
        size = len(packet.data)
        if size < packet.length:
            self._cut += 1
            self._shortest = max(self._shortest, size)
        if is_user_link_type(packet.link_type):
            kept = self._samples.setdefault(packet.link_type, [])
            if len(kept) < _SAMPLES:
                kept.append(packet.data)
            return
        ip = find_ip(packet.link_type, packet.data)
        if ip is None:
            self._contents.kinds[NOT_IP] += 1
            self._user_packets_unread += not is_known(packet.link_type)
            return
        if ip.protocol == SCTP:
            self._take_sctp(packet, ip)
        else:
            self._take_ip(packet, ip)

    def _time_s(self, packet: Packet) -> float:
        return ((packet.time_ns or 0) - (self._first_ns or 0)) / 1e9

    def _take_sctp(self, packet: Packet, ip: IpPacket) -> None:
        found = list(chunks(packet.data, ip))
        if is_bundle(found):
            self._bundles.append(packet.number)
        payloads = [chunk.payload for chunk in found if chunk.is_data]
        self._contents.add_sctp(payloads, ports(packet.data, ip))
        if self._duplicates.add(packet, ip, found) == "first":
            time_s = self._time_s(packet)
            self._events.add_sctp(packet.number, time_s, packet.data, ip, found)

    def _take_ip(self, packet: Packet, ip: IpPacket) -> None:
        verdict = self._duplicates.add(packet, ip, [])
        data = packet.data
        between = ports(data, ip) if ip.protocol in (TCP, UDP) else None
        if between is None:
            self._contents.kinds[OTHER_IP] += 1
            if ip.protocol in (ICMP, ICMPV6) and verdict == "first":
                self._events.add_icmp(packet.number, self._time_s(packet), data, ip)
            self._user_packets_unread += ip.protocol in _OTHER_TUNNELS
            return
        if ip.protocol == TCP:
            payload = data[tcp_payload(data, ip) : ip.end] if ip.end > ip.transport + 12 else b""
            self._contents.add_ip(TCP, between, payload)
            return
        self._contents.add_ip(UDP, between, b"")
        self._user_packets_unread += not _OTHER_TUNNEL_PORTS.isdisjoint(between)
        if GTPU_PORT in between:
            user = user_packet(data, ip)
            if user == "unread":
                self._user_packets_unread += 1
            elif user is not None:
                self._user_packets += 1
                if verdict != "copy":
                    time_s = self._time_s(packet)
                    tunnel = self._tunnels.add(user, packet.number, time_s, data, ip)
                    if verdict == "possible copy":
                        self._possible.append((packet.number, user.size, tunnel))

    def result(self, packets: FileReader, unread_bytes: int) -> Survey:
        """Return what was found."""
        copies = self._duplicates.numbers()
        copied = set(copies)
        for number, size, tunnel in self._possible:
            if number in copied:
                take_back(tunnel, size, number)
        user_protocols = {
            number: name for number, kept in self._samples.items() if (name := recognise(kept))
        }
        return Survey(
            packets=packets.packets,
            sound_bytes=packets.end,
            unread_bytes=unread_bytes,
            damage=packets.damage,
            link_types=dict(self._link_types),
            points=tuple(packets.points),
            user_protocols=user_protocols,
            duplicates=copies,
            bundles=array("Q", (number for number in self._bundles if number not in copied)),
            cut_packets=self._cut,
            cut_to_bytes=self._shortest,
            first_ns=self._first_ns,
            contents=self._contents.result(),
            events=self._events.result(),
            tunnels=self._tunnels.result(),
            user_packets=self._user_packets,
            user_packets_unread=self._user_packets_unread > 0 or bool(self._samples),
        )
