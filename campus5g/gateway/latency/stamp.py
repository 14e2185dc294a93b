"""A STAMP session sender (RFC 8762, 4.2, unauthenticated; RFC 8972, 3 for the SSID)."""

import asyncio
import contextlib
import secrets
import socket
import struct
import time
from collections.abc import AsyncGenerator

from campus5g.gateway.latency.orders import LOSS_S, LatencyOrder, Sample

_NTP_EPOCH_OFFSET_S = 2_208_988_800
_TEST_PACKET = struct.Struct("!IQHH28x")
_REPLY = struct.Struct("!IQHHQIQHHB3x")
_ERROR_ESTIMATE = 0x0001
"""An NTP timestamp of an unsynchronised clock: S and Z are 0, the multiplier is 1."""
_TLV = struct.Struct("!BBH")
_UNRECOGNISED = 0x80
"""The U flag, which the reflector clears (RFC 8972, 4)."""
_EXTRA_PADDING = 1
_SO_TIMESTAMPNS = 35
_TIMESPEC = struct.Struct("qq")
_ANCILLARY_BYTES = socket.CMSG_SPACE(_TIMESPEC.size)
_LARGEST = 2048


class StampSender:
    """One session with one reflector.

    Args:
        host, port: the reflector's.
        order: how many test packets, how often, how large, from which port.
        local: the address to send from, where the order names a port; empty for any.

    Raises:
        OSError: there is no route to the reflector, or the port is in use.
    """

    def __init__(self, host: str, port: int, order: LatencyOrder, local: str = "") -> None:
        self._order = order
        self._ssid = 1 + secrets.randbelow(0xFFFF)
        room = order.size_bytes - _TEST_PACKET.size - _TLV.size
        self._padding = _TLV.pack(_UNRECOGNISED, _EXTRA_PADDING, room) + bytes(room)
        self._waiting: dict[int, int] = {}
        self._replied: asyncio.Queue[Sample] = asyncio.Queue()
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        try:
            # The kernel's time of arrival: this process may be busy when a reply comes.
            self._socket.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
            if order.port is not None:
                self._socket.bind((local, order.port))
            self._socket.connect((host, port))
        except OSError:
            self._socket.close()
            raise

    async def samples(self) -> AsyncGenerator[Sample, None]:
        """Send, and yield each reply as it comes and each loss once it is certain."""
        loop = asyncio.get_running_loop()
        loop.add_reader(self._socket, self._receive)
        sending = asyncio.ensure_future(self._send_all())
        try:
            yielded = 0
            while yielded < self._order.count:
                if (sample := await self._next()) is not None:
                    yielded += 1
                    yield sample
        finally:
            sending.cancel()
            loop.remove_reader(self._socket)
            self._socket.close()
            await asyncio.gather(sending, return_exceptions=True)

    async def _next(self) -> Sample | None:
        """Return the next reply or loss; None if neither is due yet."""
        sequence, sent_ns = next(iter(self._waiting.items()), (None, time.time_ns()))
        left_s = LOSS_S - (time.time_ns() - sent_ns) / 1e9
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(max(0.0, left_s)):
                return await self._replied.get()
        if sequence is None or self._waiting.pop(sequence, None) is None:
            return None
        return Sample(sequence=sequence, sent_at=sent_ns / 1e9, rtt_ms=None)

    async def _send_all(self) -> None:
        loop = asyncio.get_running_loop()
        start_s = loop.time()
        for sequence in range(self._order.count):
            due_s = start_s + sequence * self._order.interval_ms / 1000
            await asyncio.sleep(max(0.0, due_s - loop.time()))
            self._send(sequence)

    def _send(self, sequence: int) -> None:
        sent_ns = self._waiting[sequence] = time.time_ns()
        packet = _TEST_PACKET.pack(sequence, ntp_time(sent_ns), _ERROR_ESTIMATE, self._ssid)
        packet += self._padding
        # A port without a reflector answers by ICMP, which the next call reports: a loss.
        with contextlib.suppress(OSError):
            self._socket.send(packet)

    def _receive(self) -> None:
        while True:
            try:
                reply, ancillary, _, _ = self._socket.recvmsg(_LARGEST, _ANCILLARY_BYTES)
            except BlockingIOError:
                return
            except OSError:
                continue
            if len(reply) < _REPLY.size:
                continue
            _, _, _, ssid, _, sequence, sent, _, _, _ = _REPLY.unpack_from(reply)
            sent_ns = self._waiting.get(sequence)
            if sent_ns is None or ssid != self._ssid or sent != ntp_time(sent_ns):
                continue
            del self._waiting[sequence]
            rtt_ms = (_arrival_ns(ancillary) - sent_ns) / 1e6
            self._replied.put_nowait(
                Sample(sequence=sequence, sent_at=sent_ns / 1e9, rtt_ms=rtt_ms)
            )


def ntp_time(unix_ns: int) -> int:
    """Return a Unix time in nanoseconds as a 64-bit NTP timestamp (RFC 5905, 6)."""
    seconds, nanoseconds = divmod(unix_ns, 1_000_000_000)
    return (seconds + _NTP_EPOCH_OFFSET_S) << 32 | (nanoseconds << 32) // 1_000_000_000


def _arrival_ns(ancillary: list[tuple[int, int, bytes]]) -> int:
    for level, kind, data in ancillary:
        if (level, kind) == (socket.SOL_SOCKET, _SO_TIMESTAMPNS):
            seconds, nanoseconds = _TIMESPEC.unpack(data)
            return int(seconds) * 1_000_000_000 + int(nanoseconds)
    return time.time_ns()
