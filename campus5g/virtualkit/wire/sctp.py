"""SCTP: one association over the emulated N2 (RFC 9260).

The emulated link loses nothing and keeps order, so nothing is retransmitted or reordered.
Everything else follows the standard, including the delayed SACK.
"""

import asyncio
import hashlib
import hmac
import struct
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum, IntEnum, auto
from random import Random

import google_crc32c

from campus5g.virtualkit.codecs.protocol_error import ProtocolError

_COMMON_HEADER = struct.Struct("!HHI")
_CHUNK_HEADER = struct.Struct("!BBH")
_INIT = struct.Struct("!IIHHI")
_DATA = struct.Struct("!IHHI")
_SACK = struct.Struct("!IIHH")
_COOKIE = struct.Struct("!IIII")

_WHOLE_MESSAGE = 0x03
_STATE_COOKIE = 7
_STREAMS = 2
_WINDOW_BYTES = 106_496
_SACK_DELAY_S = 0.2


class ChunkType(IntEnum):
    """The supported chunk types (3.2)."""

    DATA = 0
    INIT = 1
    INIT_ACK = 2
    SACK = 3
    ABORT = 6
    COOKIE_ECHO = 10
    COOKIE_ACK = 11


class SctpError(ProtocolError):
    """The bytes are not an SCTP packet."""


@dataclass(frozen=True)
class Chunk:
    """One chunk of a packet."""

    type: int
    flags: int
    value: bytes

    def encode(self) -> bytes:
        """Encode the chunk, padded to four bytes."""
        length = _CHUNK_HEADER.size + len(self.value)
        return _CHUNK_HEADER.pack(self.type, self.flags, length) + self.value + bytes(-length % 4)


@dataclass(frozen=True)
class SctpPacket:
    """A packet: ports, verification tag and chunks."""

    source_port: int
    destination_port: int
    tag: int
    chunks: tuple[Chunk, ...]

    def encode(self) -> bytes:
        """Encode the packet, with its CRC32c."""
        header = _COMMON_HEADER.pack(self.source_port, self.destination_port, self.tag)
        body = b"".join(chunk.encode() for chunk in self.chunks)
        return header + struct.pack("<I", google_crc32c.value(header + bytes(4) + body)) + body

    @classmethod
    def decode(cls, data: bytes) -> "SctpPacket":
        """Decode a packet.

        Raises:
            SctpError: when the packet is truncated or its CRC32c is wrong.
        """
        if len(data) < _COMMON_HEADER.size + 4:
            raise SctpError("too short for an SCTP packet")
        header, checksum, body = data[:8], data[8:12], data[12:]
        if struct.pack("<I", google_crc32c.value(header + bytes(4) + body)) != checksum:
            raise SctpError("wrong CRC32c")
        source_port, destination_port, tag = _COMMON_HEADER.unpack(header)
        return cls(source_port, destination_port, tag, tuple(_chunks(body)))


def _chunks(body: bytes) -> Iterator[Chunk]:
    while body:
        if len(body) < _CHUNK_HEADER.size:
            raise SctpError("a truncated chunk")
        kind, flags, length = _CHUNK_HEADER.unpack_from(body)
        if not _CHUNK_HEADER.size <= length <= len(body):
            raise SctpError("a chunk with a wrong length")
        yield Chunk(kind, flags, body[_CHUNK_HEADER.size : length])
        body = body[length + -length % 4 :]


@dataclass(frozen=True)
class SctpMessage:
    """A user message on one stream."""

    stream: int
    protocol: int
    payload: bytes


class State(Enum):
    """The state of an association (4)."""

    CLOSED = auto()
    COOKIE_WAIT = auto()
    COOKIE_ECHOED = auto()
    ESTABLISHED = auto()


