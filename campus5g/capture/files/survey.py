"""One pass over a capture file: its readable part, and what it contains."""

import io
from array import array
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from campus5g.capture.files.duplicates import Duplicates
from campus5g.capture.files.gunzip import MAGIC, Gunzip
from campus5g.capture.files.link_layer import find_ip
from campus5g.capture.files.sctp_chunks import chunks, is_bundle
from campus5g.capture.files.user_link_types import is_user_link_type, recognise
from campus5g.capture.progress import one_pass
from campus5g.pcapng.file_reader import Damage, FileReader

_SAMPLES = 50


@dataclass(frozen=True, slots=True)
class Survey:
    """The results of one pass over a capture; packets are numbered as Wireshark does."""

    packets: int
    """Number of whole packets."""
    sound_bytes: int
    """How far the file makes sense, in bytes (decompressed, of a gzip file)."""
    unread_bytes: int
    """Bytes after that."""
    damage: Damage
    link_types: Mapping[int, int]
    """Number of packets per link type."""
    points: tuple[str, ...]
    """Names of the capture points, in the order of the file."""
    user_protocols: Mapping[int, str]
    """Protocols recognised in user link types."""
    duplicates: "array[int]"
    """Numbers of the packets that are copies of an earlier one."""
    bundles: "array[int]"
    """Numbers of the packets that carry several whole NGAP messages and are not copies."""


@contextmanager
def open_packets(path: Path) -> Iterator[FileReader]:
    """Open a capture file, gzipped or not, to read its packets."""
    with open_bytes(path) as stream:
        packets = FileReader(stream)
        yield packets
        if isinstance(stream.raw, Gunzip) and stream.raw.broken:
            packets.damage = "damaged"


@contextmanager
def open_bytes(path: Path) -> "Iterator[io.BufferedReader[Any]]":
    """Open a capture file to read its bytes, decompressed where it is gzipped."""
    with path.open("rb") as file, one_pass(path, file.tell):
        packed = file.read(len(MAGIC)) == MAGIC
        file.seek(0)
        if packed:
            with io.BufferedReader(Gunzip(file), 1 << 18) as stream:
                yield stream
        else:
            yield file


def survey(path: Path) -> Survey:
    """Read a capture file once from beginning to end, in bounded memory."""
    link_types: Counter[int] = Counter()
    samples: dict[int, list[bytes]] = {}
    bundles = array("Q")
    duplicates = Duplicates()
    with open_packets(path) as packets:
        for packet in packets:
            link_types[packet.link_type] += 1
            if is_user_link_type(packet.link_type):
                kept = samples.setdefault(packet.link_type, [])
                if len(kept) < _SAMPLES:
                    kept.append(packet.data)
                continue
            ip = find_ip(packet.link_type, packet.data)
            if ip is None:
                continue
            found = list(chunks(packet.data, ip))
            if is_bundle(found):
                bundles.append(packet.number)
            duplicates.add(packet, ip, found)
        unread_bytes = packets.unread_bytes()
    copies = duplicates.numbers()
    copied = set(copies)
    return Survey(
        packets=packets.packets,
        sound_bytes=packets.end,
        unread_bytes=unread_bytes,
        damage=packets.damage,
        link_types=dict(link_types),
        points=tuple(packets.points),
        user_protocols={
            number: name for number, kept in samples.items() if (name := recognise(kept))
        },
        duplicates=copies,
        bundles=array("Q", (number for number in bundles if number not in copied)),
    )
