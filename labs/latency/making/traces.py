"""Makes the traces in ``data/`` by the radio model.

``.venv/bin/python labs/latency/making/traces.py`` writes them again. Seeded times, no network, no
waiting: the same files on every machine.
"""

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from statistics import fmean

from campus5g.air.frame import Frame
from campus5g.air.interruptions import Interruptions
from campus5g.air.link_adaptation import (
    Scheme,
    downlink_scheme,
    resource_blocks,
    uplink_scheme,
)
from campus5g.air.load import Background, Load
from campus5g.air.passage import Link, Parts, Passage, Timing

FOLDER = Path(__file__).parent.parent / "data"
START_S = 1_750_000_000.0
PACKET_BYTES = 64 + 20 + 8 + 10
"""Payload, UDP, IPv4 and the radio's own."""
FIVE_QI = 9
SLICE = "machines"
SINR_DB = 20.0
WIRES_MS = 2.3
"""Beside the air, both ways."""
REFLECTING_MS = 0.2


@dataclass(frozen=True)
class Cell:
    """The cell that a trace is taken in."""

    pattern: str
    request_ms: float
    k2_slots: int = 3
    bandwidth_mhz: int = 40
    users_load: float = 0.0
    queue_ms: float = 1500.0
    breaks_per_minute: float = 0.0

    def link(self, seed: int) -> Link:
        """Return the air to one device."""
        frame = Frame(self.pattern, 30)
        blocks = resource_blocks(self.bandwidth_mhz, 30)
        scheme = {
            "downlink": downlink_scheme(SINR_DB, blocks),
            "uplink": uplink_scheme(SINR_DB, blocks),
        }
        others = [Background("office", FIVE_QI, 40, self.users_load, self.users_load, 30.0)]
        return Link(
            frame=frame,
            timing=Timing(
                scheduling_request_ms=self.request_ms,
                k2_slots=self.k2_slots,
                queue_ms=self.queue_ms,
            ),
            load=Load(others if self.users_load else [], {}, frame.slot_s, seed),
            scheme=_constant(scheme),
            slice_name=SLICE,
            seed=seed,
            interruptions=Interruptions(per_minute=self.breaks_per_minute),
        )


def _constant(schemes: dict[str, Scheme]) -> Callable[[str, float], Scheme]:
    return lambda direction, time_s: schemes[direction]


@dataclass(frozen=True)
class Trace:
    """A measurement.

    Args:
        cell: where.
        count: how many packets.
        interval_ms: between two of them.
        seed: of all that is drawn.
        flicker: by which part of the interval packets are early or late.
        dropped: the share of packets that something on the way throws away.
    """

    cell: Cell
    count: int
    interval_ms: float
    seed: int
    flicker: float = 0.05
    dropped: float = 0.0

    def times_s(self) -> Iterable[float]:
        """Return when packets are sent: at an interval that flickers a little."""
        chance = Random(self.seed)  # noqa: S311 - times to send at
        for number in range(self.count):
            shift = chance.uniform(-self.flicker, self.flicker)
            yield START_S + (number + shift) * self.interval_ms / 1000

    def ways(self) -> Iterable[tuple[float, Passage, Passage | None]]:
        """Yield when each packet was sent, in seconds, and how it went down and up the air."""
        link = self.cell.link(self.seed)
        for sent_s in self.times_s():
            down = link.downlink(sent_s + WIRES_MS / 2000, PACKET_BYTES, FIVE_QI)
            if down.arrival_s is None:
                yield sent_s, down, None
                continue
            answered_s = down.arrival_s + REFLECTING_MS / 1000
            yield sent_s, down, link.uplink(answered_s, PACKET_BYTES, FIVE_QI)

    def ways_s(self) -> Iterable[tuple[float, float | None, float | None]]:
        """Yield when each packet was sent, arrived at the device, and was back; None if lost."""
        drops = Random(f"drops {self.seed}")  # noqa: S311 - packets to lose
        for sent_s, down, up in self.ways():
            up_s = None if up is None or drops.random() < self.dropped else up.arrival_s
            yield sent_s, down.arrival_s, None if up_s is None else up_s + WIRES_MS / 2000


ROUND_TRIPS = {
    "quay": Trace(
        Cell("DDDDDDDSUU", 10, users_load=0.6, queue_ms=30, breaks_per_minute=20), 700, 14.3, 11
    ),
    "workshop": Trace(Cell("DDSU", 2, k2_slots=2), 500, 14.3, 12),
    "yard": Trace(Cell("DDDSU", 20), 500, 33.7, 13),
    "hall": Trace(Cell("DDDSU", 10), 1200, 16.3, 14),
}
STAMPS = {"two-clocks": Trace(Cell("DDDSU", 10), 200, 16.3, 15)}
"""Both clocks are right; the lab shifts the device's by what a learner's draw says."""