class Association:
    """One end of an association.

    Args:
        local_port, remote_port: port numbers.
        send: called with each encoded packet.
        deliver: called with each message that arrives.
        random: generates verification tags and initial TSNs.
    """

    _next_tsn: int
    _unacknowledged: int

    def __init__(
        self,
        local_port: int,
        remote_port: int,
        send: Callable[[bytes], None],
        deliver: Callable[[SctpMessage], None],
        random: Random,
    ) -> None:
        self.state = State.CLOSED
        self.established = asyncio.Event()
        self.serves = True
        """Whether a program of this host accepts associations; if not, an INIT gets an ABORT."""
        self.lost: Callable[[], None] = _do_nothing
        """Called when the peer has aborted or refused the association."""
        self._ports = local_port, remote_port
        self._send = send
        self._deliver = deliver
        self._random = random
        self._secret = random.randbytes(32)
        self._sack_timer: asyncio.TimerHandle | None = None
        self._renew()

    def connect(self) -> None:
        """Start the four-way handshake; `established` is set when it completes."""
        self.state = State.COOKIE_WAIT
        self._emit(Chunk(ChunkType.INIT, 0, self._init()), tag=0)

    def abort(self) -> None:
        """Abort the association, as when its program dies (9.1)."""
        if self.state is not State.CLOSED:
            self._emit(Chunk(ChunkType.ABORT, 0, b""))
        self._close()

    def send(self, message: SctpMessage) -> None:
        """Send a message, bundled with a SACK if one is due.

        Without an association the message is dropped.
        """
        if self.state is not State.ESTABLISHED:
            return
        number = self._stream_numbers[message.stream]
        self._stream_numbers[message.stream] = (number + 1) % (1 << 16)
        header = _DATA.pack(self._next_tsn, message.stream, number, message.protocol)
        self._next_tsn = (self._next_tsn + 1) % (1 << 32)
        data = Chunk(ChunkType.DATA, _WHOLE_MESSAGE, header + message.payload)
        if self._unacknowledged:
            self._emit(self._sack(), data)
        else:
            self._emit(data)

    def receive(self, data: bytes) -> None:
        """Handle a packet from the link.

        Raises:
            SctpError: when it is malformed. A packet of another association (wrong
                verification tag) is discarded silently, as 8.5 requires.
        """
        packet = SctpPacket.decode(data)
        handlers = {
            ChunkType.INIT: self._on_init,
            ChunkType.INIT_ACK: self._on_init_ack,
            ChunkType.COOKIE_ECHO: self._on_cookie_echo,
            ChunkType.COOKIE_ACK: self._on_cookie_ack,
            ChunkType.DATA: self._on_data,
            ChunkType.ABORT: self._on_abort,
        }
        for chunk in packet.chunks:
            if packet.tag != (0 if chunk.type == ChunkType.INIT else self._tag):
                return
            if chunk.type in handlers:
                handlers[ChunkType(chunk.type)](chunk.value)

    def _on_init(self, value: bytes) -> None:
        peer_tag, _, _, _, peer_tsn = _INIT.unpack_from(value)
        if not self.serves:
            self._emit(Chunk(ChunkType.ABORT, 0, b""), tag=peer_tag)
            return
        content = _COOKIE.pack(peer_tag, peer_tsn, self._tag, self._next_tsn)
        cookie = content + hmac.digest(self._secret, content, hashlib.sha256)
        parameter = struct.pack("!HH", _STATE_COOKIE, 4 + len(cookie)) + cookie
        self._emit(Chunk(ChunkType.INIT_ACK, 0, self._init() + parameter), tag=peer_tag)

    def _on_init_ack(self, value: bytes) -> None:
        if self.state is not State.COOKIE_WAIT:
            return
        self._peer_tag, _, _, _, peer_tsn = _INIT.unpack_from(value)
        self._received_tsn = (peer_tsn - 1) % (1 << 32)
        kind, length = struct.unpack_from("!HH", value, _INIT.size)
        if kind != _STATE_COOKIE:
            raise SctpError("an INIT ACK without a state cookie")
        cookie = value[_INIT.size + 4 : _INIT.size + length]
        self.state = State.COOKIE_ECHOED
        self._emit(Chunk(ChunkType.COOKIE_ECHO, 0, cookie))

    def _on_cookie_echo(self, value: bytes) -> None:
        content, proof = value[: _COOKIE.size], value[_COOKIE.size :]
        if not hmac.compare_digest(proof, hmac.digest(self._secret, content, hashlib.sha256)):
            return
        self._peer_tag, peer_tsn, _, _ = _COOKIE.unpack(content)
        self._received_tsn = (peer_tsn - 1) % (1 << 32)
        self._emit(Chunk(ChunkType.COOKIE_ACK, 0, b""))
        self._establish()

    def _on_cookie_ack(self, _: bytes) -> None:
        if self.state is State.COOKIE_ECHOED:
            self._establish()

    def _on_abort(self, _: bytes) -> None:
        if self.state is not State.CLOSED:
            self._close()
            self.lost()

    def _close(self) -> None:
        self.state = State.CLOSED
        self.established.clear()
        if self._sack_timer is not None:
            self._sack_timer.cancel()
            self._sack_timer = None
        self._renew()

    def _renew(self) -> None:
        """Choose the tag and the initial TSN of the next association."""
        self._tag = self._random.randrange(1, 1 << 32)
        self._next_tsn = self._random.randrange(1 << 32)
        self._peer_tag = 0
        self._received_tsn = 0
        self._stream_numbers: defaultdict[int, int] = defaultdict(int)
        self._unacknowledged = 0

    def _establish(self) -> None:
        self.state = State.ESTABLISHED
        self.established.set()

    def _on_data(self, value: bytes) -> None:
        tsn, stream, _, protocol = _DATA.unpack_from(value)
        self._received_tsn = tsn
        self._unacknowledged += 1
        if self._unacknowledged > 1:
            self._emit(self._sack())
        else:
            loop = asyncio.get_running_loop()
            self._sack_timer = loop.call_later(_SACK_DELAY_S, lambda: self._emit(self._sack()))
        self._deliver(SctpMessage(stream, protocol, value[_DATA.size :]))

    def _sack(self) -> Chunk:
        self._unacknowledged = 0
        if self._sack_timer is not None:
            self._sack_timer.cancel()
            self._sack_timer = None
        return Chunk(ChunkType.SACK, 0, _SACK.pack(self._received_tsn, _WINDOW_BYTES, 0, 0))

    def _init(self) -> bytes:
        return _INIT.pack(self._tag, _WINDOW_BYTES, _STREAMS, _STREAMS, self._next_tsn)

    def _emit(self, *chunks: Chunk, tag: int | None = None) -> None:
        tag = self._peer_tag if tag is None else tag
        self._send(SctpPacket(*self._ports, tag, chunks).encode())


def _do_nothing() -> None:
    """Ignore the loss of an association."""
