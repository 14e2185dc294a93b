"""What a device measures and the rate it gets: a strong signal does not ensure a high rate."""

import math
from dataclasses import dataclass

from campus5g.air.channel import THERMAL_DBM_HZ, Channel, Device
from campus5g.air.frame import Frame
from campus5g.air.link_adaptation import cqi, downlink_scheme, resource_blocks
from campus5g.courseware.explorers.models.tdd_frame import (
    BANDWIDTH_MHZ,
    FRENCH_REFERENCE,
    SCS_KHZ,
    SPECIAL_DOWNLINK,
    SPECIAL_UPLINK,
)

BAR_LIMITS_DBM = (-115.0, -105.0, -95.0, -85.0)
"""From which RSRP one, two, three, four bars show. Each maker has limits of its own: an example."""


@dataclass(frozen=True)
class Reception:
    """What a device gets.

    Args:
        bars: 0 to 4, from the RSRP alone.
        sinr_db: signal to interference, noise and the transmitter's own errors.
        cqi: the channel quality indicator that the device reports, 0 to 15.
        rate_mbit_s: its share of the downlink.
    """

    bars: int
    sinr_db: float
    cqi: int
    rate_mbit_s: float


def noise_dbm() -> float:
    """Return the noise in a device on one subcarrier: -174 dBm/Hz and its noise figure."""
    return THERMAL_DBM_HZ + 10 * math.log10(SCS_KHZ * 1000) + Device().noise_figure_db


def sinr_db(rsrp_dbm: float, interference_dbm: float | None) -> float:
    """Return the SINR as the virtual kit's modem measures it (TS 38.215, 5.1.5).

    Args:
        rsrp_dbm: the serving cell's power on a subcarrier.
        interference_dbm: power of other cells on it; None without interference.
    """
    disturbed_mw = _milliwatts(noise_dbm()) + _milliwatts(rsrp_dbm - Channel.TRANSMITTER_DB)
    if interference_dbm is not None:
        disturbed_mw += _milliwatts(interference_dbm)
    return rsrp_dbm - 10 * math.log10(disturbed_mw)


def bars(rsrp_dbm: float) -> int:
    """Return how many bars a device shows for an RSRP."""
    return sum(rsrp_dbm >= limit for limit in BAR_LIMITS_DBM)


def rate_mbit_s(sinr: float, devices: int = 1) -> float:
    """Return the downlink rate of one device among several that all download.

    Args:
        sinr: signal to interference and noise ratio in dB.
        devices: how many share the cell, in turns.

    Source: TS 38.214, table 5.1.3.1-1, as the virtual kit's link adaptation chooses; 40 MHz on
    the French reference frame.
    """
    scheme = downlink_scheme(sinr, resource_blocks(BANDWIDTH_MHZ, SCS_KHZ))
    frame = Frame(FRENCH_REFERENCE, SCS_KHZ, SPECIAL_DOWNLINK, SPECIAL_UPLINK)
    carried = scheme.bits_per_slot * (1 - scheme.error_rate) / frame.slot_s
    return carried * frame.average_share("downlink") / devices / 1e6


def reception(
    rsrp_dbm: float, interference_dbm: float | None = None, devices: int = 1
) -> Reception:
    """Return what a device gets, given its level, the interference and the number of devices."""
    quality_db = sinr_db(rsrp_dbm, interference_dbm)
    return Reception(bars(rsrp_dbm), quality_db, cqi(quality_db), rate_mbit_s(quality_db, devices))


def _milliwatts(dbm: float) -> float:
    return math.pow(10, dbm / 10)
