"""What a slot carries: from the SINR to a modulation and coding scheme, and to bits.

The gNB selects the scheme that fails about once in ten transmissions (TS 38.214, 5.2.2.1: a CQI
stands for a block error rate of at most 0.1) and leaves the rest to HARQ.
"""

import math
from bisect import bisect_right
from dataclasses import dataclass

TARGET_ERROR_RATE = 0.1

_SCHEMES = (
    *((2, rate) for rate in (120, 157, 193, 251, 308, 379, 449, 526, 602, 679)),
    *((4, rate) for rate in (340, 378, 434, 490, 553, 616, 658)),
    *((6, rate) for rate in (438, 466, 517, 567, 616, 666, 719, 772, 822, 873, 910, 948)),
)
"""Bits per symbol and code rate × 1024 (TS 38.214, table 5.1.3.1-1)."""
_EFFICIENCY = tuple(bits * rate / 1024 for bits, rate in _SCHEMES)

_ATTENUATION = 0.6
"""The part of Shannon's bound that link simulations reach (TR 36.942, A.2)."""
_SINR_DB = tuple(10 * math.log10(2 ** (rate / _ATTENUATION) - 1) for rate in _EFFICIENCY)
_ERROR_SLOPE_PER_DB = 1.5
"""The steepness of the block error curve around its target; a design value."""

_DATA_SUBCARRIER_SYMBOLS = 12 * 12
"""Per resource block and slot: 14 symbols, less one for control and one for reference signals."""
_SECOND_LAYER_DB = 3.0
_RANK_2_FROM_DB = 18.0
_CQI_STEP_DB = 1.9
_LOWEST_CQI_DB = -6.7

_RESOURCE_BLOCKS = {
    15: {5: 25, 10: 52, 15: 79, 20: 106, 25: 133, 30: 160, 40: 216, 50: 270},
    30: {
        **{5: 11, 10: 24, 15: 38, 20: 51, 25: 65, 30: 78, 40: 106, 50: 133},
        **{60: 162, 70: 189, 80: 217, 90: 245, 100: 273},
    },
    60: {
        **{10: 11, 15: 18, 20: 24, 25: 31, 30: 38, 40: 51, 50: 65, 60: 79},
        **{70: 93, 80: 107, 90: 121, 100: 135, 200: 264},
    },
    120: {50: 32, 100: 66, 200: 132, 400: 264},
}


def resource_blocks(bandwidth_mhz: int, scs_khz: int) -> int:
    """Return the number of resource blocks of a carrier (TS 38.101-1 and 38.101-2, table 5.3.2-1).

    A bandwidth that is not in the table gets the value of the next smaller one.
    """
    known = _RESOURCE_BLOCKS[scs_khz]
    fitting = [bandwidth for bandwidth in known if bandwidth <= bandwidth_mhz]
    return known[max(fitting)] if fitting else known[min(known)]


@dataclass(frozen=True)
class Scheme:
    """The scheme that the gNB has selected for one direction of one UE.

    Args:
        mcs: the index in TS 38.214, table 5.1.3.1-1.
        layers: the number of layers, 1 or 2.
        bits_per_slot: the bits in a full slot of the whole carrier.
        error_rate: the part of first transmissions that fail, 0 to 1.
    """

    mcs: int
    layers: int
    bits_per_slot: float
    error_rate: float


def downlink_scheme(sinr_db: float, blocks: int, antennas: int = 2) -> Scheme:
    """Select the downlink scheme: two layers where the signal allows it."""
    layers = 2 if antennas > 1 and sinr_db >= _RANK_2_FROM_DB else 1
    sinr_a_layer_db = sinr_db - _SECOND_LAYER_DB * (layers - 1)
    return _scheme(sinr_a_layer_db, blocks, layers)


def uplink_scheme(sinr_db: float, blocks: int) -> Scheme:
    """Select the uplink scheme; a weak device concentrates its power on fewer resource blocks.

    Args:
        sinr_db: the SINR with the device's full power spread over the whole carrier.
        blocks: the carrier's resource blocks.
    """
    candidates = (
        _scheme(sinr_db - 10 * math.log10(share), max(1, int(blocks * share)), layers=1)
        for share in (1, 1 / 2, 1 / 4, 1 / 8, 1 / 16, 1 / 32)
    )
    return max(candidates, key=lambda scheme: scheme.bits_per_slot * (1 - scheme.error_rate))


def cqi(sinr_db: float) -> int:
    """Return the channel quality indicator, 0 (out of range) to 15, in steps of about 2 dB."""
    return max(0, min(15, 1 + math.floor((sinr_db - _LOWEST_CQI_DB) / _CQI_STEP_DB)))


def _scheme(sinr_db: float, blocks: int, layers: int) -> Scheme:
    mcs = max(0, bisect_right(_SINR_DB, sinr_db) - 1)
    margin_db = sinr_db - _SINR_DB[mcs]
    # The best scheme has margin to spare, the worst may lack it; in between, the outer loop
    # adjusts the choice until one transmission in ten fails.
    if mcs == len(_SCHEMES) - 1 or margin_db < 0:
        odds = TARGET_ERROR_RATE / (1 - TARGET_ERROR_RATE)
        odds *= math.exp(-_ERROR_SLOPE_PER_DB * margin_db)
        error_rate = odds / (1 + odds)
    else:
        error_rate = TARGET_ERROR_RATE
    bits = _EFFICIENCY[mcs] * _DATA_SUBCARRIER_SYMBOLS * blocks * layers
    return Scheme(mcs, layers, bits, error_rate)
