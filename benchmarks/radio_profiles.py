"""The radio model beside published measurements, profile by profile, and its saw-tooth.

``.venv/bin/python benchmarks/radio_profiles.py [--json]``. Packets are taken through the model at
seeded times, without a network and without waiting: nothing here depends on the machine. Published
values come from other networks than the one that is modelled; a ratio near 1 says that the model is
of the same kind, not that it is right.
"""

import argparse
import json
import statistics
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from itertools import pairwise
from random import Random

from campus5g.air.passage import Access, Passage
from campus5g.inventory import load_inventory
from campus5g.places import KITS
from campus5g.virtualkit.network import ROUND_TRIP_WIRES_S
from campus5g.virtualkit.ran.coverage import Coverage
from campus5g.virtualkit.scenarios.scenario import load_scenario

UE = "camera"
FIVE_QI = 9
HEADERS_BYTES = 20 + 8 + 10
"""IPv4, UDP and the radio's own."""
PACKETS = 20_000
JITTER = 0.1
"""Of the interval between packets: every phase of the frame gets its share."""
SEED = 1
REQUEST_MS = 10.0

INVENTORY = load_inventory(KITS / "virtual.yaml")


@dataclass(frozen=True)
class Run:
    """One run through a profile: how its packets are sent."""

    scenario: str
    interval_ms: float
    payload_bytes: int


@dataclass(frozen=True)
class Delays:
    """What the packets of a run took."""

    round_trip_ms: list[float]
    uplink_ms: list[float]
    downlink_ms: list[float]

    def of(self, way: str) -> list[float]:
        """Return the delays of the round trip or of one way."""
        return {
            "round trip": self.round_trip_ms,
            "uplink": self.uplink_ms,
            "downlink": self.downlink_ms,
        }[way]


def link(scenario: str) -> tuple[Access, float]:
    """Return the air between the gNB and the device, and the round trip beside it in seconds."""
    played = load_scenario(scenario, INVENTORY)
    coverage = Coverage(INVENTORY.cell, played.radio, SEED)
    number = list(INVENTORY.ues).index(UE) + 1
    station = coverage.station(played.devices[UE], number)
    access = coverage.access(station, INVENTORY.slice_of(UE).name, number)
    return access, ROUND_TRIP_WIRES_S + 2 * played.core.transport_ms / 1000


@cache
def delays(run: Run) -> Delays:
    """Send packets from the device and have each answered; then each way alone.

    One way alone is measured at separate times: the answer in a round trip is in step with the
    frame, because its request was.
    """
    size_bytes = run.payload_bytes + HEADERS_BYTES
    access, wires_s = link(run.scenario)
    round_trips_ms = []
    for time_s in times_s(run.interval_ms):
        up = access.uplink(time_s, size_bytes, FIVE_QI).arrival_s
        if up is None:
            continue
        down = access.downlink(up + wires_s, size_bytes, FIVE_QI).arrival_s
        if down is not None:
            round_trips_ms.append(1000 * (down - time_s))
    return Delays(
        round_trips_ms,
        one_way_ms(link(run.scenario)[0].uplink, run.interval_ms, size_bytes),
        one_way_ms(link(run.scenario)[0].downlink, run.interval_ms, size_bytes),
    )


def one_way_ms(
    send: Callable[[float, int, int], Passage], interval_ms: float, size_bytes: int
) -> list[float]:
    """Return the delays of packets that cross the air one way."""
    found = []
    for time_s in times_s(interval_ms):
        arrival_s = send(time_s, size_bytes, FIVE_QI).arrival_s
        if arrival_s is not None:
            found.append(1000 * (arrival_s - time_s))
    return found


def times_s(interval_ms: float) -> list[float]:
    """Return when packets are sent: at an interval with jitter."""
    chance = Random(SEED)  # noqa: S311 - times to send at
    time_s, found = 0.0, []
    for _ in range(PACKETS):
        time_s += interval_ms / 1000 * chance.uniform(1 - JITTER, 1 + JITTER)
        found.append(time_s)
    return found


def percentile(values: Sequence[float], percent: float) -> float:
    """Return a percentile by the nearest rank."""
    return sorted(values)[min(len(values) - 1, int(percent / 100 * len(values)))]


@dataclass(frozen=True)
class Comparison:
    """A published figure and the model's."""

    scenario: str
    way: str
    figure: str
    published_ms: float
    computed_ms: float
    grade: str
    source: str

    @property
    def ratio(self) -> float:
        """The model's over the published one."""
        return self.computed_ms / self.published_ms


FIGURES: dict[str, Callable[[Sequence[float]], float]] = {
    "best": min,
    "mean": statistics.fmean,
    "p50": lambda values: percentile(values, 50),
    "p95": lambda values: percentile(values, 95),
    "p99": lambda values: percentile(values, 99),
    "p99.9": lambda values: percentile(values, 99.9),
}

CICV5G = "CICV5G, urban n78, all runs, vehicle (10.5281/zenodo.17475688)"
RISCHKE = "Rischke et al., IEEE Access 9 (2021): 95 % within 4 to 10 ms"
EDAF = "EDAF, OAI, arXiv 2401.09856"
SRSRAN = "srsRAN_Project#1192, low-latency configuration, at best"
NPERF = "nPerf H1 2023, mean of the four French operators' 26 to 37 ms"
NUWINS_5G = "NUWiNS, public 5G, driving"
NUWINS_LTE = "NUWiNS, public LTE, standing"
ODIN = "SSL-A-Team, robot radio Odin, 100 Hz, 512 B"
NORA = "SSL-A-Team, robot radio Nora, 100 Hz, 512 B"


