"""NTP time, as PFCP and STAMP carry it: seconds since 1900 (RFC 5905, 6)."""

_NTP_EPOCH_OFFSET_S = 2_208_988_800
"""Seconds from the NTP epoch (1900) to the Unix epoch (1970)."""


def ntp_seconds(unix_time_s: float) -> int:
    """Return a Unix time as whole seconds since the NTP epoch."""
    return int(unix_time_s) + _NTP_EPOCH_OFFSET_S


def ntp_timestamp(unix_time_ns: int) -> int:
    """Return a Unix time in nanoseconds as a 64-bit NTP timestamp."""
    seconds, nanoseconds = divmod(unix_time_ns, 1_000_000_000)
    return ntp_seconds(seconds) << 32 | (nanoseconds << 32) // 1_000_000_000
