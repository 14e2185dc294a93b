"""Controls, and a scene that answers them: a plate seen by a camera, a call, a turning head.

A scene that moves is played, paused and stepped through by the learner; nothing moves on its own.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import anywidget
import traitlets

from campus5g.courseware.explorers.chart_panel import Chart, Control, Table
from campus5g.courseware.explorers.files import script, style
from campus5g.courseware.explorers.player import player_words
from campus5g.language import t


@dataclass(frozen=True)
class Scene:
    """What is drawn.

    Args:
        kind: how ``scene_panel.js`` draws it: `plate`, `call` or `valves`.
        heading: what it shows.
        alt: the same in words, for who does not see it.
        data: what the drawing needs.
        told: a sentence for each of its moments; none if it does not move.
        moment_s: from one moment to the next.
    """

    kind: str
    heading: str
    alt: str
    data: Mapping[str, Any]
    told: Sequence[str] = ()
    moment_s: float = 0.1


@dataclass(frozen=True)
class SceneAnswer:
    """The model's answer for given positions of the controls.

    Args:
        advice: the answer in one sentence, visible while a control moves.
        scene: what is drawn.
        figures: charts below it.
        tables: the numbers of both.
    """

    advice: str
    scene: Scene
    figures: Sequence[Chart]
    tables: Sequence[Table]


class ScenePanel(anywidget.AnyWidget):
    """Controls and the scene that answers them; no answer while ``locked``.

    Args:
        controls: what the learner moves.
        answer: computes the answer from the controls' positions, by control id.
        method: how the model works, in paragraphs.
        sources: where its figures come from.
        locked: whether the learner still has to make the prediction.
    """

    _esm = script(__file__, moves=True)
    _css = style(__file__)
    words = traitlets.Dict().tag(sync=True)
    controls: traitlets.List[Any] = traitlets.List().tag(sync=True)
    stops = traitlets.Dict().tag(sync=True)
    shown = traitlets.Dict().tag(sync=True)
    locked = traitlets.Bool(True).tag(sync=True)

    def __init__(
        self,
        controls: Sequence[Control],
        answer: Callable[[Mapping[str, int]], SceneAnswer],
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
    def positions(self) -> dict[str, int]:
        """The position of each control; a position out of range counts as the initial one."""
        return {one.id: self._position(one) for one in self._controls}

    def _position(self, control: Control) -> int:
        position = self.stops.get(control.id)
        if isinstance(position, int) and 0 <= position < len(control.labels):
            return position
        return control.start

    def _follow(self, change: dict[str, Any] | None = None) -> None:
        if self.locked:
            self.shown = {}
            return
        answer = self._answer(self.positions)
        self.shown = {
            "advice": answer.advice,
            "scene": asdict(answer.scene),
            "figures": [figure.drawn() for figure in answer.figures],
            "tables": [asdict(table) for table in answer.tables],
        }


def _words() -> dict[str, Any]:
    return {
        "locked": t(
            fr="Pariez ci-dessus : les réglages apparaissent ensuite.",
            en="Make your prediction above, and the controls will appear.",
        ),
        "settings": t(fr="Réglages", en="Settings"),
        "table": t(fr="Les mêmes chiffres, en tableau", en="The same numbers, as a table"),
        "how": t(fr="Comment le modèle calcule", en="How the model works it out"),
        "moment": t(fr="Instant", en="Moment"),
        "player": player_words(),
    }
