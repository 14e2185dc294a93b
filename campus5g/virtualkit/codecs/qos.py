"""QoS flows, QoS rules and packet filters, as NAS and PFCP encode them.

TS 23.501, 5.7; TS 24.501, 9.11.4.12 and 9.11.4.13; TS 29.212, 5.4.2 for flow descriptions.
"""

import re
import struct
from collections.abc import Iterable
from dataclasses import dataclass, field
from ipaddress import IPv4Address

from campus5g.inventory import Arp
from campus5g.virtualkit.codecs.ip import UDP, Ipv4Packet, UdpDatagram
from campus5g.virtualkit.codecs.protocol_error import ProtocolError

BEST_EFFORT_5QI = 9
DEFAULT_PRECEDENCE = 255
FILTER_PRECEDENCE = 64

_CREATE = 1
_DELETE = 2
_BOTH_WAYS = 3
_MATCH_ALL = b"\x01"
_REMOTE_ADDRESS = 0x10
_PROTOCOL = 0x30
_REMOTE_PORT = 0x50
_FILTER = struct.Struct("!B4s4sBBBH")
_RULE = struct.Struct("!BH")
_EVERY_BIT = b"\xff\xff\xff\xff"
_KBPS = 1
_FLOW_DESCRIPTION = re.compile(r"permit out 17 from ([\d.]+) (\d+) to assigned")


@dataclass(frozen=True)
class UdpFilter:
    """A packet filter for traffic between the UE and one UDP port of one host."""

    remote: IPv4Address
    remote_port: int

    def takes_uplink(self, packet: Ipv4Packet) -> bool:
        """Return whether the filter matches a packet from the UE."""
        if packet.protocol != UDP or packet.destination != self.remote:
            return False
        return UdpDatagram.decode(packet.payload).destination_port == self.remote_port

    def takes_downlink(self, packet: Ipv4Packet) -> bool:
        """Return whether the filter matches a packet to the UE."""
        if packet.protocol != UDP or packet.source != self.remote:
            return False
        return UdpDatagram.decode(packet.payload).source_port == self.remote_port

    def describe(self) -> str:
        """Return the filter as a flow description for an SDF Filter (TS 29.212, 5.4.2)."""
        return f"permit out 17 from {self.remote} {self.remote_port} to assigned"

    @classmethod
    def of_description(cls, description: str) -> "UdpFilter":
        """Parse a flow description.

        Raises:
            ProtocolError: when it describes anything but one UDP port of one host.
        """
        match = _FLOW_DESCRIPTION.fullmatch(description)
        if match is None:
            raise ProtocolError(f"flow description {description!r} is not supported")
        return cls(IPv4Address(match[1]), int(match[2]))


@dataclass(frozen=True)
class QosFlow:
    """A QoS flow of one PDU session.

    Args:
        qfi: its QoS flow identifier in the session.
        five_qi: its 5QI.
        guaranteed_kbps: the guaranteed bit rate, for a GBR flow.
        filter: the traffic that it carries; the default flow has no filter and carries the rest.
        maximum_kbps: the maximum bit rate of a GBR flow; by default the guaranteed one.
        arp: its allocation and retention priority.
    """

    qfi: int
    five_qi: int
    guaranteed_kbps: int | None = None
    filter: UdpFilter | None = None
    maximum_kbps: int | None = None
    arp: Arp = field(default_factory=Arp)

    @property
    def rates_kbps(self) -> tuple[int, int] | None:
        """The guaranteed and the maximum bit rate of a GBR flow."""
        if self.guaranteed_kbps is None:
            return None
        return self.guaranteed_kbps, self.maximum_kbps or self.guaranteed_kbps

    @property
    def precedence(self) -> int:
        """The precedence of its rule: the lowest value is tried first."""
        return FILTER_PRECEDENCE if self.filter else DEFAULT_PRECEDENCE


@dataclass(frozen=True)
class UplinkRule:
    """A QoS rule as the UE applies it to uplink packets."""

    precedence: int
    qfi: int
    filter: UdpFilter | None
    number: int


