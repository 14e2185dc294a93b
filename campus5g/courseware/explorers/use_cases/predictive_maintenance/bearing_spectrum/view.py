"""A fan's bearing wears week by week: its signal, its spectrum, its envelope's spectrum."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import anywidget
import traitlets

from campus5g.courseware.explorers.chart_panel import Axis, Chart, Control, Series, Table
from campus5g.courseware.explorers.explorer import Explorer
from campus5g.courseware.explorers.files import script, style
from campus5g.courseware.explorers.player import player_words
from campus5g.courseware.explorers.prediction import Guess, Prediction
from campus5g.courseware.explorers.stops import stop_at
from campus5g.courseware.explorers.use_cases.predictive_maintenance.bearing_spectrum import model
from campus5g.courseware.explorers.use_cases.predictive_maintenance.bearing_spectrum.model import (
    SPEEDS_RPM,
    Worn,
)
from campus5g.courseware.explorers.use_cases.predictive_maintenance.worn_machine import (
    FAN,
    PARTS,
    WEEKS,
    near,
    spectra,
)
from campus5g.courseware.explorers.words import NO_BREAK, number, whole
from campus5g.language import t
from campus5g.vibration.bearing import BearingPart, defect_frequencies
from campus5g.wording import Wording

_WORDS = Wording(__file__)

_START = Worn("outer-race", FAN.speed_rpm, week=3)
_SCALES_MPS2 = (2.0, 5.0, 10.0, 20.0)
_LEAST_MPS2, _MOST_MPS2 = 0.003, 5.0
_TICKS_MPS2 = (0.01, 0.1, 1.0)


class BearingPanel(anywidget.AnyWidget):
    """A bearing that turns, three charts, and the week that a learner moves or lets run.

    ``stops`` holds the positions of the controls, ``shown`` what the model answers; it is empty
    while ``locked``.
    """

    _esm = script(__file__, moves=True)
    _css = style(__file__)
    words = traitlets.Dict().tag(sync=True)
    controls: traitlets.List[Any] = traitlets.List().tag(sync=True)
    stops = traitlets.Dict().tag(sync=True)
    shown = traitlets.Dict().tag(sync=True)
    locked = traitlets.Bool(True).tag(sync=True)

    def __init__(self, locked: bool = True) -> None:
        controls = _controls()
        super().__init__(
            words={
                **_WORDS.texts("page"),
                "player": player_words(),
                "method": _WORDS.list("method"),
                "bearing": _geometry_words(),
            },
            controls=[asdict(each) for each in controls],
            stops={each.id: each.start for each in controls},
            locked=locked,
        )
        self._follow()
        self.observe(self._follow, ["stops", "locked"])

    @property
    def worn(self) -> Worn:
        """The machine at the controls' positions."""
        return Worn(
            stop_at(PARTS, self.stops.get("part")),
            stop_at(SPEEDS_RPM, self.stops.get("speed")),
            stop_at(WEEKS, self.stops.get("week")),
        )

    def _follow(self, change: dict[str, Any] | None = None) -> None:
        self.shown = {} if self.locked else _shown(self.worn)


def bearing_spectrum() -> Explorer:
    """Return the explorer, with a prediction first."""
    table = _table(_START)
    return Explorer(
        _prediction(), BearingPanel(), [list(table.headers), *(list(row) for row in table.rows)]
    )


def part_name(part: BearingPart) -> str:
    """Return what a part of a bearing is called."""
    return _WORDS.text("part", part)


def hertz(frequency_hz: float) -> str:
    """Return a frequency with its unit, with a decimal below twenty hertz."""
    return f"{_decimals(frequency_hz, 1 if frequency_hz < 20 else 0)}{NO_BREAK}Hz"


def _prediction() -> Prediction:
    now, sound = _START.now, _START.sound
    rise = now.overall_mps2 / sound.overall_mps2 - 1
    outcome = "little" if rise < 0.15 else "half" if rise < 0.75 else "double"
    why = _WORDS.text(
        "prediction",
        "why",
        rise=_percent(rise),
        times=number(round(now.struck_mps2 / sound.struck_mps2)),
        at=hertz(_START.machine.struck_hz(_START.part)),
    )
    guesses = [Guess(*each) for each in _WORDS.texts("guesses").items()]
    question = _WORDS.text("prediction", "question", week=_START.week)
    return Prediction("bearing-overall", question, guesses, lambda: (outcome, why))


def _controls() -> Sequence[Control]:
    return [
        Control(
            "part",
            _WORDS.text("control", "part"),
            [_capital(part_name(part)) for part in PARTS],
            PARTS.index(_START.part),
            kind="select",
        ),
        Control(
            "speed",
            _WORDS.text("control", "speed"),
            [_WORDS.text("control", "rpm", rpm=whole(speed)) for speed in SPEEDS_RPM],
            SPEEDS_RPM.index(_START.speed_rpm),
        ),
        Control(
            "week",
            _WORDS.text("control", "week"),
            [
                _WORDS.text("control", "sound")
                if not week
                else _WORDS.text("control", "weeks", week=week)
                for week in WEEKS
            ],
            WEEKS.index(_START.week),
        ),
    ]


def _shown(worn: Worn) -> dict[str, Any]:
    table = _table(worn)
    bearing = FAN.bearing
    turns = defect_frequencies(bearing, 1.0)
    return {
        "advice": _advice(worn),
        "figures": [each.drawn() for each in (_envelope(worn), _spectrum(worn), _signal(worn))],
        "tables": [asdict(table), asdict(_peaks(worn))],
        # What the drawing turns by: turns a turn of the shaft.
        "bearing": {
            "balls": bearing.balls,
            "ball": bearing.ball_mm / bearing.pitch_mm,
            "cage": turns.ftf_hz,
            "spin": turns.bsf_hz,
            "part": worn.part if worn.week else "",
            "words": _WORDS.text(
                "drawing", worn.part if worn.week else "sound", strikes=_strikes(worn.part)
            ),
        },
    }


