"""One captured packet."""

from typing import NamedTuple


class Packet(NamedTuple):
    """A packet as a capture point saw it."""

    time_ns: int
    """Unix time in nanoseconds."""
    link_type: int
    """What the first byte belongs to: a LINKTYPE value, e.g. 1 for Ethernet."""
    data: bytes
    original_length: int
    """Length on the wire in bytes; more than ``len(data)`` when the kit cut it."""
