"""Two networks on either side of a basin: what one hears of the other while it should listen.

When both send and listen at the same moments, antennas never hear each other. Otherwise an antenna
hears its neighbour's in its own uplink slots, over open water: a clear view, the worst case.
"""

import math
from dataclasses import dataclass
from typing import Literal

from campus5g.air.channel import THERMAL_DBM_HZ, Antenna, Channel
from campus5g.air.link_adaptation import resource_blocks
from campus5g.courseware.explorers.models.tdd_frame import (
    BANDWIDTH_MHZ,
    FRENCH_REFERENCE,
    SCS_KHZ,
    SLOTS,
    SPECIAL_SILENT,
)

FrameId = Literal["reference", "dddsu", "dsuuu"]
ChannelId = Literal["same", "next"]

FRAMES: dict[FrameId, str] = {
    "reference": FRENCH_REFERENCE,
    "dddsu": "DDDSUDDDSU",
    "dsuuu": "DSUUUDSUUU",
}
NEIGHBOUR = FRENCH_REFERENCE

FREQUENCY_GHZ = 4.0
NEIGHBOUR_EIRP_DBM = 38.0
"""Over the whole carrier: 30 dBm and an antenna of 8 dBi, a choice of the model."""
NEXT_CHANNEL_DB = 45.0
"""How much less an antenna sends in the channel beside its own (TS 38.104, 6.6.3.2)."""

LIMIT_US = 1.5
"""What the French reference frame allows (Arcep, decision 2019-0862, annex 1)."""
SYMBOL_US = 1000 * 15 / SCS_KHZ / 14
GUARD_US = SPECIAL_SILENT * SYMBOL_US
"""The silence of the special slot."""
HEARD_DB = 1.0
"""A rise of the noise from which an uplink slot counts as disturbed."""


@dataclass(frozen=True)
class Heard:
    """What the neighbour does to our uplink.

    Args:
        rise_db: how much the noise rises in a slot in which the neighbour sends.
        disturbed: how many of our uplink slots of ten it sends in, and is heard.
        uplink_slots: how many uplink slots we have in ten.
        error_us: how far our clock is off.
    """

    rise_db: float
    disturbed: int
    uplink_slots: int
    error_us: float

    @property
    def keeps_the_rule(self) -> bool:
        """Whether our clock is within the reference frame's limit."""
        return self.error_us <= LIMIT_US


def heard(
    frame: FrameId, channel: ChannelId, distance_m: float, shift_slots: int, error_us: float
) -> Heard:
    """Return what a neighbour on the reference frame does to our uplink.

    Args:
        frame: ours.
        channel: whether the neighbour is in ours, or in the one beside it.
        distance_m: between the two antennas.
        shift_slots: how many slots our frame begins late.
        error_us: how far our clock is off.
    """
    own = FRAMES[frame]
    turned = [own[(slot - shift_slots) % SLOTS] for slot in range(SLOTS)]
    rise_db = noise_rise_db(channel, distance_m)
    # An error beyond the silence pushes the neighbour's downlink into the uplink beside it.
    late = error_us > GUARD_US
    clashing = [
        slot
        for slot in range(SLOTS)
        if turned[slot] == "U"
        and (
            NEIGHBOUR[slot] != "U"
            or (late and (NEIGHBOUR[slot - 1] != "U" or NEIGHBOUR[(slot + 1) % SLOTS] != "U"))
        )
    ]
    return Heard(
        rise_db,
        len(clashing) if rise_db >= HEARD_DB else 0,
        turned.count("U"),
        error_us,
    )


def noise_rise_db(channel: ChannelId, distance_m: float) -> float:
    """Return how much the noise of our antenna rises while the neighbour's sends.

    Source: free space, ITU-R P.525: 32.4 + 20 log10(f) + 20 log10(d), GHz and metres.
    """
    loss_db = 32.4 + 20 * math.log10(FREQUENCY_GHZ) + 20 * math.log10(distance_m)
    heard_dbm = NEIGHBOUR_EIRP_DBM + Antenna().gain_dbi - loss_db
    if channel == "next":
        heard_dbm -= NEXT_CHANNEL_DB
    width_hz = 12 * resource_blocks(BANDWIDTH_MHZ, SCS_KHZ) * SCS_KHZ * 1000
    noise_dbm = THERMAL_DBM_HZ + 10 * math.log10(width_hz) + Channel.GNB_NOISE_FIGURE_DB
    return float(10 * math.log10(1 + 10 ** ((heard_dbm - noise_dbm) / 10)))


def clock_error_us(drift_ppb: float, hours: float) -> float:
    """Return how far a clock is off that drifts on its own: 1 ppb is 1 ns a second."""
    return drift_ppb * hours * 3.6


def minutes_to_limit(drift_ppb: float) -> float:
    """Return how long a clock that drifts on its own stays within `LIMIT_US`, in minutes."""
    return LIMIT_US * 1000 / drift_ppb / 60
