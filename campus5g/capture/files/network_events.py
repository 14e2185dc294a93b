"""What SCTP and ICMP say about peers: aborted associations, and messages that nobody accepts.

Both stand outside the protocols of 5G, which at most fall silent. Sources: RFC 9260, 3.3.7 and
3.3.10 (ABORT and its causes); RFC 792 and RFC 4443, 3.1 (destination unreachable).
"""

import struct
from collections.abc import Iterable
from dataclasses import dataclass, field

from campus5g.capture.files.link_layer import ICMP, ICMPV6, SCTP, UDP, IpPacket, addresses, ports
from campus5g.capture.files.sctp_chunks import ABORT, INIT, INIT_ACK, Chunk, verification_tag

FRAMES_KEPT = 10
"""Frames that are named of what happened often."""
_MOST_PATHS, _MOST_EVENTS = 10_000, 1_000
"""A flood with forged addresses must not fill the memory."""
_SERVICES = {8805: "PFCP", 2152: "GTP-U"}
_ICMP_UNREACHABLE, _ICMPV6_UNREACHABLE = 3, 1
_ICMP_REASONS = {
    0: "network unreachable",
    1: "host unreachable",
    2: "protocol unreachable",
    3: "port unreachable",
    9: "network prohibited",
    10: "host prohibited",
    13: "communication prohibited",
}
_ICMPV6_REASONS = {
    0: "no route to destination",
    1: "communication prohibited",
    3: "address unreachable",
    4: "port unreachable",
}
ABORT_CAUSES = {
    1: "Invalid Stream Identifier",
    2: "Missing Mandatory Parameter",
    3: "Stale Cookie",
    4: "Out of Resource",
    5: "Unresolvable Address",
    6: "Unrecognized Chunk Type",
    7: "Invalid Mandatory Parameter",
    8: "Unrecognized Parameters",
    9: "No User Data",
    10: "Cookie Received While Shutting Down",
    11: "Restart of an Association with New Addresses",
    12: "User-Initiated Abort",
    13: "Protocol Violation",
}

Path = tuple[str, str, int, int]
"""Source, destination, and the ports of each: one direction of an association."""


@dataclass(slots=True)
class Happening:
    """How often something was seen, when first, and where."""

    time_s: float
    """Seconds since the first packet."""
    count: int = 0
    frames: list[int] = field(default_factory=list)
    """The first frames."""

    def add(self, frame: int) -> None:
        """Count one more."""
        self.count += 1
        if len(self.frames) < FRAMES_KEPT and frame not in self.frames:
            self.frames.append(frame)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Messages that came back as undeliverable."""

    reporter: str
    """Who says so: the receiver's host, or a router before it."""
    source: str
    destination: str
    service: str
    """``PFCP``, ``GTP-U`` or ``SCTP``."""
    reason: str


@dataclass(frozen=True, slots=True)
class Abort:
    """An SCTP association that one end tore down, or did not let come about."""

    source: str
    destination: str
    cause: str
    """In words, with its number; ``""`` if the chunk names none."""
    refused: bool
    """It answers an INIT: the association never came about."""


@dataclass(frozen=True, slots=True)
class NetworkEvents:
    """The events of a capture."""

    refusals: "dict[Refusal, Happening]" = field(default_factory=dict)
    aborts: "dict[Abort, Happening]" = field(default_factory=dict)
    associations: dict[Path, str] = field(default_factory=dict)
    """The association of directions whose other direction has other addresses."""


