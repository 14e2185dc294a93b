"""A vehicle that halts at the same place each shift: what it recorded on the way there.

One aisle of 120 m of an invented plant, between two antennas of the virtual kit's radio model
(`campus5g.air`): its levels are those of `air.channel`, its delays those of messages sent through
`air.passage`, ten a second. Each record has one cause: a radio shadow, a handover, a full cell, the
core network, or the vehicle itself (its scanner, the floor).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Literal

from campus5g.air.chance import Dice
from campus5g.air.channel import Antenna, Channel, Device, Signal
from campus5g.air.frame import Direction, Frame
from campus5g.air.link_adaptation import Scheme, resource_blocks, uplink_scheme
from campus5g.air.load import Background, Load
from campus5g.air.passage import Link, Timing

RecordId = Literal["four", "seven", "two", "nine", "six", "three"]
"""By the vehicle's number: a name that told the cause would tell it to learners, too."""
Cause = Literal["shadow", "handover", "load", "core", "vehicle"]

AISLE_M = 120.0
SPEED_MPS = 1.2
AFTER_S = 3.0
"""How long the record goes on after the halt."""
MESSAGES_PER_S = 10
ANTENNAS_M: Mapping[str, float] = {"A": 5.0, "B": 115.0}
"""Where the antennas of the two cells stand along the aisle."""
HANDOVER_MARGIN_DB = 5.0
"""By which the other cell must be stronger (an A3 event, TS 38.331, 5.5.4.4)."""

_FRAME = Frame("DDDSU", 30)
_BLOCKS = resource_blocks(40, 30)
_BYTES = 400
_AGAIN_S = 0.02
"""From the end of a break to the first message."""
_VIDEO_MBIT_S = 2.0
_VIDEO_S = 12.0
_QUEUE_MS = 900.0
"""What waits longer in the vehicle's own queue is dropped (discardTimer, TS 38.323)."""
_FIVE_QI = 9
_SLICE = "fleet"
_SEED = 8


@dataclass(frozen=True)
class Story:
    """What goes wrong in a record.

    Args:
        cause: what made the vehicle halt.
        halt_m: where it halts.
        tolerated_ms: the silence that it tolerates.
        shadow_db: what stands between vehicle and antennas around the halt.
        break_ms: how long nothing passes: a failed handover, a shadow or the core's stop. It begins
            as long before the halt as the vehicle tolerates.
        cameras: vehicles that send a video in the last 12 s, this one among them; the cell then has
            more to carry than it can.
        others_halted: how many of the other eight vehicles halted in the same minute.
        position_drop: by how much the position's quality falls at the halt, 0 to 1.
        slip: by how much the wheels turn more than the vehicle advances, 0 to 1.
    """

    cause: Cause
    halt_m: float
    tolerated_ms: float
    shadow_db: float = 0.0
    break_ms: float = 0.0
    cameras: int = 0
    others_halted: int = 0
    position_drop: float = 0.0
    slip: float = 0.0


STORIES: Mapping[RecordId, Story] = {
    "four": Story("shadow", 84.0, 1000, shadow_db=37, break_ms=1600),
    "seven": Story("handover", 0.0, 500, break_ms=900),
    "two": Story("load", 96.0, 200, cameras=16, others_halted=3),
    "nine": Story("core", 60.0, 1000, break_ms=2400, others_halted=8),
    "six": Story("vehicle", 72.0, 500, position_drop=0.72),
    "three": Story("vehicle", 36.0, 1000, position_drop=0.18, slip=0.34),
}
"""Invented; a handover's halt is where the model changes cells."""


@dataclass(frozen=True)
class Sample:
    """What is recorded at a moment.

    Args:
        at_s, along_m: when and where.
        cell: the serving cell.
        rsrp_dbm, sinr_db: of the serving cell.
        delay_ms: of the message sent then, to the fleet control; infinite if dropped.
        position_quality: how sure the vehicle is of its place, 0 to 1.
    """

    at_s: float
    along_m: float
    cell: str
    rsrp_dbm: float
    sinr_db: float
    delay_ms: float
    position_quality: float


@dataclass(frozen=True)
class Record:
    """The last metres before a halt.

    Args:
        name: which.
        samples: in order.
        halt_m: where the vehicle stood.
    """

    name: RecordId
    samples: tuple[Sample, ...]
    halt_m: float

    @property
    def halt_s(self) -> float:
        """When it stood, from the beginning of the record."""
        return self.halt_m / SPEED_MPS

    @property
    def story(self) -> Story:
        """What went wrong."""
        return STORIES[self.name]

    @property
    def longest_silence_ms(self) -> float:
        """The longest time between two messages received by the fleet control."""
        arrived = [one for one in self.samples if not math.isinf(one.delay_ms)]
        answered = sorted(one.at_s + one.delay_ms / 1000 for one in arrived)
        return 1000 * max(b - a for a, b in pairwise(answered))

    @property
    def slowest_ms(self) -> float:
        """The slowest message that arrived."""
        return max(one.delay_ms for one in self.samples if not math.isinf(one.delay_ms))

    @property
    def at_halt(self) -> Sample:
        """The sample nearest to the halt."""
        return min(self.samples, key=lambda one: abs(one.along_m - self.halt_m))

    @property
    def cells(self) -> str:
        """The serving cells in order."""
        return "".join(dict.fromkeys(one.cell for one in self.samples))


