"""A STAMP Session-Reflector in every UE (RFC 8762, 4.3; SSID: RFC 8972, 3)."""

import struct
import time
from ipaddress import IPv4Address

from campus5g.virtualkit.codecs.ip import UdpDatagram
from campus5g.virtualkit.codecs.ntp import ntp_timestamp
from campus5g.virtualkit.userplane.host import Host

PORT = 862

_SENT = struct.Struct("!IQHH")
"""Sequence number, timestamp, error estimate, SSID."""
_SMALLEST_BYTES = 44
_REFLECTED = struct.Struct("!IQHHQIQHHB3x")
_ERROR_ESTIMATE = 0x0001
"""An NTP timestamp of an unsynchronised clock: S and Z are 0, the multiplier is 1."""
_TTL = 64
_TLV = struct.Struct("!BBH")
_UNRECOGNISED = 0x80
_EXTRA_PADDING = 1


class StampReflector:
    """A stateful reflector: it numbers its replies for each session.

    Args:
        host: the UE that it runs on.
    """

    def __init__(self, host: Host) -> None:
        self._host = host
        self._answered: dict[tuple[IPv4Address, int, int], int] = {}
        host.udp_ports[PORT] = self._reflect

    def _reflect(self, source: IPv4Address, datagram: UdpDatagram) -> None:
        received = ntp_timestamp(time.time_ns())
        payload = datagram.payload
        if len(payload) < _SMALLEST_BYTES:
            return
        sequence, sent, error, ssid = _SENT.unpack_from(payload)
        session = source, datagram.source_port, ssid
        number = self._answered.pop(session, -1) + 1 if sequence else 0
        self._answered[session] = number
        if len(self._answered) > 64:
            del self._answered[next(iter(self._answered))]
        head = _REFLECTED.pack(
            number,
            ntp_timestamp(time.time_ns()),
            _ERROR_ESTIMATE,
            ssid,
            received,
            sequence,
            sent,
            error,
            0,
            _TTL,
        )
        answer = UdpDatagram(PORT, datagram.source_port, head + _recognised(payload[len(head) :]))
        self._host.send_datagram(answer, source)


def _recognised(tlvs: bytes) -> bytes:
    """Return a packet's TLVs, with the U flag cleared on recognised ones (RFC 8972, 4)."""
    reflected = bytearray(tlvs)
    at = 0
    while at + _TLV.size <= len(reflected):
        _, kind, length = _TLV.unpack_from(reflected, at)
        if kind == _EXTRA_PADDING:
            reflected[at] &= ~_UNRECOGNISED & 0xFF
        else:
            reflected[at] |= _UNRECOGNISED
        at += _TLV.size + length
    return bytes(reflected)
