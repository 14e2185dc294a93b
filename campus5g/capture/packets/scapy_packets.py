"""A capture as scapy packets."""

from collections.abc import Iterator
from pathlib import Path

from scapy.contrib import gtp as _gtp  # noqa: F401  teaches scapy UDP port 2152
from scapy.contrib import pfcp as _pfcp  # noqa: F401  teaches scapy UDP port 8805
from scapy.error import Scapy_Exception
from scapy.layers import inet as _inet  # noqa: F401
from scapy.layers import inet6 as _inet6  # noqa: F401
from scapy.layers import l2 as _l2  # noqa: F401
from scapy.layers import sctp as _sctp  # noqa: F401
from scapy.packet import Packet
from scapy.plist import PacketList
from scapy.utils import PcapReader

from campus5g.capture.errors import CaptureError
from campus5g.language import t


def read_scapy_packets(file: Path) -> PacketList:
    """Return what `Capture.packets` describes."""
    return PacketList(list(iterate_scapy_packets(file)), file.name)


def iterate_scapy_packets(file: Path) -> Iterator[Packet]:
    """Yield what `Capture.scapy` describes; the file is closed when the iterator is."""
    try:
        with PcapReader(str(file)) as packets:
            yield from packets
    except (Scapy_Exception, EOFError, OSError) as error:
        raise CaptureError(
            t(
                fr=f"scapy ne peut pas lire {file.name} ({error}).",
                en=f"scapy can't read {file.name} ({error}).",
            ),
            t(fr="Refaites la capture.", en="Make the capture again."),
        ) from error