def site_trace(cause: str, seed: int) -> Trace:
    """Return a measurement at a site with one trouble.

    Args:
        cause: rare `requests`, a full cell's `queue`, `breaks` of the link, a measurement `in-step`
            with the network, or single packets that get `dropped`.
        seed: of all that is drawn.
    """
    chance = Random(f"site {seed}")  # noqa: S311 - settings of a site
    interval_ms, quiet = chance.choice([17.3, 19.7, 21.3]), Cell("DDDSU", chance.choice([5, 10]))
    if cause == "requests":
        return Trace(Cell("DDDSU", 20), SITE_PACKETS, interval_ms, seed)
    if cause == "queue":
        full = replace(quiet, users_load=chance.choice([0.86, 0.88, 0.9]))
        return Trace(full, SITE_PACKETS, interval_ms, seed)
    if cause == "breaks":
        broken = replace(quiet, breaks_per_minute=chance.choice([24, 28, 32]))
        return Trace(broken, SITE_PACKETS, interval_ms, seed)
    if cause == "in-step":
        return Trace(Cell("DDDSU", 10), SITE_PACKETS, chance.choice([20, 30]), seed, flicker=0.01)
    return Trace(quiet, SITE_PACKETS, interval_ms, seed, dropped=chance.choice([0.03, 0.04, 0.05]))


SITE_PACKETS = 400
CAUSES = ("requests", "queue", "breaks", "in-step", "dropped")
SITES = dict(enumerate(Random("sites").sample(3 * CAUSES, 15), start=1))  # noqa: S311
"""The cause by the number of the site; learners get the numbers only."""


def site_rows(number: int) -> list[Sequence[str]]:
    """Return a header and one row a packet, in milliseconds since the first."""
    rows: list[Sequence[str]] = [("sent_ms", "rtt_ms")]
    for sent_s, _, back_s in site_trace(SITES[number], 100 + number).ways_s():
        rtt = "" if back_s is None else f"{1000 * (back_s - sent_s):.1f}"
        rows.append((f"{1000 * (sent_s - START_S):.1f}", rtt))
    return rows


def round_trip_rows(trace: Trace) -> list[Sequence[str]]:
    """Return a header and one row a packet: sent in seconds, round trip in milliseconds."""
    rows: list[Sequence[str]] = [("sent_s", "rtt_ms")]
    for sent_s, _, back_s in trace.ways_s():
        rows.append((f"{sent_s:.6f}", "" if back_s is None else f"{1000 * (back_s - sent_s):.3f}"))
    return rows


def stamp_rows(trace: Trace) -> list[Sequence[str]]:
    """Return a header and the four times of each packet, in milliseconds since the first."""
    rows: list[Sequence[str]] = [("t1_ms", "t2_ms", "t3_ms", "t4_ms")]
    for sent_s, there_s, back_s in trace.ways_s():
        if there_s is None or back_s is None:
            continue
        received_ms = 1000 * (there_s - START_S)
        times_ms = (
            1000 * (sent_s - START_S),
            received_ms,
            received_ms + REFLECTING_MS,
            1000 * (back_s - START_S),
        )
        rows.append([f"{each:.3f}" for each in times_ms])
    return rows


def part_rows(trace: Trace) -> list[Sequence[str]]:
    """Return a header, the mean milliseconds of each part, and those of the slowest 5 %."""
    packets = [
        (1000 * (up.arrival_s - sent_s), _kinds(down.parts, up.parts))
        for sent_s, down, up in trace.ways()
        if up is not None and up.arrival_s is not None
    ]
    packets.sort(key=lambda packet: packet[0])
    rows: list[Sequence[str]] = [("packets", *packets[0][1])]
    for name, kept in (("all", packets), ("slowest", packets[-round(len(packets) / 20) :])):
        means = [fmean(parts[kind] for _, parts in kept) for kind in kept[0][1]]
        rows.append((name, *(f"{each:.2f}" for each in means)))
    return rows


def _kinds(down: Parts, up: Parts) -> dict[str, float]:
    """Return the milliseconds of a round trip as the lab tells them."""
    return {
        "asking": up.request_ms + up.grant_ms,
        "slot": down.frame_ms + up.frame_ms,
        "queue": down.queue_ms + up.queue_ms,
        "sending": down.transmission_ms + up.transmission_ms,
        "again": down.harq_ms + up.harq_ms,
        "core": WIRES_MS + REFLECTING_MS + down.stack_ms + up.stack_ms,
    }


def all_rows() -> dict[str, list[Sequence[str]]]:
    """Return what each file holds, by its name."""
    rows = {name: round_trip_rows(trace) for name, trace in ROUND_TRIPS.items()}
    rows |= {name: stamp_rows(trace) for name, trace in STAMPS.items()}
    rows |= {f"sites/{number:02}": site_rows(number) for number in SITES}
    return rows | {"model-parts": part_rows(ROUND_TRIPS["hall"])}


def main() -> None:
    """Write the files."""
    for name, rows in all_rows().items():
        file = Path(FOLDER / f"{name}.csv")
        with file.open("w", encoding="utf-8", newline="") as lines:
            csv.writer(lines, lineterminator="\n").writerows(rows)


if __name__ == "__main__":
    main()