def encode_rules(flows: Iterable[QosFlow]) -> bytes:
    """Encode the QoS rules of a session, one for each flow (TS 24.501, 9.11.4.13)."""
    rules = b""
    for number, flow in enumerate(flows, start=1):
        is_default = flow.filter is None
        component = _MATCH_ALL if flow.filter is None else _encode_filter(flow.filter)
        rule = bytes([_CREATE << 5 | is_default << 4 | 1])
        rule += bytes([_BOTH_WAYS << 4 | 1, len(component)]) + component
        rule += bytes([flow.precedence, flow.qfi])
        rules += _RULE.pack(number, len(rule)) + rule
    return rules


def decode_rules(data: bytes) -> list[UplinkRule]:
    """Decode QoS rules with one packet filter each, in order of precedence.

    Raises:
        ProtocolError: when the rules are malformed or have another form.
    """
    rules = []
    try:
        while data:
            number, length = _RULE.unpack_from(data)
            rule = data[_RULE.size : _RULE.size + length]
            component, (precedence, qfi) = rule[3 : 3 + rule[2]], rule[3 + rule[2] :]
            traffic = None if component == _MATCH_ALL else _decode_filter(component)
            rules.append(UplinkRule(precedence, qfi & 0x3F, traffic, number))
            data = data[_RULE.size + length :]
    except (struct.error, IndexError, ValueError) as error:
        raise ProtocolError("malformed QoS rules") from error
    return sorted(rules, key=lambda rule: rule.precedence)


def encode_descriptions(flows: Iterable[QosFlow]) -> bytes:
    """Encode the QoS flow descriptions of a session (TS 24.501, 9.11.4.12)."""
    descriptions = b""
    for flow in flows:
        parameters = [bytes([1, 1, flow.five_qi])]
        if flow.rates_kbps is not None:
            guaranteed, maximum = (bytes([3, _KBPS]) + rate.to_bytes(2) for rate in flow.rates_kbps)
            parameters += [bytes([kind]) + guaranteed for kind in (2, 3)]
            parameters += [bytes([kind]) + maximum for kind in (4, 5)]
        header = bytes([flow.qfi, _CREATE << 5, 0x40 | len(parameters)])
        descriptions += header + b"".join(parameters)
    return descriptions


def encode_rule_deletions(numbers: Iterable[int]) -> bytes:
    """Encode the deletion of QoS rules (TS 24.501, 9.11.4.13)."""
    return b"".join(_RULE.pack(number, 1) + bytes([_DELETE << 5]) for number in numbers)


def decode_rule_deletions(data: bytes) -> list[int]:
    """Decode the numbers of the QoS rules to delete; other operations are ignored."""
    numbers = []
    while len(data) > _RULE.size:
        number, length = _RULE.unpack_from(data)
        if data[_RULE.size] >> 5 == _DELETE:
            numbers.append(number)
        data = data[_RULE.size + length :]
    return numbers


def encode_description_deletions(qfis: Iterable[int]) -> bytes:
    """Encode the deletion of QoS flow descriptions (TS 24.501, 9.11.4.12)."""
    return b"".join(bytes([qfi, _DELETE << 5, 0]) for qfi in qfis)


def _encode_filter(traffic: UdpFilter) -> bytes:
    return _FILTER.pack(
        _REMOTE_ADDRESS,
        traffic.remote.packed,
        _EVERY_BIT,
        _PROTOCOL,
        UDP,
        _REMOTE_PORT,
        traffic.remote_port,
    )


def _decode_filter(component: bytes) -> UdpFilter:
    kind, address, mask, protocol_kind, protocol, port_kind, port = _FILTER.unpack(component)
    shape = (kind, mask, protocol_kind, protocol, port_kind)
    if shape != (_REMOTE_ADDRESS, _EVERY_BIT, _PROTOCOL, UDP, _REMOTE_PORT):
        raise ProtocolError("an unsupported packet filter")
    return UdpFilter(IPv4Address(address), port)
