"""The lists that the exercises work on: send times in seconds, round trips in milliseconds."""

import csv
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


def read_stamps(name: str) -> list[tuple[float, float, float, float]]:
    """Return the four times of each STAMP packet, in milliseconds, of a file in ``data``.

    Sent by the site and received by it after the answer: on the site's clock. Received and sent
    by the device: on the device's clock.
    """
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return [
        (float(row["t1_ms"]), float(row["t2_ms"]), float(row["t3_ms"]), float(row["t4_ms"]))
        for row in rows
    ]


def middle(values: Sequence[float]) -> float:
    """Return the median of some values, for the sentences after a measurement."""
    return sorted(values)[len(values) // 2]
