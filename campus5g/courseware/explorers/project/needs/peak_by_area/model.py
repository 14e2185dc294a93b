"""What the devices of a warehouse send upwards, area by area and hour by hour.

A sum, no queue: the mean over a window, at the moment when most is sent. The warehouse is invented;
the cell's uplink is that of TS 38.306, of which half is taken as what a cell gives in practice.
"""

from dataclasses import dataclass
from typing import Literal

from campus5g.courseware.explorers.models.uplink_rate import peak_uplink_mbit_s

Area = Literal["dock", "picking", "cold", "wash"]
Kind = Literal["scanners", "tablets", "cameras", "sensors"]

AREAS: tuple[Area, ...] = ("dock", "picking", "cold", "wash")
KINDS: tuple[Kind, ...] = ("scanners", "tablets", "cameras", "sensors")

SCANNERS: dict[Area, int] = {"dock": 10, "picking": 20, "cold": 6, "wash": 4}
SENSORS: dict[Area, int] = {"dock": 4, "picking": 4, "cold": 24, "wash": 8}
SCAN_BYTES, SCAN_EVERY_S = 500, 6
READING_BYTES, READING_EVERY_S = 100, 60

ACTIVITY: tuple[float, ...] = (
    *(0.2, 0.2, 0.2, 0.2, 0.3, 0.9, 1.0, 0.8),
    *(0.7, 0.7, 0.6, 0.5, 0.5, 1.0, 1.0, 0.8),
    *(0.7, 0.6, 0.5, 0.5, 0.4, 0.7, 0.5, 0.3),
)
"""The share of the devices at work, by the hour that begins at 0:00: chosen."""

LORRY_HOURS = (6, 14)
"""When lorries are unloaded and every tablet sends its pictures of the pallets."""

CELL_MBIT_S = peak_uplink_mbit_s(106, 1 / 5) / 2
"""Of a cell of 40 MHz with the frame DDDSU, half the peak."""


@dataclass(frozen=True)
class Fleet:
    """What the learner sets.

    Args:
        tablets: at the dock; they send pictures.
        picture_mb: size of a picture, in megabytes.
        pictures_an_hour: that each tablet sends while lorries are unloaded.
        window_min: within which they all send them; 60 spreads them over the hour.
        cameras: that film all day, in the wash and packing area.
        camera_mbit_s: each camera's rate.
    """

    tablets: int
    picture_mb: float
    pictures_an_hour: int
    window_min: float
    cameras: int
    camera_mbit_s: float = 4.0


def sent_mbit_s(fleet: Fleet, hour: int) -> dict[Area, dict[Kind, float]]:
    """Return what is sent at an hour's busiest moment, by area and kind."""
    activity = ACTIVITY[hour]
    found: dict[Area, dict[Kind, float]] = {}
    for area in AREAS:
        found[area] = {
            "scanners": SCANNERS[area] * activity * SCAN_BYTES * 8 / SCAN_EVERY_S / 1e6,
            "tablets": _pictures_mbit_s(fleet, hour) if area == "dock" else 0.0,
            "cameras": fleet.cameras * fleet.camera_mbit_s if area == "wash" else 0.0,
            "sensors": SENSORS[area] * READING_BYTES * 8 / READING_EVERY_S / 1e6,
        }
    return found


def _pictures_mbit_s(fleet: Fleet, hour: int) -> float:
    if hour not in LORRY_HOURS:
        return 0.0
    total_mbit = fleet.tablets * fleet.pictures_an_hour * fleet.picture_mb * 8
    return total_mbit / (fleet.window_min * 60)


def total_mbit_s(fleet: Fleet, hour: int) -> float:
    """Return what is sent in all areas at an hour's busiest moment."""
    return sum(sum(kinds.values()) for kinds in sent_mbit_s(fleet, hour).values())


def mean_mbit_s(fleet: Fleet) -> float:
    """Return the mean of a day: pictures spread over their hour."""
    spread = Fleet(
        fleet.tablets,
        fleet.picture_mb,
        fleet.pictures_an_hour,
        60,
        fleet.cameras,
        fleet.camera_mbit_s,
    )
    return sum(total_mbit_s(spread, hour) for hour in range(24)) / 24


def busiest_hour(fleet: Fleet) -> int:
    """Return the hour with the highest total; the first of equals."""
    return max(range(24), key=lambda hour: (round(total_mbit_s(fleet, hour), 9), -hour))
