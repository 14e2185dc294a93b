"""The acceleration of a machine's housing, with a bearing that may have a defect.

It follows McFadden and Smith, Journal of Sound and Vibration 96 (1984): the shaft with its
harmonics, noise, and for a defect one decaying oscillation of the housing at each strike, in
proportion to the defect's load at that moment.
"""

import math
from dataclasses import dataclass
from random import Random

from campus5g.vibration.bearing import BearingGeometry, BearingPart, strikes_per_turn

HARMONICS_MPS2 = (0.8, 0.35, 0.12)
"""Unbalance, misalignment, looseness: at once, twice and three times the rotation frequency."""
NOISE_MPS2 = 0.25
RESONANCE_HZ = 1150.0
WORST_STRIKE_MPS2 = 12.0
_DECAY_PER_S = 450.0
_RING_S = 0.012
_SLIP = 0.01
"""Jitter of the strikes, as a part of their distance: balls slide a little."""


@dataclass(frozen=True)
class Defect:
    """A defect of a bearing.

    Args:
        bearing: the geometry.
        part: which part has it.
        severity: 0 for none, 1 for a strike of `WORST_STRIKE_MPS2`.
    """

    bearing: BearingGeometry
    part: BearingPart
    severity: float


def acceleration_mps2(
    rotation_hz: float, defect: Defect | None, chance: Random, *, sampling_hz: float, samples: int
) -> list[float]:
    """Return the acceleration at the housing.

    Args:
        rotation_hz: of the shaft.
        defect: of the bearing, if it has one.
        chance: the same state gives the same values.
        sampling_hz: values a second; twice `RESONANCE_HZ` at least, for a defect to be in them.
        samples: how many values.
    """
    turning = 2 * math.pi * rotation_hz
    phases = [chance.uniform(0, 2 * math.pi) for _ in HARMONICS_MPS2]
    values = []
    for index in range(samples):
        angle = turning * index / sampling_hz
        value = chance.gauss(0.0, NOISE_MPS2)
        for order, (amplitude, phase) in enumerate(
            zip(HARMONICS_MPS2, phases, strict=True), start=1
        ):
            value += amplitude * math.sin(order * angle + phase)
        values.append(value)
    if defect is not None and defect.severity:
        _ring(values, rotation_hz, defect, chance, sampling_hz)
    return values


def _ring(
    values: list[float], rotation_hz: float, defect: Defect, chance: Random, sampling_hz: float
) -> None:
    """Add the oscillations of a defect that is struck repeatedly."""
    samples = len(values)
    distance_s = 1 / (strikes_per_turn(defect.bearing, defect.part) * rotation_hz)
    ring_samples = round(_RING_S * sampling_hz)
    strike_s = -distance_s * chance.random()
    while strike_s < samples / sampling_hz:
        load = 1.0
        if defect.part != "outer-race":
            # A part that turns with the shaft passes the loaded side once a turn.
            load = (1 + math.cos(2 * math.pi * rotation_hz * strike_s)) / 2
        first = math.ceil(strike_s * sampling_hz)
        for index in range(max(0, first), min(samples, first + ring_samples)):
            since_s = index / sampling_hz - strike_s
            ringing = math.sin(2 * math.pi * RESONANCE_HZ * since_s)
            values[index] += (
                defect.severity
                * load
                * WORST_STRIKE_MPS2
                * math.exp(-_DECAY_PER_S * since_s)
                * ringing
            )
        strike_s += distance_s * (1 + chance.gauss(0.0, _SLIP))
