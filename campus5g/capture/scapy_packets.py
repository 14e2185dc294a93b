"""A capture as scapy packets."""

from pathlib import Path

from scapy.contrib import gtp as _gtp  # noqa: F401  teaches scapy UDP port 2152
from scapy.contrib import pfcp as _pfcp  # noqa: F401  teaches scapy UDP port 8805
from scapy.error import Scapy_Exception
from scapy.layers import inet as _inet  # noqa: F401
from scapy.layers import l2 as _l2  # noqa: F401
from scapy.layers import sctp as _sctp  # noqa: F401
from scapy.plist import PacketList
from scapy.utils import rdpcap

from campus5g.capture.errors import CaptureError
from campus5g.language import t


def read_scapy_packets(file: Path) -> PacketList:
    """Return what `Capture.packets` describes."""
    try:
        return rdpcap(str(file))
    except (Scapy_Exception, EOFError, OSError) as error:
        raise CaptureError(
            t(
                fr=f"scapy ne peut pas lire {file.name} ({error}).",
                en=f"scapy can't read {file.name} ({error}).",
            ),
            t(fr="Refaites la capture.", en="Make the capture again."),
        ) from error
