"""What each of several people sends at once, from the level at which they hear the antenna.

The hall and the radio are those of the explorer *coverage map*: 40 MHz at 4 GHz, an antenna of
24 dBm, devices of 23 dBm (TS 38.101-1, power class 3), two slots in ten for the uplink (the French
reference frame). People who send at once share the carrier's width, not its time: one who is far
away puts all their power into their part, so that the cell carries more for eight of them than for
one.
"""

import math

from campus5g.air.channel import THERMAL_DBM_HZ, Channel, Device
from campus5g.air.frame import Direction, Frame
from campus5g.air.link_adaptation import (
    Scheme,
    downlink_scheme,
    resource_blocks,
    uplink_scheme,
)
from campus5g.courseware.explorers.models.tdd_frame import FRENCH_REFERENCE

ANTENNA_DBM = 24.0
BANDWIDTH_MHZ = 40
SCS_KHZ = 30


def uplink_each_mbit_s(rsrp_dbm: float, users: int, interference_db: float = 0.0) -> float:
    """Return what each person sends.

    Args:
        rsrp_dbm: the level at which they hear the antenna.
        users: how many send at once, all at this level.
        interference_db: by how much another transmitter raises the noise that the antenna hears.
    """
    blocks = resource_blocks(BANDWIDTH_MHZ, SCS_KHZ)
    # The path loses as much one way as the other.
    heard_dbm = rsrp_dbm - ANTENNA_DBM + Device().power_dbm + 10 * math.log10(users)
    noise_dbm = THERMAL_DBM_HZ + 10 * math.log10(SCS_KHZ * 1000) + Channel.GNB_NOISE_FIGURE_DB
    over_db = -10 * math.log10(
        _ratio(noise_dbm + interference_db - heard_dbm) + _ratio(-Channel.TRANSMITTER_DB)
    )
    scheme = uplink_scheme(over_db, max(1, blocks // users))
    return _carried_mbit_s(scheme, "uplink")


def downlink_mbit_s(rsrp_dbm: float) -> float:
    """Return what the antenna sends in all to people at a level, its noise theirs alone."""
    noise_dbm = THERMAL_DBM_HZ + 10 * math.log10(SCS_KHZ * 1000) + Device().noise_figure_db
    over_db = -10 * math.log10(_ratio(noise_dbm - rsrp_dbm) + _ratio(-Channel.TRANSMITTER_DB))
    scheme = downlink_scheme(over_db, resource_blocks(BANDWIDTH_MHZ, SCS_KHZ))
    return _carried_mbit_s(scheme, "downlink")


def _carried_mbit_s(scheme: Scheme, direction: Direction) -> float:
    frame = Frame(FRENCH_REFERENCE, SCS_KHZ)
    carried = scheme.bits_per_slot * (1 - scheme.error_rate) / frame.slot_s
    return carried * frame.average_share(direction) / 1e6


def _ratio(decibels: float) -> float:
    return math.pow(10, decibels / 10)
