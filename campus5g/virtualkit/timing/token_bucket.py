"""A token bucket, with which the UPF enforces bit rates (TS 23.501, 5.7.1.8)."""

from campus5g.virtualkit.timing import moment

_DEPTH_S = 0.1
_SMALLEST_DEPTH_BYTES = 15_000


class TokenBucket:
    """Polices traffic to a rate, with bursts of up to a tenth of a second.

    Args:
        kbps: the rate.
    """

    def __init__(self, kbps: int) -> None:
        self._bytes_per_s = kbps * 1000 / 8
        self._depth = max(self._bytes_per_s * _DEPTH_S, _SMALLEST_DEPTH_BYTES)
        self._tokens = self._depth
        self._filled_s = moment.now_s()

    def passes(self, size_bytes: int) -> bool:
        """Return whether a packet conforms now; one that does uses up tokens."""
        now_s = moment.now_s()
        self._tokens += max(0.0, now_s - self._filled_s) * self._bytes_per_s
        self._tokens = min(self._tokens, self._depth)
        self._filled_s = now_s
        if size_bytes > self._tokens:
            return False
        self._tokens -= size_bytes
        return True
