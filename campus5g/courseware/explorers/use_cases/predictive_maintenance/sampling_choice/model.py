"""What a reading shows of a worn bearing, by its sampling rate, its length and the speed's drift.

A reading of a rate holds frequencies up to half of it (Nyquist); of a length T, it tells lines
apart that are 2/T from each other, the half width of a Hann window's peak (Harris, Proceedings of
the IEEE 66, 1978). A rate below the sensor's is what remains behind an ideal filter.
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

from campus5g.courseware.explorers.use_cases.predictive_maintenance.worn_machine import (
    FAN,
    PARTS,
    READINGS,
    SAMPLING_HZ,
    Machine,
    near,
    reading,
)
from campus5g.vibration.bearing import BearingPart
from campus5g.vibration.spectrum import ENVELOPE_FROM_HZ, spectrum

if TYPE_CHECKING:
    import numpy.typing as npt

RATES_HZ = (200, 400, 800, 1600, SAMPLING_HZ)
LENGTHS_S = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0)
DRIFTS = (0.0, 0.01, 0.03, 0.05, 0.1)
"""By how much the speed changes from the first of the averaged readings to the last."""
PART: BearingPart = "outer-race"
WEEK = 6
BYTES_A_VALUE = 2

_SHOWN_TO_HZ = 250.0

Verdict = Literal["silent", "mixed", "smeared", "clear"]


@dataclass(frozen=True)
class Way:
    """How a machine is read.

    Args:
        rate_hz: values a second.
        length_s: how long.
        drift: by how much the speed changes from the first reading to the last, 0 to 1.
    """

    rate_hz: int
    length_s: float
    drift: float = 0.0

    @property
    def highest_hz(self) -> float:
        """The highest frequency that it holds."""
        return self.rate_hz / 2

    @property
    def apart_hz(self) -> float:
        """How far apart two lines must be to be told from each other."""
        return 2 / self.length_s

    @property
    def size_bytes(self) -> int:
        """Its size, for one axis."""
        return round(self.rate_hz * self.length_s) * BYTES_A_VALUE


def closest_hz() -> float:
    """Return the distance between the two parts of the bearing that are closest."""
    places = sorted(FAN.struck_hz(part) for part in PARTS)
    return min(after - before for before, after in pairwise(places))


@lru_cache(maxsize=256)
def envelope(way: Way) -> tuple["npt.NDArray[Any]", "npt.NDArray[Any]"]:
    """Return the spectrum of the envelope, in hertz and m/s², averaged over the readings."""
    stretches = [
        _slower(reading(machine, PART, WEEK, number, way.length_s), way)
        for number, machine in enumerate(_machines(way))
    ]
    return spectrum(stretches, float(way.rate_hz), envelope=True)


def curve(way: Way) -> list[tuple[float, float]]:
    """Return the spectrum of the envelope as far as it goes, up to 250 Hz."""
    frequencies, amplitudes = envelope(way)
    return [
        (float(frequency), float(amplitude))
        for frequency, amplitude in zip(frequencies, amplitudes, strict=True)
        if 0 < frequency <= _SHOWN_TO_HZ
    ]


def peak_mps2(way: Way) -> float:
    """Return how high the spectrum is where the worn part is struck."""
    within_hz = max(2.0, 1 / way.length_s)
    return near(*envelope(way), FAN.struck_hz(PART), within_hz)


def verdict(way: Way) -> Verdict:
    """Return what the learner sees of the worn part.

    `silent`: nothing that rings is left. `mixed`: two parts could be it. `smeared`: the speed has
    spread its peak to less than half of its height. `clear`: it can be named.
    """
    if way.highest_hz <= ENVELOPE_FROM_HZ:
        return "silent"
    if way.apart_hz > closest_hz():
        return "mixed"
    if way.drift and 2 * peak_mps2(way) < peak_mps2(replace(way, drift=0.0)):
        return "smeared"
    return "clear"


def _machines(way: Way) -> list[Machine]:
    """Return the machine at the speed of each reading."""
    steps = [number / (READINGS - 1) - 0.5 for number in range(READINGS)]
    return [replace(FAN, speed_rpm=FAN.speed_rpm * (1 + way.drift * step)) for step in steps]


def _slower(values: tuple[float, ...], way: Way) -> list[float]:
    """Return what a slower sensor measures, behind an ideal filter."""
    import numpy as np

    samples = round(way.rate_hz * way.length_s)
    if samples == len(values):
        return list(values)
    lines = np.fft.rfft(values)[: samples // 2 + 1]
    return [float(value) for value in np.fft.irfft(lines, samples) * samples / len(values)]
