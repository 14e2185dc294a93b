"""The lists that the exercises work on: send times in seconds, round trips in milliseconds."""

import csv
import math
from collections.abc import Sequence
from pathlib import Path

from campus5g.kit.measuring.latency import LatencyResult

DATA = Path(__file__).parent / "data"

RoundTrips = list[float | None]
"""In milliseconds, in the order of sending; None where a packet was lost."""


def round_trips(measured: LatencyResult) -> RoundTrips:
    """Return the round-trip times of a measurement, in milliseconds; None for a lost packet."""
    table = measured.table()
    return [
        None if lost else float(rtt_ms)
        for rtt_ms, lost in zip(table["rtt_ms"], table["lost"], strict=True)
    ]


def send_times(measured: LatencyResult) -> list[float]:
    """Return when each packet was sent, in seconds since 1970."""
    return [instant.timestamp() for instant in measured.table()["sent"]]


def returned(rtts: RoundTrips) -> list[float]:
    """Return the round trips of the packets that came back."""
    return [rtt for rtt in rtts if rtt is not None]


def read_trace(name: str) -> tuple[list[float], RoundTrips]:
    """Return send times in seconds and round trips in milliseconds of a file in ``data``."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    rtts: RoundTrips = [float(row["rtt_ms"]) if row["rtt_ms"] else None for row in rows]
    return [float(row["sent_s"]) for row in rows], rtts


def read_site(number: int) -> tuple[list[float], RoundTrips]:
    """Return send times in seconds and round trips in milliseconds of an unknown site."""
    with (DATA / f"sites/{number:02}.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    rtts: RoundTrips = [float(row["rtt_ms"]) if row["rtt_ms"] else None for row in rows]
    return [float(row["sent_ms"]) / 1000 for row in rows], rtts


def read_stamps(name: str, ahead_ms: float) -> list[tuple[float, float, float, float]]:
    """Return the four times of each STAMP packet, in milliseconds, of a file in ``data``.

    Sent by the site and received by it after the answer: on the site's clock. Received and sent
    by the device: on the device's clock.

    Args:
        name: of the file.
        ahead_ms: by how much the device's clock is ahead of the site's; below 0, behind.
    """
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return [
        (
            float(row["t1_ms"]),
            float(row["t2_ms"]) + ahead_ms,
            float(row["t3_ms"]) + ahead_ms,
            float(row["t4_ms"]),
        )
        for row in rows
    ]


def percentile(times: Sequence[float], p: float) -> float:
    """Return the percentile of some delays: the one of the nearest rank."""
    return sorted(times)[max(0, math.ceil(p * len(times) / 100) - 1)]


def curve(times: Sequence[float]) -> tuple[list[float], list[float]]:
    """Return delays in ascending order, and which share of them, in %, is not above each."""
    ordered = sorted(times)
    return ordered, [100 * rank / len(ordered) for rank in range(1, len(ordered) + 1)]


def middle(values: Sequence[float]) -> float:
    """Return the median of some values, for the sentences after a measurement."""
    return sorted(values)[len(values) // 2]
