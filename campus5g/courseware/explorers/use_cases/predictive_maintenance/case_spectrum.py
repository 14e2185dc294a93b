"""The machines of the module's cases, and the spectrum that a learner reads of theirs.

Machines and bearings are invented; what they show is the vibration model's.
"""

from dataclasses import dataclass

from campus5g.courseware.explorers.chart_panel import Axis, Chart, Series
from campus5g.courseware.explorers.chart_svg import chart_svg
from campus5g.courseware.explorers.use_cases.predictive_maintenance.worn_machine import (
    Machine,
    spectra,
)
from campus5g.courseware.explorers.words import number
from campus5g.language import t
from campus5g.vibration.bearing import Bearing, BearingPart

_TICKS = 10
_ENDS_HZ = (100, 150, 200, 250, 300)
_HEADROOM = 1.25
_TOPS_MPS2 = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 1.0)


@dataclass(frozen=True)
class Case:
    """A machine on which a part of the bearing wears, and the sister machine beside it.

    Args:
        machine: both of them are of this make.
        part: what wears on the learner's machine.
        week: how old the defect is.
        sister_part: what wears on the sister machine, as much.
    """

    machine: Machine
    part: BearingPart
    week: int
    sister_part: BearingPart


CASES = {
    "pump": Case(Machine(Bearing(8, 18, 80), 1480), "inner-race", 5, "outer-race"),
    "extractor": Case(Machine(Bearing(13, 20, 140), 985), "outer-race", 4, "ball"),
    "conveyor": Case(Machine(Bearing(8, 28, 110), 730), "ball", 6, "inner-race"),
    "compressor": Case(Machine(Bearing(8, 16, 75), 2960), "inner-race", 6, "outer-race"),
    "rollers": Case(Machine(Bearing(12, 30, 120), 600), "outer-race", 5, "inner-race"),
    "blower": Case(Machine(Bearing(10, 26, 125), 1185), "ball", 6, "outer-race"),
}


def case_spectrum(machine: str) -> str:
    """Return the spectrum of the envelope of a case's machine, as SVG.

    Args:
        machine: the case, a key of `CASES`; with ``-sister`` behind it, the sister machine.
    """
    case = CASES[machine.removesuffix("-sister")]
    part = case.sister_part if machine.endswith("-sister") else case.part
    return chart_svg(envelope_chart(case, part))


def envelope_chart(case: Case, part: BearingPart) -> Chart:
    """Return the chart of a machine's envelope, up to where each of its parts would show."""
    frequencies, amplitudes = spectra(case.machine, part, case.week, envelope=True)
    end_hz = next(
        (each for each in _ENDS_HZ if each >= _HEADROOM * case.machine.struck_hz("inner-race")),
        _ENDS_HZ[-1],
    )
    points = [
        (float(frequency), float(amplitude))
        for frequency, amplitude in zip(frequencies, amplitudes, strict=True)
        if 0 < frequency <= end_hz
    ]
    highest = max(amplitude for _, amplitude in points)
    top = next((each for each in _TOPS_MPS2 if each >= highest), _TOPS_MPS2[-1])
    step = end_hz / _TICKS
    return Chart(
        heading="",
        title=t(fr="Spectre de l’enveloppe", en="Envelope spectrum"),
        reading="",
        x=Axis(
            t(fr="fréquence (Hz)", en="frequency (Hz)"),
            0,
            end_hz,
            [(at * step, "" if at % 2 else f"{at * step:.0f}") for at in range(_TICKS + 1)],
        ),
        y=Axis("m/s²", 0, top, [(0, "0"), (top / 2, number(top / 2)), (top, number(top))]),
        series=[Series(t(fr="enveloppe", en="envelope"), "line", points)],
    )