class EventWatch:
    """Watches packets, in order."""

    def __init__(self) -> None:
        self._refusals: dict[Refusal, Happening] = {}
        self._aborts: dict[Abort, Happening] = {}
        self._paths: dict[Path, set[int]] = {}
        """The verification tags seen in each direction."""
        self._initiates: dict[int, tuple[Path, int]] = {}
        """By the tag that an INIT ACK answers with: its INIT's direction and its own tag."""
        self._inits: dict[int, Path] = {}
        self._unanswered: set[Path] = set()

    def add_sctp(
        self, number: int, time_s: float, data: bytes, ip: IpPacket, found: list[Chunk]
    ) -> None:
        """Watch an SCTP packet."""
        between = ports(data, ip)
        if between is None or ip.end < ip.transport + 8:
            return
        path: Path = (*addresses(data, ip.start), *between)
        tag = verification_tag(data, ip)
        for chunk in found:
            if chunk.kind in (INIT, INIT_ACK) and chunk.end >= chunk.start + 8:
                own: int = struct.unpack_from("!I", data, chunk.start + 4)[0]
                if chunk.kind == INIT and len(self._inits) < _MOST_PATHS:
                    self._inits[own] = path
                    self._unanswered.add(path)
                elif tag in self._inits:
                    self._initiates[own] = self._inits[tag], tag
            elif chunk.kind == ABORT:
                self._abort(number, time_s, data, path, chunk)
            if chunk.is_data or chunk.kind == INIT_ACK:
                self._unanswered.discard(_reverse(path))
        if tag and (path in self._paths or len(self._paths) < _MOST_PATHS):
            self._paths.setdefault(path, set()).add(tag)

    def _abort(self, number: int, time_s: float, data: bytes, path: Path, chunk: Chunk) -> None:
        cause = ""
        if chunk.end >= chunk.start + 8:
            code: int = struct.unpack_from("!H", data, chunk.start + 4)[0]
            cause = f"{ABORT_CAUSES.get(code, 'unknown')} ({code})"
        abort = Abort(path[0], path[1], cause, _reverse(path) in self._unanswered)
        if abort in self._aborts or len(self._aborts) < _MOST_EVENTS:
            self._aborts.setdefault(abort, Happening(time_s)).add(number)

    def add_icmp(self, number: int, time_s: float, data: bytes, ip: IpPacket) -> None:
        """Watch an ICMP or ICMPv6 packet."""
        if ip.protocol not in (ICMP, ICMPV6) or ip.end < ip.transport + 28:
            return
        kind, code = data[ip.transport], data[ip.transport + 1]
        wanted = _ICMP_UNREACHABLE if ip.protocol == ICMP else _ICMPV6_UNREACHABLE
        inner = ip.transport + 8
        quoted = _quoted(data, inner, ip.end) if kind == wanted else None
        if quoted is None:
            return
        protocol, transport = quoted
        service = "SCTP" if protocol == SCTP else ""
        if protocol == UDP and ip.end >= transport + 4:
            between = struct.unpack_from("!HH", data, transport)
            # A response goes to the port that asked, which may be any.
            service = next((_SERVICES[port] for port in between[::-1] if port in _SERVICES), "")
        if not service:
            return
        reasons = _ICMP_REASONS if ip.protocol == ICMP else _ICMPV6_REASONS
        refusal = Refusal(
            addresses(data, ip.start)[0],
            *addresses(data, inner),
            service,
            reasons.get(code, f"code {code}"),
        )
        if refusal in self._refusals or len(self._refusals) < _MOST_EVENTS:
            self._refusals.setdefault(refusal, Happening(time_s)).add(number)

    def result(self) -> NetworkEvents:
        """Return the events, and the associations that addresses alone would split."""
        return NetworkEvents(self._refusals, self._aborts, self._associations())

    def _associations(self) -> dict[Path, str]:
        """Pair directions that lack their opposite: by INIT and INIT ACK, or else by ports.

        With several addresses at one end (RFC 9260, 6.4), or captured on two sides of an
        address translation, the two directions of one association name different addresses.
        """
        alone = [path for path in self._paths if _reverse(path) not in self._paths]
        found: dict[Path, str] = {}
        between = _by_ports(alone)
        for answer_tag, (asked, init_tag) in self._initiates.items():
            there = [one for one in between.get(asked[2:], ()) if answer_tag in self._paths[one]]
            back = [one for one in between.get(asked[:1:-1], ()) if init_tag in self._paths[one]]
            found.update(dict.fromkeys((*there, *back), _name(asked)))
        between = _by_ports(path for path in alone if path not in found)
        for ports_of_path, there in between.items():
            back = between.get(ports_of_path[::-1], [])
            if ports_of_path[0] != ports_of_path[1] and len(there) == len(back) == 1:
                # Named after the direction that was seen first.
                first = min(there[0], back[0], key=alone.index)
                found[there[0]] = _name(first)
        return found


def _by_ports(paths: Iterable[Path]) -> dict[tuple[int, int], list[Path]]:
    found: dict[tuple[int, int], list[Path]] = {}
    for path in paths:
        found.setdefault(path[2:], []).append(path)
    return found


def _name(path: Path) -> str:
    source, destination, source_port, destination_port = path
    return " - ".join(sorted((f"{source}:{source_port}", f"{destination}:{destination_port}")))


def _reverse(path: Path) -> Path:
    source, destination, source_port, destination_port = path
    return destination, source, destination_port, source_port


def _quoted(data: bytes, at: int, end: int) -> tuple[int, int] | None:
    """Return the protocol and the transport offset of the packet that an ICMP error quotes."""
    version = data[at] >> 4
    if version == 4 and end >= at + 20:
        return data[at + 9], at + (data[at] & 15) * 4
    return (data[at + 6], at + 40) if version == 6 and end >= at + 40 else None
