"""Errors and warnings about captures."""

from campus5g.errors import CampusError


class CaptureError(CampusError):
    """A capture that can't be read, or a request that it can't answer."""


class CutCaptureWarning(UserWarning):
    """The file ends in the middle of a packet; the packets before that were read."""
