"""One capture file and the three ways to read it: table, scapy, pyshark."""

import warnings
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from campus5g.capture.errors import CaptureError, CutCaptureWarning
from campus5g.capture.pyshark_packets import read_pyshark_packets
from campus5g.capture.table import read_table
from campus5g.capture.tshark import count_packets
from campus5g.language import t

if TYPE_CHECKING:
    import pandas as pd
    from scapy.plist import PacketList

_PCAP = (
    b"\xa1\xb2\xc3\xd4",  # microseconds
    b"\xd4\xc3\xb2\xa1",
    b"\xa1\xb2\x3c\x4d",  # nanoseconds
    b"\x4d\x3c\xb2\xa1",
)
_PCAPNG = b"\x0a\x0d\x0d\x0a"
_BYTE_ORDERS = (b"\x1a\x2b\x3c\x4d", b"\x4d\x3c\x2b\x1a")
_GZIP = b"\x1f\x8b\x08"
_HEADER_BYTES = 24


class Capture:
    """A capture file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @cached_property
    def count(self) -> int:
        """How many whole packets the file holds."""
        return count_packets(self.path)

    def table(
        self,
        fields: Sequence[str] | Mapping[str, str] | None = None,
        display_filter: str | None = None,
    ) -> "pd.DataFrame":
        """Return one row a packet, read in one tshark run.

        Without ``fields`` the columns are those of Wireshark's packet list: ``number`` (int),
        ``time_s`` (float, seconds since the first packet; NaN where the file has no times),
        ``point`` (capture point), ``source``, ``destination``, ``protocol``, ``info``. With
        ``fields``, ``number`` and ``time_s`` come first, then one text column a field, as tshark
        prints it: an absent field is ``""``, several values in one packet are joined by ``"; "``
        in their order (``.str.split("; ")`` takes them apart).

        Args:
            fields: tshark field names, or ``{column: field}`` to name the columns.
            display_filter: keep the packets that match, in Wireshark's language.

        Raises:
            CaptureError: unknown field, bad filter, unreadable file, or tshark is missing.
        """
        table, cut = read_table(self.path, fields, display_filter)
        if cut:
            self._warn_cut(len(table))
        return table

    def packets(self) -> "PacketList":
        """Return the packets as scapy's `PacketList`; ``sniffed_on`` is the capture point.

        Raises:
            CaptureError: the file can't be read.
        """
        from campus5g.capture.scapy_packets import read_scapy_packets

        return read_scapy_packets(self.path)

    def pyshark(self, display_filter: str | None = None, limit: int | None = None) -> list[Any]:
        """Return the packets as pyshark's, e.g. ``packet.ngap.procedureCode``.

        pyshark runs in a thread of its own, so that this works in a notebook. It is the slow
        way (some hundred packets a second): filter first, or use `table`.

        Args:
            display_filter: keep the packets that match, in Wireshark's language.
            limit: stop after so many packets.

        Raises:
            CaptureError: bad filter, unreadable file, tshark is missing, or no end in time.
        """
        return read_pyshark_packets(self.path, display_filter, limit)

    def __repr__(self) -> str:
        return t(
            fr=f"<Capture {self.path.name} : {self.count} paquets>",
            en=f"<Capture {self.path.name}: {self.count} packets>",
        )

    def _warn_cut(self, read: int) -> None:
        warnings.warn(
            t(
                fr=f"{self.path.name} s’arrête au milieu d’un paquet : {read} paquets ont été lus.",
                en=f"{self.path.name} ends in the middle of a packet: {read} packets were read.",
            ),
            CutCaptureWarning,
            stacklevel=3,
        )


def open_capture(path: Path | str) -> Capture:
    """Open a pcap or pcapng file, gzipped or not.

    Raises:
        CaptureError: there is no such file, it is empty, or it is not a capture.
    """
    path = Path(path)
    try:
        with path.open("rb") as file:
            start = file.read(_HEADER_BYTES)
    except OSError as error:
        raise CaptureError(
            t(
                fr=f"Le fichier {path} ne peut pas être lu ({error.strerror}).",
                en=f"The file {path} can't be read ({error.strerror}).",
            ),
            t(fr="Vérifiez son nom.", en="Check its name."),
        ) from error
    if not start:
        raise CaptureError(
            t(fr=f"{path.name} est vide.", en=f"{path.name} is empty."),
            t(fr="Refaites la capture.", en="Make the capture again."),
        )
    if not _is_capture(start):
        raise CaptureError(
            t(
                fr=f"{path.name} n’est pas une capture de paquets.",
                en=f"{path.name} is not a packet capture.",
            ),
            t(
                fr="Choisissez un fichier .pcapng ou .pcap.",
                en="Choose a .pcapng or .pcap file.",
            ),
        )
    return Capture(path)


def _is_capture(start: bytes) -> bool:
    """Say whether a file starts as a whole pcap or pcapng header, or as gzip."""
    if start.startswith(_PCAP):
        return len(start) == _HEADER_BYTES
    if start.startswith(_PCAPNG):
        return len(start) == _HEADER_BYTES and start[8:12] in _BYTE_ORDERS
    return start.startswith(_GZIP)
