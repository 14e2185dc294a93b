"""Counts of GTP-U on N3: user packets and their volume by QoS flow (TS 28.552, 5.4.1)."""

from collections import Counter
from ipaddress import IPv4Address

from campus5g.virtualkit.codecs.ip import Ipv4Packet

_UDP_HEADER_BYTES = 8
_KIND_AT = _UDP_HEADER_BYTES + 1
_QFI_AT = _UDP_HEADER_BYTES + 14
_HEADERS_BYTES = _UDP_HEADER_BYTES + 16
"""UDP, GTP-U and its PDU Session Container (`gtpu.GPdu`)."""
_G_PDU = 255


class N3Account:
    """The UPF's counts.

    Args:
        upf: the UPF's address on N3; all other hosts are gNBs.
    """

    def __init__(self, upf: IPv4Address) -> None:
        self._upf = upf
        self.packets_in = 0
        self.packets_out = 0
        self.bytes_in: Counter[int] = Counter()
        self.bytes_out: Counter[int] = Counter()
        """Bytes of users' IP packets, by QFI; `in` counts those from gNBs."""

    def watch(self, packet: Ipv4Packet, sender: IPv4Address) -> None:
        """Count a packet on N3; as this runs for every packet, only the counted fields are read."""
        data = packet.payload
        if data[_KIND_AT] != _G_PDU:
            return
        qfi, size_bytes = data[_QFI_AT] & 0x3F, len(data) - _HEADERS_BYTES
        if sender == self._upf:
            self.packets_out += 1
            self.bytes_out[qfi] += size_bytes
        else:
            self.packets_in += 1
            self.bytes_in[qfi] += size_bytes
