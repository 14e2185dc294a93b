"""The hours after the fibre to the operator is cut, and what its length costs in delay.

A device needs the control plane when it registers, wakes up or changes cells; in between, its data
only needs the antenna and the UPF. This is the best case: an antenna that ends all sessions when it
loses the control plane is the other setting.

Source: 3GPP TS 23.502, 4.2.2.2 (registration), 4.2.3.2 (service request: waking up) and 4.9.1.2
(path switch at a change of cells).
"""

from dataclasses import dataclass

from campus5g.courseware.explorers.essentials.measured_traces.model import MEASURED
from campus5g.courseware.explorers.project.architecture_and_spectrum.designs import (
    DESIGNS,
    DesignId,
)

FIBRE_US_PER_KM = 5.0
"""Light in glass covers 200 km in a millisecond (ITU-T G.652 fibre, group index about 1.47)."""

RADIO_P99_MS = MEASURED["private-driving"].percentiles_ms[0.99]
"""There and back over a private network, 99 in 100 (CICV5G); its own core is in it."""


@dataclass(frozen=True)
class Fleet:
    """The devices in session when the fibre is cut.

    Args:
        fixed: how many send all the time, in one cell.
        moving: how many send all the time, and drive.
        sleeping: how many sleep between two messages.
        cell_min: how long a moving device stays in a cell, in minutes.
        sleep_min: how long a device sleeps, in minutes.
    """

    fixed: int
    moving: int
    sleeping: int
    cell_min: float
    sleep_min: float

    @property
    def total(self) -> int:
        """How many devices there are."""
        return self.fixed + self.moving + self.sleeping


@dataclass(frozen=True)
class Served:
    """How many devices still have a service."""

    fixed: float
    moving: float
    sleeping: float

    @property
    def total(self) -> float:
        """How many in all."""
        return self.fixed + self.moving + self.sleeping


def served(design: DesignId, fleet: Fleet, after_min: float, keeps_sessions: bool = True) -> Served:
    """Return who still has a service some time after the cut.

    Changes of cells and awakenings are spread evenly: each device has one a period.

    Args:
        design: how the network is built.
        fleet: the devices.
        after_min: minutes since the cut; 0 is the moment before it.
        keeps_sessions: whether antennas keep sessions going without the control plane.
    """
    built = DESIGNS[design]
    if built.control == "site" or after_min <= 0:
        return Served(fleet.fixed, fleet.moving, fleet.sleeping)
    if built.user_plane == "operator" or not keeps_sessions:
        return Served(0, 0, 0)
    return Served(
        fleet.fixed,
        fleet.moving * max(0.0, 1 - after_min / fleet.cell_min),
        fleet.sleeping * max(0.0, 1 - after_min / fleet.sleep_min),
    )


def fibre_ms(route_km: float) -> float:
    """Return what a fibre adds to a round trip, in ms: it is crossed there and back."""
    return 2 * route_km * FIBRE_US_PER_KM / 1000


def round_trip_ms(design: DesignId, route_km: float) -> float:
    """Return the round trip that 99 messages in 100 do not exceed, in ms.

    Args:
        design: how the network is built; the server stands on site.
        route_km: the length of the fibre to the operator's UPF.
    """
    outside = DESIGNS[design].user_plane == "operator"
    return RADIO_P99_MS + (fibre_ms(route_km) if outside else 0.0)
