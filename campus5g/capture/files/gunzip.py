"""Decompressing a gzip stream that may be cut or damaged, up to the damage."""

import io
import zlib
from typing import BinaryIO

MAGIC = b"\x1f\x8b"
_PIECE = 1 << 18
_GZIP_WINDOW = 31


class Gunzip(io.RawIOBase):
    """The decompressed bytes of a gzip file; damage ends them like the end of the file."""

    def __init__(self, packed: BinaryIO) -> None:
        self.broken = False
        """The file ended, or stopped making sense, before the gzip stream did."""
        self._packed = packed
        self._member = zlib.decompressobj(_GZIP_WINDOW)
        self._input = b""

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]
        """Fill a buffer with the next bytes; return 0 at the end."""
        while not self.broken:
            if not self._input:
                self._input = self._packed.read(_PIECE)
            if self._member.eof:
                if not self._input.startswith(MAGIC):
                    return 0
                self._member = zlib.decompressobj(_GZIP_WINDOW)
            before = self._member.copy()
            try:
                data = self._member.decompress(self._input, len(buffer))
            except zlib.error:
                self.broken = True
                data = _before_damage(before, self._input, len(buffer))
                buffer[: len(data)] = data
                return len(data)
            ended = not self._input and not data and not self._member.eof
            self._input = self._member.unused_data or self._member.unconsumed_tail
            if data:
                buffer[: len(data)] = data
                return len(data)
            self.broken = ended
        return 0


def _before_damage(member: "zlib._Decompress", packed: bytes, limit: int) -> bytes:
    """Return what a damaged piece yields byte by byte: otherwise zlib withholds all of it."""
    found = bytearray()
    for at in range(len(packed)):
        try:
            found += member.decompress(packed[at : at + 1])
        except zlib.error:
            break
    return bytes(found[:limit])
