"""A machine's vibration and temperature, with a bearing that may wear out.

The acceleration follows McFadden and Smith, Journal of Sound and Vibration 96 (1984): the shaft
with its harmonics, noise, and for a defect one decaying oscillation of the housing at each strike,
in proportion to the defect's load at that moment. Measurements are a function of the seed and of
the time since the machine was started.
"""

import math
from dataclasses import dataclass
from random import Random

from campus5g.inventory import Bearing
from campus5g.virtualkit.scenarios.scenario import FaultPlan, MachinePlan
from campus5g.virtualkit.sensors.bearing import BearingPart, strikes_per_turn

SAMPLING_HZ = 3200
SAMPLES = 1024

_HARMONICS_MPS2 = (0.8, 0.35, 0.12)
"""Unbalance, misalignment, looseness: at once, twice and three times the rotation frequency."""
_NOISE_MPS2 = 0.25
_RESONANCE_HZ = 1150.0
_DECAY_PER_S = 450.0
_RING_S = 0.012
_WORST_STRIKE_MPS2 = 12.0
_FIRST_SEVERITY = 0.04
_SLIP = 0.01
"""Jitter of the strikes, as a part of their distance: balls slide a little."""
_RISE_K = 24.0
_WORST_RISE_K = 38.0
_WARMS_UP_S = 180.0
_TEMPERATURE_NOISE_K = 0.05


@dataclass(frozen=True)
class _Fault:
    """A defect, and its start in the machine's time."""

    part: BearingPart
    starts_s: float
    doubles_s: float

    @property
    def worst_s(self) -> float:
        """The time at which it is fully developed."""
        return self.starts_s + self.doubles_s * math.log2(1 / _FIRST_SEVERITY)

    def severity(self, time_s: float) -> float:
        """Return its severity, 0 to 1."""
        if time_s < self.starts_s:
            return 0.0
        if time_s >= self.worst_s:
            return 1.0
        return _FIRST_SEVERITY * math.exp2((time_s - self.starts_s) / self.doubles_s)

    def warmth(self, time_s: float) -> float:
        """Return how far the machine has warmed up from it, 0 to 1: severity after a first order
        lag of `_WARMS_UP_S`.
        """
        if time_s < self.starts_s:
            return 0.0
        growth_per_s = math.log(2) / self.doubles_s
        since_s = min(time_s, self.worst_s) - self.starts_s
        lagging = math.exp(growth_per_s * since_s) - math.exp(-since_s / _WARMS_UP_S)
        warmth = _FIRST_SEVERITY * lagging / (1 + growth_per_s * _WARMS_UP_S)
        after_s = max(0.0, time_s - self.worst_s)
        return 1 - (1 - warmth) * math.exp(-after_s / _WARMS_UP_S)


class VirtualMachine:
    """A running machine.

    Args:
        name: makes its noise different from other machines'.
        bearing: its bearing, which may have a defect.
        plan: its condition.
        seed: the same seed gives the same readings at the same times.
    """

    def __init__(self, name: str, bearing: Bearing | None, plan: MachinePlan, seed: int) -> None:
        self._name = name
        self._bearing = bearing
        self._seed = seed
        self._plan = plan
        self._fault: _Fault | None = None
        self._set_fault(plan.fault, 0.0)

    @property
    def rotation_hz(self) -> float:
        """The rotation frequency of its shaft."""
        return self._plan.speed_rpm / 60

    def follow(self, plan: MachinePlan, time_s: float) -> None:
        """Apply a plan; a new fault starts to develop now."""
        before, self._plan = self._plan, plan
        if plan.fault != before.fault:
            self._set_fault(plan.fault, time_s)

    def acceleration_mps2(self, time_s: float) -> list[float]:
        """Return `SAMPLES` values of the acceleration, starting at a time of the machine."""
        chance = self._chance("vibration", time_s)
        turning = 2 * math.pi * self.rotation_hz
        phases = [chance.uniform(0, 2 * math.pi) for _ in _HARMONICS_MPS2]
        values = []
        for index in range(SAMPLES):
            angle = turning * index / SAMPLING_HZ
            value = chance.gauss(0.0, _NOISE_MPS2)
            for order, (amplitude, phase) in enumerate(
                zip(_HARMONICS_MPS2, phases, strict=True), start=1
            ):
                value += amplitude * math.sin(order * angle + phase)
            values.append(value)
        if self._fault is not None and self._bearing is not None:
            severity = self._fault.severity(time_s)
            if severity:
                self._ring(values, self._bearing, self._fault.part, severity, chance)
        return values

    def temperature_degc(self, time_s: float) -> float:
        """Return the temperature of its bearing at a time of the machine."""
        noise_k = self._chance("temperature", time_s).gauss(0.0, _TEMPERATURE_NOISE_K)
        running = 1 - math.exp(-max(0.0, time_s) / _WARMS_UP_S)
        worn = self._fault.warmth(time_s) if self._fault is not None else 0.0
        return self._plan.ambient_degc + _RISE_K * running + _WORST_RISE_K * worn + noise_k

    def _ring(
        self,
        values: list[float],
        bearing: Bearing,
        part: BearingPart,
        severity: float,
        chance: Random,
    ) -> None:
        """Add the oscillations of a defect that is struck repeatedly."""
        distance_s = 1 / (strikes_per_turn(bearing, part) * self.rotation_hz)
        ring_samples = round(_RING_S * SAMPLING_HZ)
        strike_s = -distance_s * chance.random()
        while strike_s < SAMPLES / SAMPLING_HZ:
            load = 1.0
            if part != "outer-race":
                # A part that turns with the shaft passes the loaded side once a turn.
                load = (1 + math.cos(2 * math.pi * self.rotation_hz * strike_s)) / 2
            first = math.ceil(strike_s * SAMPLING_HZ)
            for index in range(max(0, first), min(SAMPLES, first + ring_samples)):
                since_s = index / SAMPLING_HZ - strike_s
                ringing = math.sin(2 * math.pi * _RESONANCE_HZ * since_s)
                values[index] += (
                    severity
                    * load
                    * _WORST_STRIKE_MPS2
                    * math.exp(-_DECAY_PER_S * since_s)
                    * ringing
                )
            strike_s += distance_s * (1 + chance.gauss(0.0, _SLIP))

    def _set_fault(self, plan: FaultPlan | None, time_s: float) -> None:
        self._fault = None
        if plan is not None:
            self._fault = _Fault(plan.part, time_s + plan.starts_s, plan.doubles_s)

    def _chance(self, purpose: str, time_s: float) -> Random:
        return Random(f"{self._seed}/{self._name}/{purpose}/{time_s:.3f}")  # noqa: S311
