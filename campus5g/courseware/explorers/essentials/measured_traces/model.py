"""Published measurements of round trips, as percentiles."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

MeasuredId = Literal[
    "private-driving",
    "private-poor-coverage",
    "public-driving",
    "public-5g-driving",
    "lte-standing",
    "wifi-odin",
    "wifi-nora",
]

CICV5G = "CICV5G, CC BY 4.0, doi 10.5281/zenodo.17475688"
NUWINS = "NUWiNS, Northeastern University"
SSL_A_TEAM = "SSL A-Team, firmware wiki"


@dataclass(frozen=True)
class Measured:
    """Measured round trips of one network.

    Args:
        samples: how many round trips.
        percentiles_ms: share of the round trips, 0 to 1, and what it does not exceed.
        source: who published it, with the licence where one is stated.
        longest_silence_ms: the longest time between two answers, on the sender's clock alone; None
            where the times of sending and receiving are not published.
    """

    samples: int
    percentiles_ms: Mapping[float, float]
    source: str
    longest_silence_ms: float | None = None


MEASURED: dict[MeasuredId, Measured] = {
    "private-driving": Measured(
        6143,
        {0.5: 18, 0.95: 25, 0.99: 28, 1 - 14 / 6143: 97, 1 - 8 / 6143: 205, 0.999: 208, 1.0: 325},
        CICV5G,
        longest_silence_ms=363,
    ),
    "private-poor-coverage": Measured(2042, {0.5: 28, 0.95: 5014, 0.99: 9209}, CICV5G, 7398),
    "public-driving": Measured(
        44_658, {0.5: 16, 0.95: 22, 0.99: 27, 0.999: 210, 1.0: 694}, CICV5G, 426
    ),
    "public-5g-driving": Measured(15_564, {0.5: 32.2, 0.95: 49.6, 0.99: 109}, NUWINS),
    "lte-standing": Measured(2635, {0.5: 37.2, 0.95: 113, 0.99: 157}, NUWINS),
    "wifi-odin": Measured(180_000, {0.5: 5.7, 0.95: 15.6, 0.99: 108.9, 1.0: 1836}, SSL_A_TEAM),
    "wifi-nora": Measured(180_000, {0.5: 7.2, 0.95: 8.2, 0.99: 9.7}, SSL_A_TEAM),
}
"""CICV5G: vehicle to a server in a cloud and back, one in about 55 ms (private: n8, urban, 20 km/h,
run 1, of which 14 exceed 100 ms and 9 exceed 200 ms, in four bursts; poor coverage: n8, south,
10 km/h, run 1; public: n78, urban, all runs). Silences are recomputed from both times in its files;
of several runs, the longest. NUWiNS: public networks. SSL A-Team: two Wi-Fi modules of a robot, 100
messages a second for 30 minutes, hence 180,000."""