@dataclass(frozen=True)
class Published:
    """A published measurement of a network like a profile's, and how it is reproduced."""

    run: Run
    way: str
    figures_ms: dict[str, float]
    grade: str
    """A: raw data is public; B: a paper; C: a log, or a press figure."""
    source: str


PUBLISHED = [
    Published(Run("nominal", 55, 64), "round trip", {"p50": 16, "p95": 22, "p99": 27}, "A", CICV5G),
    Published(Run("nominal", 20, 64), "downlink", {"p95": 10}, "B", RISCHKE),
    Published(Run("nominal", 20, 64), "uplink", {"mean": 12}, "B", EDAF),
    Published(Run("low-latency", 100, 64), "round trip", {"best": 19}, "C", SRSRAN),
    Published(Run("public-nsa", 100, 64), "round trip", {"mean": 31.8}, "C", NPERF),
    Published(
        Run("public-nsa", 100, 64),
        "round trip",
        {"p50": 32.2, "p95": 49.6, "p99": 109},
        "A",
        NUWINS_5G,
    ),
    Published(
        Run("lte", 100, 64), "round trip", {"p50": 37.2, "p95": 113, "p99": 157}, "A", NUWINS_LTE
    ),
    Published(
        Run("wifi", 10, 512), "round trip", {"p50": 5.7, "p95": 15.6, "p99": 108.9}, "C", ODIN
    ),
    Published(
        Run("wifi-quiet", 10, 512), "round trip", {"p50": 7.2, "p95": 8.2, "p99": 9.7}, "C", NORA
    ),
]


def comparisons() -> list[Comparison]:
    """Compute every figure that has a published one beside it."""
    found = []
    for each in PUBLISHED:
        values = delays(each.run).of(each.way)
        for figure, published_ms in each.figures_ms.items():
            computed_ms = FIGURES[figure](values)
            found.append(
                Comparison(
                    each.run.scenario,
                    each.way,
                    figure,
                    published_ms,
                    computed_ms,
                    each.grade,
                    each.source,
                )
            )
    return found


@dataclass(frozen=True)
class SawTooth:
    """The course of the uplink's delay when packets are sent at an exact interval."""

    interval_ms: float
    first_ms: list[float]
    falls_by_ms: float
    jumps_by_ms: float


def saw_tooth(interval_ms: float, packets: int = 200) -> SawTooth:
    """Send at an exact interval; packets repeated by HARQ are left out."""
    access, _ = link("nominal")
    found = []
    for number in range(packets):
        time_s = number * interval_ms / 1000
        passage = access.uplink(time_s, 64 + HEADERS_BYTES, FIVE_QI)
        if passage.arrival_s is not None and passage.transmissions == 1:
            found.append((number, 1000 * (passage.arrival_s - time_s)))
    steps = [
        after_ms - before_ms
        for (before, before_ms), (after, after_ms) in pairwise(found)
        if after == before + 1
    ]
    falls = [step for step in steps if step < -0.1]
    jumps = [step for step in steps if step > REQUEST_MS / 2]
    return SawTooth(
        interval_ms,
        [delay_ms for _, delay_ms in found[:24]],
        statistics.median(falls) if falls else 0.0,
        statistics.median(jumps) if jumps else 0.0,
    )


def main() -> None:
    """Compute and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--json", action="store_true", help="print data")
    as_json = parser.parse_args().json
    compared = comparisons()
    teeth = [saw_tooth(interval_ms) for interval_ms in (100.0, 101.0, 103.0)]
    if as_json:
        rows = [asdict(each) | {"ratio": each.ratio} for each in compared]
        print(json.dumps({"profiles": rows, "saw_tooth": [asdict(each) for each in teeth]}))
        return
    head = f"{'profile':12}{'way':12}{'figure':8}{'published':>10}{'computed':>10}{'ratio':>7}"
    print(f"{head}  source (grade)")
    for each in compared:
        numbers = f"{each.published_ms:10.1f}{each.computed_ms:10.1f}{each.ratio:7.2f}"
        print(
            f"{each.scenario:12}{each.way:12}{each.figure:8}{numbers}  {each.source} ({each.grade})"
        )
    french, private = (
        percentile(delays(Run(name, 55, 64)).round_trip_ms, 50)
        for name in ("french-frame", "nominal")
    )
    print(f"\nFrench frame: {french - private:+.1f} ms at p50 over nominal (expected 3 to 8 ms).")
    print(
        f"\nUplink, nominal (request period {REQUEST_MS:g} ms), sent at an exact interval, in ms:"
    )
    for tooth in teeth:
        shown = " ".join(f"{delay_ms:.0f}" for delay_ms in tooth.first_ms)
        print(f"  every {tooth.interval_ms:g} ms: {shown}")
        if tooth.falls_by_ms:
            steps = f"{tooth.falls_by_ms:+.1f} ms a packet, then a jump of {tooth.jumps_by_ms:+.1f}"
            print(f"    {steps} ms")


if __name__ == "__main__":
    main()
