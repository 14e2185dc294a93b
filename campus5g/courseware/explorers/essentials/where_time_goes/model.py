"""Where a command's time goes, from the control room to the machine and back.

The air is the virtual kit's own model (`campus5g.air`): the cell of `virtual.yaml` (30 kHz, 40 MHz,
a device 45 m from the antenna in a hall with few machines). Fibre: 5 µs a kilometre (light in glass
does about 200,000 km/s). UPF and core: 0.4 ms each way, the upper end of what Rischke et al. saw
(IEEE Access 9, 2021: "up to 0.4 ms").
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, get_args

from campus5g.air.chance import Dice
from campus5g.air.channel import Antenna, Channel, Device
from campus5g.air.frame import Frame
from campus5g.air.link_adaptation import resource_blocks
from campus5g.air.load import Background, Load
from campus5g.air.passage import Link, Parts, Timing
from campus5g.air.station import Station
from campus5g.courseware.explorers.models.delays import Delays

Cell = Literal["nominal", "french", "low-latency"]
"""DDDSU and a request every 10 ms; the French frame of 5 ms; DDSU and a request every 2 ms."""

Part = Literal["fibre", "core", "stack", "frame", "request", "queue", "transmission", "again"]
PARTS: tuple[Part, ...] = get_args(Part)

FIBRE_MS_PER_KM = 0.005
CORE_MS = 0.4
COMMANDS = 10_000
"""How many round trips are simulated: a hundred of them are slower than the 99th percentile."""

_BETWEEN_COMMANDS_S = 0.25
_COMMAND_BYTES = 20 + 28 + 10
"""Order, IP and UDP, radio headers."""
_FIVE_QI = 9
_SEED = 7
_PHONES = 40
_BURST_MS = 30.0

_CELLS: dict[Cell, tuple[Frame, Timing]] = {
    "nominal": (Frame("DDDSU", 30), Timing(scheduling_request_ms=10, k2_slots=3)),
    "french": (
        Frame("DDDDDDDSUU", 30, special_downlink=6, special_uplink=4),
        Timing(scheduling_request_ms=10, k2_slots=3),
    ),
    "low-latency": (Frame("DDSU", 30), Timing(scheduling_request_ms=2, k2_slots=2)),
}


@dataclass(frozen=True)
class RoundTrip:
    """The delays of a command and its confirmation.

    Args:
        there_ms: the mean of each part of the command's way, in milliseconds, over the round
            trips that were completed.
        back_ms: the same for the confirmation's.
        median_ms: half are at least as fast; a lost command counts as slower than any.
        p99_ms: 99 in 100 are at least as fast, lost ones counted likewise.
        lost: how many of `COMMANDS` were dropped after waiting too long in a buffer.
    """

    there_ms: dict[Part, float]
    back_ms: dict[Part, float]
    median_ms: float
    p99_ms: float
    lost: int

    def part_ms(self, part: Part) -> float:
        """Return the mean of a part, both ways together."""
        return self.there_ms[part] + self.back_ms[part]

    @property
    def mean_ms(self) -> float:
        """The sum of the parts."""
        return sum(self.part_ms(part) for part in PARTS)

    @property
    def largest(self) -> Part:
        """The part that takes the most."""
        return max(PARTS, key=self.part_ms)

    def share(self, part: Part) -> float:
        """Return a part's share of the mean, 0 to 1."""
        return self.part_ms(part) / self.mean_ms


@lru_cache(maxsize=256)
def round_trip(core_km: float = 0.0, load: float = 0.0, cell: Cell = "nominal") -> RoundTrip:
    """Simulate commands and their confirmations through the network.

    Args:
        core_km: fibre between the site and the core, in kilometres.
        load: the share of the carrier that forty phones of the same priority fill, 0 to 1.
        cell: its frame and settings.
    """
    frame, timing = _CELLS[cell]
    link = _link(frame, timing, load)
    when = Dice(_SEED, "commands")
    wire_ms = core_km * FIBRE_MS_PER_KM + CORE_MS
    trips: list[tuple[dict[Part, float], dict[Part, float]]] = []
    for number in range(COMMANDS):
        sent_s = _BETWEEN_COMMANDS_S * (number + when.uniform(number))
        down = link.downlink(sent_s + wire_ms / 1000, _COMMAND_BYTES, _FIVE_QI)
        if down.arrival_s is None:
            continue
        up = link.uplink(down.arrival_s, _COMMAND_BYTES, _FIVE_QI)
        if up.arrival_s is None:
            continue
        trips.append((_took(down.parts, core_km), _took(up.parts, core_km)))
    arrived = len(trips)
    lost = COMMANDS - arrived
    completed_ms = [sum(there.values()) + sum(back.values()) for there, back in trips]
    delays = Delays.of(completed_ms + lost * [math.inf])
    return RoundTrip(
        {part: sum(there[part] for there, _ in trips) / arrived for part in PARTS},
        {part: sum(back[part] for _, back in trips) / arrived for part in PARTS},
        delays.percentile_ms(0.5),
        delays.percentile_ms(0.99),
        lost,
    )


def _took(parts: Parts, core_km: float) -> dict[Part, float]:
    return {
        "fibre": core_km * FIBRE_MS_PER_KM,
        "core": CORE_MS,
        "stack": parts.stack_ms,
        "frame": parts.frame_ms,
        "request": parts.request_ms + parts.grant_ms,
        "queue": parts.queue_ms,
        "transmission": parts.transmission_ms,
        "again": parts.harq_ms,
    }


def _link(frame: Frame, timing: Timing, load: float) -> Link:
    blocks = resource_blocks(40, frame.scs_khz)
    channel = Channel(
        frequency_mhz=3850,
        scs_khz=frame.scs_khz,
        resource_blocks=blocks,
        antenna=Antenna(),
        seed=_SEED,
    )
    station = Station(channel, blocks, Device(), (40.0, 20.0), _SEED)
    others = [Background("office", _FIVE_QI, _PHONES, load, load, _BURST_MS)] if load else []
    return Link(
        frame,
        timing,
        Load(others, {}, frame.slot_s, _SEED),
        station.scheme,
        "machines",
        _SEED,
    )
