"""What can go wrong when a capture is read."""

from campus5g.errors import CampusError


class CaptureError(CampusError):
    """A capture that can't be read, or a question that can't be asked of it."""


class CutCaptureWarning(UserWarning):
    """The file ends in the middle of a packet: what could be read was read."""
