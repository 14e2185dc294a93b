"""How far a radio reaches: a link budget against the path loss of a built-up site."""

import math

# What is kept in hand for shadows: metal, walls, a vehicle in the way. A planning habit of 8 to
# 10 dB; TR 38.901 gives a shadow fading of 7.82 dB (standard deviation) for the same model.
SHADOW_MARGIN_DB = 10.0

_THERMAL_NOISE_DBM_PER_HZ = -174.0


def path_loss_db(distance_m: float, frequency_ghz: float) -> float:
    """Return the path loss without line of sight, between buildings.

    Source: 3GPP TR 38.901, table 7.4.1-1, UMi street canyon, NLOS, a device at 1.5 m:
    22.4 + 35.3 log10(d) + 21.3 log10(f). Valid from 10 m to 5 km, 0.5 to 100 GHz.
    """
    return 22.4 + 35.3 * math.log10(distance_m) + 21.3 * math.log10(frequency_ghz)


def reach_m(allowed_loss_db: float, frequency_ghz: float) -> float:
    """Return the distance at which the path loss and the shadow margin use up a link budget.

    Args:
        allowed_loss_db: power sent minus the least power received, antenna gains included.
        frequency_ghz: carrier frequency.

    Source: `path_loss_db`, solved for the distance.
    """
    median_db = allowed_loss_db - SHADOW_MARGIN_DB
    return float(10 ** ((median_db - 22.4 - 21.3 * math.log10(frequency_ghz)) / 35.3))


def noise_dbm(bandwidth_mhz: float, noise_figure_db: float) -> float:
    """Return the noise power of a receiver.

    Source: thermal noise at 290 K, -174 dBm/Hz, and the receiver's noise figure.
    """
    return _THERMAL_NOISE_DBM_PER_HZ + 10 * math.log10(bandwidth_mhz * 1e6) + noise_figure_db
