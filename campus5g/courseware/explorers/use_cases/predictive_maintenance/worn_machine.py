"""A machine whose bearing wears week by week, and the figures that a round could read on it.

The vibration is the virtual kit's (`campus5g.vibration`). The machine, its bearing and how fast the
defect grows are this module's choices.
"""

from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import TYPE_CHECKING, Any

from campus5g.vibration.acceleration import Defect, acceleration_mps2
from campus5g.vibration.bearing import Bearing, BearingPart, strikes_per_turn
from campus5g.vibration.spectrum import spectrum
from campus5g.vibration.wear import Wear, temperature_degc

if TYPE_CHECKING:
    import numpy.typing as npt

PARTS: tuple[BearingPart, ...] = ("outer-race", "inner-race", "ball")
WEEKS = tuple(range(13))
"""Since the defect began; in week 0 there is none."""

SAMPLING_HZ = 3200
READING_S = 1.0
READINGS = 4
"""A spectrum is the mean of as many readings."""

_WEEK_S = 7 * 24 * 3600.0
_DOUBLES_WEEKS = 2.5
_AMBIENT_DEGC = 21.0
_RUNNING_S = 24 * 3600.0


@dataclass(frozen=True)
class Machine:
    """A machine with a bearing.

    Args:
        bearing: its geometry.
        speed_rpm: of the shaft, in turns a minute.
    """

    bearing: Bearing
    speed_rpm: float

    @property
    def rotation_hz(self) -> float:
        """Turns of the shaft a second."""
        return self.speed_rpm / 60

    def struck_hz(self, part: BearingPart) -> float:
        """Return how often a defect of a part is struck a second."""
        return strikes_per_turn(self.bearing, part) * self.rotation_hz


FAN = Machine(Bearing(balls=11, ball_mm=24.0, pitch_mm=130.0), speed_rpm=990.0)
"""The fan of the module's story."""


@dataclass(frozen=True)
class Condition:
    """What a round reads on a machine.

    Args:
        overall_mps2: root mean square of the acceleration.
        struck_mps2: amplitude of the envelope's spectrum where the defect is struck.
        temperature_degc: of the bearing, in surroundings of 21 degrees.
    """

    overall_mps2: float
    struck_mps2: float
    temperature_degc: float


def severity(week: int) -> float:
    """Return how developed a defect is in a week after it began, 0 to 1."""
    return _wear("outer-race").severity(week * _WEEK_S) if week else 0.0


def readings(machine: Machine, part: BearingPart, week: int) -> list[tuple[float, ...]]:
    """Return `READINGS` stretches of the acceleration in m/s², the same at each call."""
    return [reading(machine, part, week, number, READING_S) for number in range(READINGS)]


@lru_cache(maxsize=512)
def reading(
    machine: Machine, part: BearingPart, week: int, number: int, length_s: float
) -> tuple[float, ...]:
    """Return one stretch of the acceleration in m/s², the same at each call."""
    return tuple(
        acceleration_mps2(
            machine.rotation_hz,
            Defect(machine.bearing, part, severity(week)),
            Random(number),  # noqa: S311
            sampling_hz=SAMPLING_HZ,
            samples=round(SAMPLING_HZ * length_s),
        )
    )


@lru_cache(maxsize=256)
def spectra(
    machine: Machine, part: BearingPart, week: int, *, envelope: bool
) -> tuple["npt.NDArray[Any]", "npt.NDArray[Any]"]:
    """Return frequencies in hertz and amplitudes in m/s², of the signal or of its envelope."""
    return spectrum(readings(machine, part, week), SAMPLING_HZ, envelope=envelope)


def near(
    frequencies_hz: "npt.NDArray[Any]",
    amplitudes: "npt.NDArray[Any]",
    at_hz: float,
    within_hz: float = 2.0,
) -> float:
    """Return the largest amplitude around a frequency; 0 beyond the spectrum."""
    found = amplitudes[abs(frequencies_hz - at_hz) <= within_hz]
    return float(found.max()) if len(found) else 0.0


def condition(machine: Machine, part: BearingPart, week: int) -> Condition:
    """Return what a round reads on a machine in a week after a part's defect began."""
    values = [value for reading in readings(machine, part, week) for value in reading]
    overall = (sum(value**2 for value in values) / len(values)) ** 0.5
    struck = near(*spectra(machine, part, week, envelope=True), machine.struck_hz(part))
    wear = _wear(part) if week else None
    running_s = _RUNNING_S + week * _WEEK_S
    return Condition(overall, struck, temperature_degc(_AMBIENT_DEGC, running_s, wear))


def _wear(part: BearingPart) -> Wear:
    return Wear(part, starts_s=0.0, doubles_s=_DOUBLES_WEEKS * _WEEK_S)
