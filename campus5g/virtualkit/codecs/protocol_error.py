"""The base of all errors in received messages."""


class ProtocolError(Exception):
    """A received message is malformed or unexpected; the receiver logs and discards it."""
