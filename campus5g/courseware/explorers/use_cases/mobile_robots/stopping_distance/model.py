"""How far a vehicle goes before it stands, and how fast it may drive in a zone.

It drives on while nobody knows that it must stop, while what stops it reacts, and while it brakes:
distance = speed × (silence + reaction) + speed² / (2 × deceleration). Who notices decides what the
first part is. A scanner on board needs no message. An order over the radio needs the network: it
takes its delay, or, if the link is silent, the vehicle stops once its watchdog has waited as long
as it tolerates, if it has one.

The decelerations are chosen for training, not a vehicle's: the maker states them for each load, and
ISO 3691-4, 4.2 asks that the vehicle stops within the range of what detects people.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

StopperId = Literal["scanner", "order", "order-in-silence"]
FloorId = Literal["empty", "loaded", "dusty"]

DECELERATION_MPS2: Mapping[FloorId, float] = {"empty": 1.2, "loaded": 0.6, "dusty": 0.3}
"""Without a load; with 8 t; with 8 t on a dusty floor. Chosen."""
ORDER_DELAY_MS = 50.0
"""An order over the network while the link works. Chosen."""


@dataclass(frozen=True)
class Drive:
    """A vehicle, and what would stop it.

    Args:
        speed_mps: its speed, above 0.
        stopper: what stops it: its own scanner, an order over the radio, or such an order while
            the link is silent.
        tolerated_ms: the silence after which it stops by itself; infinite if it has no watchdog.
        reaction_ms: from the decision to the brake.
        floor: what it brakes on, and with which load.
    """

    speed_mps: float
    stopper: StopperId
    tolerated_ms: float
    reaction_ms: float
    floor: FloorId

    @property
    def unaware_ms(self) -> float:
        """How long it drives on before anything on board decides; infinite if nothing does."""
        if self.stopper == "scanner":
            return 0.0
        return ORDER_DELAY_MS if self.stopper == "order" else self.tolerated_ms

    @property
    def deceleration_mps2(self) -> float:
        """How hard it brakes."""
        return DECELERATION_MPS2[self.floor]


@dataclass(frozen=True)
class Stop:
    """The parts of a stopping distance, in metres; infinite if the vehicle does not stop."""

    unaware_m: float
    reaction_m: float
    braking_m: float

    @property
    def total_m(self) -> float:
        """The whole distance."""
        return self.unaware_m + self.reaction_m + self.braking_m


def stop(drive: Drive) -> Stop:
    """Return how far a vehicle goes before it stands.

    Raises:
        ValueError: it does not drive forwards.
    """
    if drive.speed_mps <= 0:
        raise ValueError("a vehicle that stands needs no distance")
    speed = drive.speed_mps
    return Stop(
        speed * drive.unaware_ms / 1000,
        speed * drive.reaction_ms / 1000,
        speed**2 / (2 * drive.deceleration_mps2),
    )


def highest_speed_mps(drive: Drive, free_m: float) -> float:
    """Return the highest speed from which a vehicle stands within a distance.

    Args:
        drive: all but its speed counts.
        free_m: the distance that it has.
    """
    waiting_s = (drive.unaware_ms + drive.reaction_ms) / 1000
    if math.isinf(waiting_s):
        return 0.0
    slowing = drive.deceleration_mps2
    return slowing * (math.sqrt(waiting_s**2 + 2 * free_m / slowing) - waiting_s)