@cache
def record(name: RecordId) -> Record:
    """Return a record."""
    story = STORIES[name]
    halt_m = story.halt_m or _handover_m() + SPEED_MPS * story.tolerated_ms / 1000
    halt_s = halt_m / SPEED_MPS
    # What comes after the halt is recorded standing: the link goes on.
    last_s = halt_s + AFTER_S
    break_s = halt_s - story.tolerated_ms / 1000
    links = {
        crowded: _link(story, halt_m, crowded=crowded and bool(story.cameras))
        for crowded in (False, True)
    }
    noise = Dice(_SEED, name)
    samples = []
    cell = "A"
    earlier_s = 0.0
    for number in range(math.floor(last_s * MESSAGES_PER_S)):
        at_s = number / MESSAGES_PER_S
        along_m = min(halt_m, SPEED_MPS * at_s)
        cell = _serving(cell, along_m)
        signal = _signal(cell, along_m, story, halt_m)
        crowded = bool(story.cameras) and at_s > halt_s - _VIDEO_S
        if crowded:
            # Its own pictures are before the message in its queue.
            picture_bytes = round(_VIDEO_MBIT_S * 1e6 / 8 / MESSAGES_PER_S)
            links[True].uplink(at_s - 0.01, picture_bytes, _FIVE_QI)
        arrival_s = links[crowded].uplink(at_s, _BYTES, _FIVE_QI).arrival_s
        there_s = math.inf if arrival_s is None else arrival_s
        if story.break_ms and break_s <= at_s < break_s + story.break_ms / 1000:
            there_s = max(there_s, break_s + story.break_ms / 1000 + _AGAIN_S)
        if not math.isinf(there_s):
            # Delivered in order: what comes later waits (TS 38.323, 5.2.2.2).
            there_s = earlier_s = max(there_s, earlier_s)
        near = math.exp(-(((along_m - halt_m) / 6) ** 2))
        quality = 0.95 - 0.03 * noise.uniform(number) - story.position_drop * near
        samples.append(
            Sample(
                at_s,
                along_m,
                cell,
                signal.rsrp_dbm,
                signal.sinr_db,
                1000 * (there_s - at_s),
                quality,
            )
        )
    return Record(name, tuple(samples), halt_m)


def _serving(cell: str, along_m: float) -> str:
    other = "B" if cell == "A" else "A"
    gain_db = _channel(other).signal_at((along_m, 0.0), Device()).rsrp_dbm
    gain_db -= _channel(cell).signal_at((along_m, 0.0), Device()).rsrp_dbm
    return other if gain_db > HANDOVER_MARGIN_DB else cell


@cache
def _handover_m() -> float:
    """Return where the serving cell changes on the way."""
    cell, along_m = "A", 0.0
    while (cell := _serving(cell, along_m)) == "A":
        along_m += 0.5
    return along_m


@cache
def _channel(cell: str) -> Channel:
    return Channel(
        frequency_mhz=3850,
        scs_khz=30,
        resource_blocks=_BLOCKS,
        antenna=Antenna(place=(ANTENNAS_M[cell], 18.0)),
        clutter="sparse",
        interference_dbm=-104.0,
        seed=_SEED + ord(cell),
    )


def _signal(cell: str, along_m: float, story: Story, halt_m: float) -> Signal:
    behind_db = story.shadow_db * math.exp(-(((along_m - halt_m) / 7) ** 2))
    return _channel(cell).signal_at((along_m, 0.0), Device(behind_db=behind_db))


def _link(story: Story, halt_m: float, *, crowded: bool) -> Link:
    def scheme(direction: Direction, time_s: float) -> Scheme:
        along_m = min(halt_m, SPEED_MPS * time_s)
        cell = "A" if along_m < _handover_m() else "B"
        return uplink_scheme(_signal(cell, along_m, story, halt_m).uplink_sinr_db, _BLOCKS)

    others = [Background(_SLICE, _FIVE_QI, story.cameras - 1, 0.0, 1.0)] if crowded else []
    return Link(
        _FRAME,
        Timing(queue_ms=_QUEUE_MS),
        Load(others, {}, _FRAME.slot_s, _SEED),
        scheme,
        _SLICE,
        _SEED,
    )
