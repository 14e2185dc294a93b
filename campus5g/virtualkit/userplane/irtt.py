"""A reflector for the program `irtt`, in every UE.

irtt's protocol is defined by its implementation only: little-endian; magic number, flags, token,
sequence number, then the fields that the client requested when it opened the test.
"""

import secrets
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address

from campus5g.virtualkit.codecs.ip import UdpDatagram
from campus5g.virtualkit.timing import moment
from campus5g.virtualkit.userplane.host import Host

PORT = 2112
MOST_TESTS = 64

_MAGIC = b"\x14\xa7\x5b"
_OPEN, _REPLY, _CLOSE, _HMAC = 0x01, 0x02, 0x04, 0x08
_TOKEN = slice(4, 12)
_SEQUENCE = struct.Struct("<I")
_WINDOW_BITS = 64
_RECEIVED_STATS, _STAMP_AT, _CLOCK = 5, 6, 7
_COUNT, _WINDOW = 1, 2
_SENT, _RECEIVED, _MIDPOINT = 1, 2, 4
_WALL, _MONOTONIC = 1, 2


@dataclass
class _Test:
    """A client's test: its parameters and its counts."""

    stats: int
    stamp_at: int
    clock: int
    received: int = 0
    last: int = -1
    window: int = 0

    def note(self, sequence: int) -> None:
        """Count a packet; the window's lowest bit is the latest packet."""
        self.received += 1
        ahead = sequence - self.last
        if ahead > 0:
            self.window = (self.window << min(ahead, _WINDOW_BITS) | 1) & (1 << _WINDOW_BITS) - 1
            self.last = sequence
        elif -ahead < _WINDOW_BITS:
            self.window |= 1 << -ahead

    def fields(self) -> bytes:
        """Return the fields of a reply that leaves at the time at which its packet arrived.

        irtt subtracts the time between the two from its round trips. The network takes none for
        it, so that of this process, which a busy machine can hold up, must not be subtracted.
        """
        data = b""
        if self.stats & _COUNT:
            data += self.received.to_bytes(4, "little")
        if self.stats & _WINDOW:
            data += self.window.to_bytes(8, "little")
        time = b""
        if self.clock & _WALL:
            time += round(moment.utc_s() * 1e9).to_bytes(8, "little")
        if self.clock & _MONOTONIC:
            time += round(moment.now_s() * 1e9).to_bytes(8, "little")
        arrival = bool(self.stamp_at & (_RECEIVED | _MIDPOINT))
        return data + time * (arrival + bool(self.stamp_at & _SENT))


class IrttReflector:
    """Answers irtt clients.

    Args:
        host: the UE that it runs on.
    """

    def __init__(self, host: Host) -> None:
        self._host = host
        self._tests: dict[bytes, _Test] = {}
        host.udp_ports[PORT] = self._receive

    def _receive(self, source: IPv4Address, datagram: UdpDatagram) -> None:
        payload = datagram.payload
        if len(payload) < 4 or payload[:3] != _MAGIC or payload[3] & (_REPLY | _HMAC):
            return
        if payload[3] & _OPEN:
            answer = self._open(payload)
        elif payload[3] & _CLOSE:
            self._tests.pop(payload[_TOKEN], None)
            return
        else:
            answer = self._reflect(payload)
        if answer:
            reply = UdpDatagram(PORT, datagram.source_port, answer)
            self._host.send_datagram(reply, source)

    def _open(self, payload: bytes) -> bytes:
        parameters = dict(_parameters(payload[4:]))
        test = _Test(
            parameters.get(_RECEIVED_STATS, 0),
            parameters.get(_STAMP_AT, 0),
            parameters.get(_CLOCK, 0),
        )
        token = secrets.token_bytes(8)
        self._tests[token] = test
        if len(self._tests) > MOST_TESTS:
            del self._tests[next(iter(self._tests))]
        return _MAGIC + bytes([_OPEN | _REPLY]) + token + payload[4:]

    def _reflect(self, payload: bytes) -> bytes:
        test = self._tests.get(payload[_TOKEN])
        if test is None or len(payload) < 16:
            return b""
        test.note(*_SEQUENCE.unpack_from(payload, 12))
        head = _MAGIC + bytes([_REPLY]) + payload[4:16] + test.fields()
        return head + payload[len(head) :]


def _parameters(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield the number and the value of each parameter; stop at a malformed one."""
    at = 0

    def varint() -> int | None:
        nonlocal at
        value = shift = 0
        while at < len(data) and shift < 64:
            octet = data[at]
            at += 1
            value |= (octet & 0x7F) << shift
            if octet < 0x80:
                return value
            shift += 7
        return None

    while (number := varint()) is not None and (value := varint()) is not None:
        yield number, value >> 1 ^ -(value & 1)
