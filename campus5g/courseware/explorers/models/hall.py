"""The hall of the delay explorers: one cell, three places, as the virtual kit has them.

The antenna, the timing, the places and the breaks are those of the virtual kit's scenarios, so that
what an explorer shows and what a kit measures agree. They are design values, not measurements.
"""

from dataclasses import dataclass
from typing import Literal

from campus5g.air.channel import Antenna, Channel, Clutter, Device, Place, Signal
from campus5g.air.frame import Frame
from campus5g.air.interruptions import Interruptions
from campus5g.air.link_adaptation import resource_blocks
from campus5g.air.load import Background, Load
from campus5g.air.passage import Link, Timing
from campus5g.air.station import Station

FrameId = Literal["DDDSU", "DDDDDDDSUU"]
"""2.5 ms, and the 5 ms reference frame of 3.4-3.8 GHz in France (Arcep decision 2019-0862)."""
SpotId = Literal["lane", "gate", "edge"]

FREQUENCY_MHZ = 3850
BANDWIDTH_MHZ = 40
SCS_KHZ = 30
K2_SLOTS = 3
FIVE_QI = 9
"""The 5QI priority of ordinary data (TS 23.501, table 5.7.4-1), the same as all others."""
SEED = 1

_SLICE = "office"
_OTHER_USERS = 16
_SPECIAL_SYMBOLS: dict[FrameId, tuple[int, int]] = {"DDDSU": (10, 2), "DDDDDDDSUU": (6, 4)}


@dataclass(frozen=True)
class Spot:
    """A place and what the radio meets there.

    Args:
        place: on the floor plan, in metres from the antenna.
        behind_db: loss of what stands between the device and the hall.
        clutter: the obstacles in the hall.
        breaks_per_minute: how often the link breaks.
    """

    place: Place
    behind_db: float = 0.0
    clutter: Clutter = "sparse"
    breaks_per_minute: float = 0.0


SPOTS: dict[SpotId, Spot] = {
    "lane": Spot((40, 20)),
    "gate": Spot((95, -30)),
    "edge": Spot((300, 110), behind_db=16, clutter="dense", breaks_per_minute=4),
}


def signal(spot: SpotId) -> Signal:
    """Return what a modem measures at a spot."""
    return _channel(spot).signal_at(SPOTS[spot].place, _device(spot))


def distance_m(spot: SpotId) -> float:
    """Return the distance of a spot from the antenna."""
    return _channel(spot).distance_m(SPOTS[spot].place, Device().height_m)


def link(
    frame: FrameId,
    request_ms: float,
    load: float,
    spot: SpotId,
    breaks_per_minute: float | None = None,
) -> Link:
    """Return the radio link between the antenna and a vehicle; same arguments, same random draws.

    Args:
        frame: the order of downlink and uplink slots.
        request_ms: period of the scheduling request; 0 if a grant is always there.
        load: the share of the carrier that others would fill, 0 to 1.
        spot: where the vehicle is.
        breaks_per_minute: how often the link breaks; the spot's own if not given.
    """
    slots = Frame(frame, SCS_KHZ, *_SPECIAL_SYMBOLS[frame])
    others = [Background(_SLICE, FIVE_QI, _OTHER_USERS, load, load)] if load else []
    blocks = resource_blocks(BANDWIDTH_MHZ, SCS_KHZ)
    station = Station(_channel(spot), blocks, _device(spot), SPOTS[spot].place, SEED)
    if breaks_per_minute is None:
        breaks_per_minute = SPOTS[spot].breaks_per_minute
    return Link(
        slots,
        Timing(scheduling_request_ms=request_ms, k2_slots=K2_SLOTS),
        Load(others, {}, slots.slot_s, SEED),
        station.scheme,
        _SLICE,
        SEED,
        Interruptions(breaks_per_minute),
    )


def _device(spot: SpotId) -> Device:
    return Device(behind_db=SPOTS[spot].behind_db)


def _channel(spot: SpotId) -> Channel:
    return Channel(
        frequency_mhz=FREQUENCY_MHZ,
        scs_khz=SCS_KHZ,
        resource_blocks=resource_blocks(BANDWIDTH_MHZ, SCS_KHZ),
        antenna=Antenna(),
        clutter=SPOTS[spot].clutter,
        seed=SEED,
    )
