"""The lists that the exercises work on: round trips in milliseconds, QFIs seen on N3."""

import math
from pathlib import Path

from campus5g.capture import open_capture
from campus5g.kit.measuring.latency import LatencyResult

QFI = "gtp.ext_hdr.pdu_ses_con.qos_flow_id"

RoundTrips = list[float | None]
"""In milliseconds, in the order of sending; None where a packet was lost."""


def round_trips(measured: LatencyResult) -> RoundTrips:
    """Return the round-trip times of a measurement, in milliseconds; None for a lost packet."""
    table = measured.table()
    return [
        None if lost else float(rtt_ms)
        for rtt_ms, lost in zip(table["rtt_ms"], table["lost"], strict=True)
    ]


def percentile(rtts: RoundTrips, percent: float) -> float:
    """Return the delay that so many percent of the packets sent do not exceed, in milliseconds.

    A lost packet never comes back: its delay is infinite.
    """
    ordered = sorted(math.inf if rtt is None else rtt for rtt in rtts)
    return ordered[math.ceil(percent * len(ordered) / 100) - 1]


def qfis_of_port(capture: Path, port: int) -> list[int]:
    """Return the QFI of each packet that goes up to a port of the site, in order, from N3."""
    rows = open_capture(capture).table({"qfi": QFI}, f"gtp && udp.dstport == {port}")
    return [int(qfi) for qfi in rows["qfi"]]


def ports_of_device(capture: Path, address: str) -> dict[tuple[int, int], int]:
    """Return how many packets a device sends up by itself, by port of the site and QFI, from N3.

    Its answers to a measurement, from the STAMP port 862, are left out.
    """
    fields = {"port": "udp.dstport", "qfi": QFI}
    own = f"gtp && ip.src == {address} && !icmp && !(udp.srcport == 862)"
    rows = open_capture(capture).table(fields, own)
    counts: dict[tuple[int, int], int] = {}
    for ports, qfi in zip(rows["port"], rows["qfi"], strict=True):
        key = int(ports.split("; ")[-1]), int(qfi)
        counts[key] = counts.get(key, 0) + 1
    return counts
