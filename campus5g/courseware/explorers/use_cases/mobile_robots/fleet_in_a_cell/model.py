"""A fleet in one cell: what its vehicles send, and what the uplink of the cell leaves of it.

The cell is the virtual kit's (`campus5g.air`): a frame, the scheme that the SINR allows (TS 38.214;
TR 36.942, A.2), a grant for each message (TS 38.321, 5.4). A vehicle sends its state and its motion
(`messages`) and, if it has a camera, a video. What all ask for is compared with what the cell
carries; the delay of a state is taken from messages sent through the air model while the others
send.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from campus5g.air.frame import Frame
from campus5g.air.link_adaptation import Scheme, downlink_scheme, resource_blocks, uplink_scheme
from campus5g.air.load import Background, Load
from campus5g.air.passage import Link, Timing
from campus5g.courseware.explorers.use_cases.mobile_robots.fleet_in_a_cell.messages import (
    MOTION_PERIOD_S,
    STATE_PERIOD_S,
    motion_message,
    size_bytes,
    state_message,
)

SpotId = Literal["near", "spread", "edge"]
ClassId = Literal["same", "own"]

SINR_DB: Mapping[SpotId, tuple[float, ...]] = {
    "near": (20.0,),
    "spread": (20.0, 10.0, 0.0),
    "edge": (0.0,),
}
"""Where the vehicles are: a third each, for `spread`. Chosen, not measured."""

FRAME = Frame("DDDSU", 30)
BANDWIDTH_MHZ = 40
BLOCKS = resource_blocks(BANDWIDTH_MHZ, FRAME.scs_khz)

STATE_BYTES = size_bytes(state_message())
MOTION_BYTES = size_bytes(motion_message())
WRAPPING_BYTES = 90
"""MQTT with its topic, TCP and IPv4 headers, and the radio's own: about (assumption)."""
STATES_MBIT_S = (
    8
    * (
        (STATE_BYTES + WRAPPING_BYTES) / STATE_PERIOD_S
        + (MOTION_BYTES + WRAPPING_BYTES) / MOTION_PERIOD_S
    )
    / 1e6
)
"""What one vehicle's messages ask for."""

TURNS = 8
"""How many devices one slot serves, as in `campus5g.air.load.Load`."""
MOST_VEHICLES = 40
"""No delays are computed for more vehicles than this in one cell."""
SAMPLES = 200
_FIVE_QI: Mapping[ClassId, tuple[int, int]] = {"same": (9, 9), "own": (3, 2)}
"""5QI of states and of video: both the default one, or each its own (TS 23.501, 5.7.4)."""
_QUEUE_MS = 2000.0
_SLICE = "fleet"
_SEED = 4


@dataclass(frozen=True)
class Fleet:
    """Vehicles of one cell, all alike.

    Args:
        vehicles: how many, at least 1.
        video_mbit_s: the rate of each one's camera; 0 for none.
        spot: how well they hear the cell.
        classes: whether states have a class of service of their own, before the video.
    """

    vehicles: int
    video_mbit_s: float = 0.0
    spot: SpotId = "near"
    classes: ClassId = "same"

    @property
    def asked_mbit_s(self) -> float:
        """What all vehicles ask for."""
        return self.vehicles * (STATES_MBIT_S + self.video_mbit_s)

    @property
    def messages_per_s(self) -> float:
        """States and motions of all vehicles; each needs a turn in an uplink slot."""
        return self.vehicles * (1 / STATE_PERIOD_S + 1 / MOTION_PERIOD_S)


@dataclass(frozen=True)
class Outcome:
    """What the cell makes of a fleet.

    Args:
        capacity_mbit_s: what the cell carries for vehicles at these places.
        states_share, video_share: of the cell, asked for; may exceed 1.
        served_video_mbit_s: the rate that is left for each camera.
        p50_ms, p99_ms: delays of a state, from the vehicle to the antenna; None beyond
            `MOST_VEHICLES`, infinite if that many are dropped.
    """

    capacity_mbit_s: float
    states_share: float
    video_share: float
    served_video_mbit_s: float
    p50_ms: float | None
    p99_ms: float | None

    @property
    def fits(self) -> bool:
        """Whether the cell carries all that is asked."""
        return self.states_share + self.video_share <= 1


