"""The network's name and time in a CONFIGURATION UPDATE COMMAND (TS 24.008, 10.5.3)."""

from datetime import datetime, timedelta

_EXTENSION = 0x80
_UCS2 = 0x10
_WEST = 0x08
_QUARTER = timedelta(minutes=15)


def encode_network_name(name: str) -> bytes:
    """Encode a network name in UCS2, without country initials (10.5.3.5a)."""
    return bytes([_EXTENSION | _UCS2]) + name.encode("utf-16-be")


def encode_universal_time(moment: datetime) -> bytes:
    """Encode a moment in UTC, with the offset of its own time zone (10.5.3.9).

    Args:
        moment: a moment with its time zone.
    """
    offset = moment.utcoffset() or timedelta()
    quarters = abs(offset) // _QUARTER
    zone = _swapped(quarters) | (_WEST if offset < timedelta() else 0)
    parts = (moment - offset).timetuple()[:6]
    return bytes([*(_swapped(part % 100) for part in parts), zone])


def _swapped(number: int) -> int:
    """Return two decimal digits in one octet, the first one in its lower half."""
    return number % 10 << 4 | number // 10