def _advice(worn: Worn) -> str:
    now, sound = worn.now, worn.sound
    found = model.part_that_stands_out(worn)
    values = {
        "overall": number(round(now.overall_mps2, 2)),
        "rise": _percent(now.overall_mps2 / sound.overall_mps2 - 1),
        "warmer": number(round(now.temperature_degc - sound.temperature_degc)),
    }
    if not worn.week:
        return _WORDS.text("advice", "sound", **values)
    if found is None:
        return _WORDS.text("advice", "hidden", **values)
    return _WORDS.text(
        "advice",
        "found",
        **values,
        times=number(round(now.struck_mps2 / sound.struck_mps2)),
        at=hertz(worn.machine.struck_hz(found)),
        part=part_name(found),
    )


def _envelope(worn: Worn) -> Chart:
    return Chart(
        heading=_WORDS.text("chart", "envelope"),
        title=_advice(worn),
        reading=_WORDS.text("chart", "envelope_reading"),
        x=Axis(_hz(), 0, 250, [(at, str(at)) for at in range(0, 201, 50)]),
        y=_amplitude(),
        series=[
            Series(_WORDS.text("chart", "envelope_name"), "line", model.envelope_spectrum(worn))
        ],
        upright=[(worn.machine.struck_hz(part), _WORDS.text("mark", part)) for part in PARTS],
    )


def _spectrum(worn: Worn) -> Chart:
    return Chart(
        heading=_WORDS.text("chart", "spectrum"),
        title=_WORDS.text("chart", "spectrum_title", turn=hertz(worn.machine.rotation_hz)),
        reading=_WORDS.text("chart", "spectrum_reading", turn=hertz(worn.machine.rotation_hz)),
        x=Axis(_hz(), 0, 1600, [(at, whole(at)) for at in range(0, 1501, 500)]),
        y=_amplitude(),
        series=[Series(_WORDS.text("chart", "signal_name"), "line", model.signal_spectrum(worn))],
    )


def _signal(worn: Worn) -> Chart:
    points = model.signal(worn)
    largest = max(abs(value) for _, value in points)
    scale = next((each for each in _SCALES_MPS2 if each >= largest), _SCALES_MPS2[-1])
    return Chart(
        heading=_WORDS.text("chart", "signal"),
        title=_WORDS.text("chart", "signal_title", largest=number(largest)),
        reading=_WORDS.text("chart", "signal_reading"),
        x=Axis("s", 0, 0.25, [(at / 20, number(at / 20)) for at in range(5)]),
        y=Axis(
            "m/s²",
            -scale,
            scale,
            [(-scale, f"−{number(scale)}"), (0, "0"), (scale, number(scale))],
        ),
        series=[Series(_WORDS.text("chart", "signal_name"), "line", points)],
    )


def _table(worn: Worn) -> Table:
    """Return what a round reads, before the defect and now."""
    now, sound = worn.now, worn.sound
    struck = _WORDS.text("row", "struck", part=part_name(worn.part))
    rows = [
        (_WORDS.text("row", "overall"), sound.overall_mps2, now.overall_mps2, "m/s²"),
        (struck, sound.struck_mps2, now.struck_mps2, "m/s²"),
        (_WORDS.text("row", "temperature"), sound.temperature_degc, now.temperature_degc, "°C"),
    ]
    week = _WORDS.text("control", "weeks", week=worn.week) if worn.week else "–"
    return Table(
        _WORDS.text("row", "caption"),
        [_WORDS.text("row", "figure"), _WORDS.text("control", "sound"), _capital(week)],
        [
            [name, *(f"{number(value)}{NO_BREAK}{unit}" for value in (before, then))]
            for name, before, then, unit in rows
        ],
    )


def _peaks(worn: Worn) -> Table:
    """Return the frequency of each part, and how high the envelope's spectrum is there."""
    frequencies, amplitudes = spectra(worn.machine, worn.part, worn.week, envelope=True)
    return Table(
        _WORDS.text("row", "peaks"),
        [_WORDS.text("row", "part"), _hz(), "m/s²"],
        [
            [
                _capital(part_name(part)),
                hertz(worn.machine.struck_hz(part)),
                number(near(frequencies, amplitudes, worn.machine.struck_hz(part))),
            ]
            for part in PARTS
        ],
    )


def _amplitude() -> Axis:
    return Axis(
        "m/s²",
        _LEAST_MPS2,
        _MOST_MPS2,
        [(at, number(at)) for at in _TICKS_MPS2],
        log=True,
    )


def _hz() -> str:
    return t(fr="fréquence (Hz)", en="frequency (Hz)")


def _strikes(part: BearingPart) -> str:
    return _decimals(FAN.struck_hz(part) / FAN.rotation_hz, 2)


def _geometry_words() -> str:
    bearing = FAN.bearing
    return _WORDS.text(
        "drawing",
        "geometry",
        balls=bearing.balls,
        ball=whole(bearing.ball_mm),
        pitch=whole(bearing.pitch_mm),
    )


def _decimals(value: float, places: int) -> str:
    text = f"{value:.{places}f}"
    return t(fr=text.replace(".", ","), en=text)


def _percent(share: float) -> str:
    return f"{round(100 * share)}{NO_BREAK}%"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