def capacity_mbit_s(spot: SpotId) -> float:
    """Return what the uplink carries if vehicles at these places send the same amount each."""
    seconds_a_mbit = [1 / _rate_mbit_s(sinr_db) for sinr_db in SINR_DB[spot]]
    return len(seconds_a_mbit) / sum(seconds_a_mbit)


def turns_per_s() -> float:
    """Return how many messages the uplink can take in a second, however short."""
    uplink_slots = sum(FRAME.share(slot, "uplink") > 0.5 for slot in range(len(FRAME.pattern)))
    return TURNS * uplink_slots / FRAME.period_s


def most_vehicles(video_mbit_s: float, spot: SpotId) -> int:
    """Return how many vehicles fit into the cell: by rate, and by turns."""
    by_rate = capacity_mbit_s(spot) / (STATES_MBIT_S + video_mbit_s)
    by_turns = turns_per_s() / Fleet(1).messages_per_s
    return math.floor(min(by_rate, by_turns))


@cache
def outcome(fleet: Fleet) -> Outcome:
    """Return what the cell makes of a fleet.

    Raises:
        ValueError: there is no vehicle.
    """
    if fleet.vehicles < 1:
        raise ValueError("a fleet has at least one vehicle")
    capacity = capacity_mbit_s(fleet.spot)
    states = fleet.vehicles * STATES_MBIT_S / capacity
    video = fleet.vehicles * fleet.video_mbit_s / capacity
    left_mbit_s = max(0.0, 1 - states) * capacity / fleet.vehicles
    delays = _delays_ms(fleet) if fleet.vehicles <= MOST_VEHICLES else None
    return Outcome(
        capacity,
        states,
        video,
        min(fleet.video_mbit_s, left_mbit_s),
        delays and delays[0],
        delays and delays[1],
    )


def _rate_mbit_s(sinr_db: float) -> float:
    scheme = uplink_scheme(sinr_db, BLOCKS)
    decoded = scheme.bits_per_slot * (1 - scheme.error_rate)
    return decoded * FRAME.average_share("uplink") / FRAME.slot_s / 1e6


def _delays_ms(fleet: Fleet) -> tuple[float, float]:
    """Return the median and the p99 of a vehicle's states; the one that hears the cell worst."""
    state_5qi, video_5qi = _FIVE_QI[fleet.classes]
    others = fleet.vehicles - 1
    capacity = capacity_mbit_s(fleet.spot)
    loads = {
        state_5qi: others * STATES_MBIT_S / capacity,
    }
    # Its own video competes with its states, too.
    loads[video_5qi] = loads.get(video_5qi, 0.0) + fleet.vehicles * fleet.video_mbit_s / capacity
    users = {state_5qi: others, video_5qi: fleet.vehicles if fleet.video_mbit_s else others}
    background = [
        Background(_SLICE, five_qi, max(1, users[five_qi]), 0.0, min(1.0, load), burst_ms=20.0)
        for five_qi, load in loads.items()
        if load > 0
    ]
    scheme: dict[str, Scheme] = {
        "downlink": downlink_scheme(min(SINR_DB[fleet.spot]), BLOCKS),
        "uplink": uplink_scheme(min(SINR_DB[fleet.spot]), BLOCKS),
    }
    link = Link(
        FRAME,
        Timing(queue_ms=_QUEUE_MS),
        Load(background, {}, FRAME.slot_s, _SEED, TURNS),
        lambda direction, time_s: scheme[direction],
        _SLICE,
        _SEED,
    )
    delays = []
    for number in range(SAMPLES):
        # An odd interval, so that every phase of the frame comes up.
        sent_s = number * 0.9973
        arrival_s = link.uplink(sent_s, STATE_BYTES + WRAPPING_BYTES, state_5qi).arrival_s
        delays.append(math.inf if arrival_s is None else 1000 * (arrival_s - sent_s))
    delays.sort()
    return delays[SAMPLES // 2], delays[math.ceil(0.99 * SAMPLES) - 1]
