"""Statistics of a stream of packet times and numbers, in constant memory."""

import math
from collections import deque

_BIN_WIDTH = math.log(1.005)
_WINDOW_S = 1.0


class Spread:
    """Median, 99th percentile and maximum of positive values, accurate to half a percent.

    Values are counted in bins whose width is half a percent of the value; the largest and the
    smallest are exact.
    """

    __slots__ = ("_bins", "count", "largest", "smallest")

    def __init__(self) -> None:
        self._bins: dict[int, int] = {}
        self.count = 0
        self.largest: float | None = None
        self.smallest: float | None = None

    def add(self, value: float) -> None:
        """Count a value; a negative one (packets out of time order) counts as zero."""
        value = max(value, 0.0)
        number = math.floor(math.log(value) / _BIN_WIDTH) if value > 0 else -(10**6)
        self._bins[number] = self._bins.get(number, 0) + 1
        self.count += 1
        self.largest = value if self.largest is None else max(self.largest, value)
        self.smallest = value if self.smallest is None else min(self.smallest, value)

    def quantile(self, share: float) -> float | None:
        """Return the smallest value that `share` of the values do not exceed, or None."""
        if self.largest is None or self.smallest is None:
            return None
        wanted = max(1, math.ceil(share * self.count))
        seen = 0
        for number in sorted(self._bins):
            seen += self._bins[number]
            if seen >= wanted:
                middle = math.exp((number + 0.5) * _BIN_WIDTH)
                return min(max(middle, self.smallest), self.largest)
        return self.largest


class PeakRate:
    """The largest number of bytes within any one second."""

    __slots__ = ("_recent", "_sum", "largest_bytes")

    def __init__(self) -> None:
        self._recent: deque[tuple[float, int]] = deque()
        self._sum = 0
        self.largest_bytes = 0

    def add(self, time_s: float, size: int) -> None:
        """Count a packet."""
        self._recent.append((time_s, size))
        self._sum += size
        while self._recent[0][0] <= time_s - _WINDOW_S:
            self._sum -= self._recent.popleft()[1]
        self.largest_bytes = max(self.largest_bytes, self._sum)


class SequenceNumbers:
    """Losses by 16-bit sequence numbers: expected minus received (RFC 3550, A.3).

    Late or repeated numbers do not count as a step forward; a jump of more than half the
    range counts as a late number.
    """

    __slots__ = ("_first", "_highest", "_received")

    def __init__(self) -> None:
        self._first: int | None = None
        self._highest = 0
        self._received = 0

    def add(self, number: int) -> None:
        """Count a packet with this number, 0 to 65535."""
        if self._first is None:
            self._first = self._highest = number
        step = (number - self._highest) & 0xFFFF
        if step < 0x8000:
            self._highest += step
        self._received += 1

    @property
    def lost(self) -> int | None:
        """Number of missing packets; None before the second packet."""
        if self._first is None or self._received < 2:
            return None
        return max(0, self._highest - self._first + 1 - self._received)
