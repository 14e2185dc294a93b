"""A machine's vibration and temperature, with a bearing that may wear out.

What they are is the shared model's (`campus5g.vibration`). Measurements are a function of the seed
and of the time since the machine was started.
"""

from random import Random

from campus5g.inventory import Bearing
from campus5g.vibration.acceleration import Defect, acceleration_mps2
from campus5g.vibration.wear import Wear, temperature_degc
from campus5g.virtualkit.scenarios.scenario import FaultPlan, MachinePlan

SAMPLING_HZ = 3200
SAMPLES = 1024

_TEMPERATURE_NOISE_K = 0.05


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
        self._wear: Wear | None = None
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
        return acceleration_mps2(
            self.rotation_hz,
            self._defect(time_s),
            self._chance("vibration", time_s),
            sampling_hz=SAMPLING_HZ,
            samples=SAMPLES,
        )

    def temperature_degc(self, time_s: float) -> float:
        """Return the temperature of its bearing at a time of the machine."""
        noise_k = self._chance("temperature", time_s).gauss(0.0, _TEMPERATURE_NOISE_K)
        return temperature_degc(self._plan.ambient_degc, time_s, self._wear) + noise_k

    def _defect(self, time_s: float) -> Defect | None:
        if self._wear is None or self._bearing is None:
            return None
        return Defect(self._bearing, self._wear.part, self._wear.severity(time_s))

    def _set_fault(self, plan: FaultPlan | None, time_s: float) -> None:
        self._wear = None
        if plan is not None:
            self._wear = Wear(plan.part, time_s + plan.starts_s, plan.doubles_s)

    def _chance(self, purpose: str, time_s: float) -> Random:
        return Random(f"{self._seed}/{self._name}/{purpose}/{time_s:.3f}")  # noqa: S311
