"""The packets of a pcap or pcapng file, one after the other, and what the file lacks."""

from collections.abc import Iterator
from typing import Literal, Protocol

from campus5g.pcapng.reader import Packet, PacketFormatError, PacketReader

_PIECE_BYTES = 1 << 18

Damage = Literal["", "cut", "damaged"]


class Readable(Protocol):
    """What packets are read from: a file, or anything that reads like one."""

    def read(self, size: int, /) -> bytes:
        """Return at most ``size`` bytes; none at the end."""


class FileReader:
    """The packets of a file; iterate once, then ask what was not read."""

    def __init__(self, file: Readable) -> None:
        self.damage: Damage = ""
        """Whether the file ended within a packet, or stopped making sense."""
        self._file = file
        self._reader = PacketReader()
        self._read_bytes = 0

    @property
    def packets(self) -> int:
        """How many packets there were, as Wireshark counts them."""
        return self._reader.packets

    @property
    def end(self) -> int:
        """How far the file made sense, in bytes (decompressed ones, of a gzip file)."""
        return self._reader.end

    @property
    def points(self) -> list[str]:
        """Names of the capture points that the file announced so far."""
        return self._reader.points

    def __iter__(self) -> Iterator[Packet]:
        try:
            while piece := self._read():
                yield from self._reader.feed(piece)
        except PacketFormatError:
            self.damage = "damaged"
        else:
            if self._reader.pending_bytes or not self.end:
                self.damage = "cut"

    def unread_bytes(self) -> int:
        """Read the file to its end and return how many bytes belong to no whole packet."""
        while self._read():
            pass
        return self._read_bytes - self.end

    def _read(self) -> bytes:
        piece = self._file.read(_PIECE_BYTES)
        self._read_bytes += len(piece)
        return piece
