"""Controls on one side, the charts of a model on the other, with their numbers as tables."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import anywidget
import traitlets

from campus5g.courseware.explorers.files import script, style
from campus5g.language import t

Point = tuple[float, float]
Tick = tuple[float, str]


@dataclass(frozen=True)
class Control:
    """A slider or a select whose positions are labels.

    Args:
        id: the key of its position.
        name: what the learner reads.
        labels: the text of each position.
        start: the initial position.
        help: a line of explanation.
        kind: a slider for ordered labels, a select otherwise.
    """

    id: str
    name: str
    labels: Sequence[str]
    start: int = 0
    help: str = ""
    kind: Literal["slider", "select"] = "slider"


@dataclass(frozen=True)
class Axis:
    """An axis of a chart: its name, its two ends and its ticks."""

    name: str
    low: float
    high: float
    ticks: Sequence[Tick]
    log: bool = False

    def drawn(self) -> dict[str, Any]:
        """Return the data that ``drawing.js`` draws."""
        return {
            "name": self.name,
            "from": self.low,
            "to": self.high,
            "log": self.log,
            "ticks": [{"at": at, "words": words} for at, words in self.ticks],
        }


@dataclass(frozen=True)
class Series:
    """Points of a chart, all drawn the same way; `width` is the width of bars, in units of x."""

    name: str
    kind: Literal["line", "steps", "bars", "dots"]
    points: Sequence[Point]
    width: float = 0.0
    style: int | None = None


@dataclass(frozen=True)
class Chart:
    """A chart on two axes.

    Args:
        heading: what it shows.
        title: the text for a screen reader.
        reading: a note under the chart on how to read it.
        x, y: its axes.
        series: its points.
        upright, across: lines at a value of x or of y, with their labels.
    """

    heading: str
    title: str
    reading: str
    x: Axis
    y: Axis
    series: Sequence[Series]
    upright: Sequence[Tick] = ()
    across: Sequence[Tick] = ()

    def drawn(self) -> dict[str, Any]:
        """Return the data that ``drawing.js`` draws."""
        return {
            "kind": "chart",
            "heading": self.heading,
            "title": self.title,
            "reading": self.reading,
            "x": self.x.drawn(),
            "y": self.y.drawn(),
            "series": [asdict(one) for one in self.series],
            "marks": [{"x": at, "words": words} for at, words in self.upright]
            + [{"y": at, "words": words} for at, words in self.across],
        }


@dataclass(frozen=True)
class Bars:
    """Rows of parts laid end to end.

    Args:
        heading, title, reading: as for a chart.
        to: the length of the whole width.
        rows: the heading and the lengths of the parts of each row.
        parts: the names of the parts.
    """

    heading: str
    title: str
    reading: str
    to: float
    rows: Sequence[tuple[str, Sequence[float]]]
    parts: Sequence[str]

    def drawn(self) -> dict[str, Any]:
        """Return the data that ``chart_panel.js`` draws."""
        rows = [{"words": words, "lengths": list(lengths)} for words, lengths in self.rows]
        return {"kind": "bars", **asdict(self), "rows": rows}


@dataclass(frozen=True)
class Table:
    """The numbers behind a figure; the first cell of each row is its header."""

    caption: str
    headers: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Answer:
    """The model's answer for given positions of the controls.

    Args:
        advice: the answer in one sentence, visible while a control moves.
        figures: what is drawn.
        tables: the same numbers.
    """

    advice: str
    figures: Sequence[Chart | Bars]
    tables: Sequence[Table]


class ChartPanel(anywidget.AnyWidget):
    """Controls and the model's answer; no answer while ``locked``.

    Args:
        controls: what the learner moves.
        answer: computes the answer from the controls' positions, by control id.
        method: how the model works, in paragraphs.
        sources: where its figures come from.
        locked: whether the learner still has to make the prediction.
    """

    _esm = script(__file__)
    _css = style(__file__)
    words = traitlets.Dict().tag(sync=True)
    controls: traitlets.List[Any] = traitlets.List().tag(sync=True)
    stops = traitlets.Dict().tag(sync=True)
    shown = traitlets.Dict().tag(sync=True)
    locked = traitlets.Bool(True).tag(sync=True)

    def __init__(
        self,
        controls: Sequence[Control],
        answer: Callable[[Mapping[str, int]], Answer],
        method: Sequence[str],
        sources: str,
        locked: bool = True,
    ) -> None:
        super().__init__(
            words={**_words(), "method": list(method), "sources": sources},
            controls=[asdict(one) for one in controls],
            stops={one.id: one.start for one in controls},
            locked=locked,
        )
        self._controls = controls
        self._answer = answer
        self._follow()
        self.observe(self._follow, ["stops", "locked"])

    @property
    def answer(self) -> Answer | None:
        """The model's answer as it stands; None while ``locked``."""
        return None if self.locked else self._answer(self.positions)

    @property
    def settings(self) -> list[tuple[str, str]]:
        """The name of each control and the label of its position."""
        positions = self.positions
        return [(one.name, one.labels[positions[one.id]]) for one in self._controls]

    @property
    def positions(self) -> dict[str, int]:
        """The position of each control; a position out of range counts as the initial one."""
        return {one.id: self._position(one) for one in self._controls}

    def _position(self, control: Control) -> int:
        position = self.stops.get(control.id)
        if isinstance(position, int) and 0 <= position < len(control.labels):
            return position
        return control.start

    def _follow(self, change: dict[str, Any] | None = None) -> None:
        answer = self.answer
        if answer is None:
            self.shown = {}
            return
        self.shown = {
            "advice": answer.advice,
            "figures": [figure.drawn() for figure in answer.figures],
            "tables": [asdict(table) for table in answer.tables],
        }


def _words() -> dict[str, str]:
    return {
        "locked": t(
            fr="Pariez ci-dessus : les réglages apparaissent ensuite.",
            en="Make your prediction above, and the controls will appear.",
        ),
        "settings": t(fr="Réglages", en="Settings"),
        "table": t(fr="Les mêmes chiffres, en tableau", en="The same numbers, as a table"),
        "how": t(fr="Comment le modèle calcule", en="How the model works it out"),
    }
