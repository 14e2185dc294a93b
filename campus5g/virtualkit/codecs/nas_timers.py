"""GPRS timer 3, as NAS messages carry it (TS 24.008, 10.5.7.4a)."""

from campus5g.virtualkit.codecs.protocol_error import ProtocolError

_UNITS_S = {
    0b011: 2,
    0b100: 30,
    0b101: 60,
    0b000: 600,
    0b001: 3600,
    0b010: 36_000,
    0b110: 1_152_000,
}
"""Code and duration in seconds of each unit, shortest first."""
_MOST = 31


def encode_timer_3(duration_s: int) -> bytes:
    """Encode a duration, rounded up to a multiple of the finest unit that can hold it."""
    for code, unit_s in _UNITS_S.items():
        steps = -(-duration_s // unit_s)
        if steps <= _MOST:
            return bytes([code << 5 | steps])
    raise ValueError(f"{duration_s} s is too long for a GPRS timer 3")


def decode_timer_3(value: bytes) -> int | None:
    """Decode a duration in seconds; None for a deactivated timer.

    Raises:
        ProtocolError: when the value isn't one octet.
    """
    if len(value) != 1:
        raise ProtocolError("a GPRS timer 3 that isn't one octet")
    unit_s = _UNITS_S.get(value[0] >> 5)
    return None if unit_s is None else unit_s * (value[0] & _MOST)
