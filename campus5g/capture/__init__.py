"""Reading captures: tables, packets and messages from any pcap or pcapng file."""

from campus5g.capture.errors import CaptureError, CutCaptureWarning
from campus5g.capture.reading import Capture, open_capture
from campus5g.capture.tshark.program import tshark_version, unknown_fields

__all__ = [
    "Capture",
    "CaptureError",
    "CutCaptureWarning",
    "open_capture",
    "tshark_version",
    "unknown_fields",
]
