"""The error of whoever receives bytes that break a protocol."""


class ProtocolError(Exception):
    """Bytes that are not what they should be: the receiver discards them and says so."""
