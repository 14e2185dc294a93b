"""What the packets of a capture are, by their outer headers: 5G signalling or something else.

Only ports and SCTP's payload protocol identifiers are looked at, which name the protocol of
nearly every packet without taking it apart.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from campus5g.capture.files.link_layer import TCP, UDP

NOT_IP, OTHER_IP = "not IP", "other IP"
_UDP_PORTS = {8805: "PFCP", 2152: "GTP-U", 2123: "GTPv2-C", 3868: "Diameter"}
_TCP_PORTS = {3868: "Diameter", 3869: "Diameter"}
_PAYLOADS = {
    **{60: "NGAP", 66: "NGAP", 61: "XnAP", 62: "F1AP", 64: "E1AP", 70: "E2AP", 63: "XnAP"},
    **{18: "S1AP", 27: "X2AP", 46: "Diameter", 47: "Diameter"},
}
"""By payload protocol identifier (IANA, SCTP Payload Protocol Identifiers)."""
_SCTP_PORTS = {38412: "NGAP", 36412: "S1AP", 36422: "X2AP", 3868: "Diameter"}
_SBI_PORTS = frozenset({7777, 8000, *range(29500, 29600)})
_HTTP_1 = re.compile(rb"(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) [^ \r\n]+ HTTP/1\.|HTTP/1\.")
FOURTH_GENERATION = ("S1AP", "X2AP", "GTPv2-C", "Diameter")
UNREAD = (*FOURTH_GENERATION, "XnAP", "F1AP", "E1AP", "E2AP")
"""Signalling that the analyses of a 5G core network do not read."""


@dataclass(frozen=True, slots=True)
class Contents:
    """Counts of packets by kind."""

    kinds: Mapping[str, int] = field(default_factory=dict)
    """``NGAP``, ``PFCP``, ``GTP-U``, ``SBI``, ``S1AP``…, `OTHER_IP`, `NOT_IP`."""
    http_1_ports: tuple[int, ...] = ()
    """Ports of service-based interfaces where HTTP/1.1 was seen."""
    web: bool = False
    """Whether there may be HTTP, on whatever port."""


class ContentsCounter:
    """Counts packets by kind, packet by packet."""

    def __init__(self) -> None:
        self.kinds: Counter[str] = Counter()
        self._http_1_ports: set[int] = set()
        self._web = False

    def add_sctp(self, payloads: list[int], ports: tuple[int, int] | None) -> None:
        """Count an SCTP packet, by the payloads of its DATA chunks or else by its ports."""
        names = [_PAYLOADS[payload] for payload in payloads if payload in _PAYLOADS]
        if not names:
            names = [_SCTP_PORTS[port] for port in ports or () if port in _SCTP_PORTS]
        self.kinds[names[0] if names else OTHER_IP] += 1

    def add_ip(self, protocol: int, ports: tuple[int, int] | None, payload: bytes) -> None:
        """Count any other IP packet.

        Args:
            protocol: IP protocol number.
            ports: of TCP or UDP.
            payload: the beginning of what TCP carries.
        """
        known = {UDP: _UDP_PORTS, TCP: _TCP_PORTS}.get(protocol, {})
        name = next((known[port] for port in ports or () if port in known), "")
        if not name and protocol == TCP and ports:
            served = next((port for port in ports[::-1] if port in _SBI_PORTS), None)
            begins_http = _HTTP_1.match(payload)
            self._web |= served is not None or bool(begins_http) or payload[:4] == b"PRI "
            if served is not None:
                name = "SBI"
                if begins_http:
                    self._http_1_ports.add(served)
        self.kinds[name or OTHER_IP] += 1

    def result(self) -> Contents:
        """Return the counts."""
        return Contents(dict(self.kinds), tuple(sorted(self._http_1_ports)), self._web)
