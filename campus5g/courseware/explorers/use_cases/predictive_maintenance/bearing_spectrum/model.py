"""What a bearing that wears shows: in its signal, in the spectrum, in the envelope's spectrum."""

from dataclasses import dataclass, replace

from campus5g.courseware.explorers.use_cases.predictive_maintenance.worn_machine import (
    FAN,
    PARTS,
    READING_S,
    SAMPLING_HZ,
    Condition,
    Machine,
    condition,
    near,
    readings,
    spectra,
)
from campus5g.vibration.bearing import BearingPart

SPEEDS_RPM = (495.0, 742.0, 990.0, 1485.0)

_SIGNAL_S = 0.25
_ENVELOPE_TO_HZ = 250.0
_BIN_HZ = 5.0

Curve = list[tuple[float, float]]


@dataclass(frozen=True)
class Worn:
    """A machine some weeks after a defect of one part of its bearing began."""

    part: BearingPart
    speed_rpm: float
    week: int

    @property
    def machine(self) -> Machine:
        """The fan, at this speed."""
        return replace(FAN, speed_rpm=self.speed_rpm)

    @property
    def now(self) -> Condition:
        """What a round reads in this week."""
        return condition(self.machine, self.part, self.week)

    @property
    def sound(self) -> Condition:
        """What it read before the defect began."""
        return condition(self.machine, self.part, 0)


def signal(worn: Worn) -> Curve:
    """Return a quarter of a second of the acceleration: seconds, m/s²."""
    values = readings(worn.machine, worn.part, worn.week)[0]
    return [(at / SAMPLING_HZ, values[at]) for at in range(round(_SIGNAL_S * SAMPLING_HZ))]


def signal_spectrum(worn: Worn) -> Curve:
    """Return the spectrum of the signal, in hertz and m/s²: the largest of each 5 Hz."""
    _, amplitudes = spectra(worn.machine, worn.part, worn.week, envelope=False)
    lines = round(_BIN_HZ * READING_S)
    return [
        (_BIN_HZ * (at + 0.5), float(amplitudes[at * lines : (at + 1) * lines].max()))
        for at in range((len(amplitudes) - 1) // lines)
    ]


def envelope_spectrum(worn: Worn) -> Curve:
    """Return the spectrum of the envelope up to 250 Hz, in hertz and m/s²."""
    frequencies, amplitudes = spectra(worn.machine, worn.part, worn.week, envelope=True)
    return [
        (float(frequency), float(amplitude))
        for frequency, amplitude in zip(frequencies, amplitudes, strict=True)
        if 0 < frequency <= _ENVELOPE_TO_HZ
    ]


def part_that_stands_out(worn: Worn) -> BearingPart | None:
    """Return the part at whose frequency the envelope's spectrum stands out; None if none does.

    It stands out at five times the middle of the spectrum, as a worn part's does from the first or
    second week on.
    """
    frequencies, amplitudes = spectra(worn.machine, worn.part, worn.week, envelope=True)
    shown = amplitudes[(frequencies > 0) & (frequencies <= _ENVELOPE_TO_HZ)]
    floor = float(sorted(shown)[len(shown) // 2])
    peaks = {part: near(frequencies, amplitudes, worn.machine.struck_hz(part)) for part in PARTS}
    part = max(PARTS, key=lambda each: peaks[each])
    return part if peaks[part] >= 5 * floor else None
