"""Folding send times by a period, and how far the delays scatter then."""

from collections.abc import Sequence

_BINS = 20
_FEWEST = 4
"""A bin with less has no quartiles worth the name."""


def scatter(
    sent_s: Sequence[float], rtts: Sequence[float | None], period_ms: float | None = None
) -> float:
    """Return how far delays of packets that were sent at the same point of a period differ.

    The period is cut into twenty bins; of each the interquartile range is taken, and of those the
    median. Without a period all packets lie in one bin.

    Args:
        sent_s: when each packet was sent, in seconds.
        rtts: their round trips in milliseconds; None for a lost one, which is left out.
        period_ms: the period, in milliseconds.

    Returns:
        Milliseconds.
    """
    bins: dict[int, list[float]] = {}
    for sent, rtt in zip(sent_s, rtts, strict=True):
        if rtt is not None:
            turn = 0.0 if period_ms is None else (1000 * sent / period_ms) % 1
            bins.setdefault(int(turn * _BINS), []).append(rtt)
    ranges = sorted(_quartile_range(sorted(each)) for each in bins.values() if len(each) >= _FEWEST)
    return ranges[len(ranges) // 2] if ranges else 0.0


def _quartile_range(ordered: list[float]) -> float:
    return ordered[3 * len(ordered) // 4] - ordered[len(ordered) // 4]
