"""The parts of a network on either side of the fence, and what travels between them."""

from typing import Any

import anywidget
import traitlets

from campus5g.courseware.explorers.explorer import Explorer
from campus5g.courseware.explorers.files import script, style
from campus5g.courseware.explorers.player import player_words
from campus5g.courseware.explorers.prediction import Guess, Prediction
from campus5g.courseware.explorers.project.architecture_and_spectrum.designs import (
    DESIGNS,
    DesignId,
)
from campus5g.courseware.explorers.project.architecture_and_spectrum.network_designs.model import (
    Journey,
    Stop,
    TaskId,
    journey,
)
from campus5g.courseware.explorers.project.architecture_and_spectrum.shown import (
    design_heads,
    design_name,
    design_rows,
    leaving,
    owner_name,
    place_name,
)
from campus5g.courseware.explorers.stops import stop_at
from campus5g.wording import Wording

_WORDS = Wording(__file__)

TASKS: tuple[TaskId, ...] = ("message", "register")


class NetworkDesigns(anywidget.AnyWidget):
    """A design, what is followed, and whether the fibre is cut; empty while ``locked``.

    ``stops`` has the position of each control; ``shown`` follows it.
    """

    _esm = script(__file__, moves=True, parts=("agv", "gnb", "rack"))
    _css = style(__file__, parts=True)
    words = traitlets.Dict().tag(sync=True)
    stops = traitlets.Dict().tag(sync=True)
    shown = traitlets.Dict().tag(sync=True)
    locked = traitlets.Bool(True).tag(sync=True)

    def __init__(self, locked: bool = True) -> None:
        start = {"design": list(DESIGNS).index("hybrid"), "task": 0, "cut": 0}
        super().__init__(words=_words(), stops=start, locked=locked)
        self._follow()
        self.observe(self._follow, ["stops", "locked"])

    @property
    def chosen(self) -> tuple[DesignId, TaskId, bool]:
        """Design, task and cut; a position out of range counts as the first."""
        return (
            stop_at(list(DESIGNS), self.stops.get("design")),
            stop_at(TASKS, self.stops.get("task")),
            stop_at((False, True), self.stops.get("cut")),
        )

    def _follow(self, change: dict[str, Any] | None = None) -> None:
        self.shown = {} if self.locked else plan(*self.chosen)


def network_designs() -> Explorer:
    """Return the explorer "who holds what", with a prediction first."""
    return Explorer(_prediction(), NetworkDesigns(), [design_heads(), *design_rows()])


def plan(design: DesignId, task: TaskId, fibre_cut: bool) -> dict[str, Any]:
    """Return a design as the widget draws it, and in words."""
    built, found = DESIGNS[design], journey(design, task, fibre_cut)
    return {
        "advice": _WORDS.text(
            "advice",
            "leaves",
            design=design_name(design),
            leaving=leaving(built),
            owner=owner_name(built.antennas_of),
        ),
        "places": {
            "device": "site",
            "antenna": "site",
            "upf": built.user_plane,
            "control": built.control,
            "subscribers": built.subscribers,
            "server": "site",
        },
        "operators": ["antenna"] if built.antennas_of == "operator" else [],
        "cut": fibre_cut,
        "way": [
            {"node": stop.node, "words": _stop_words(at, stop)}
            for at, stop in enumerate(found.stops)
        ],
        "arrives": found.arrives,
        "result": _result(found),
    }


def _stop_words(at: int, stop: Stop) -> str:
    return f"{at + 1}. {_WORDS.text('node', stop.node)}, {place_name(stop.place)}"


def _result(found: Journey) -> str:
    if not found.arrives:
        return _WORDS.text("result", "stopped")
    if not found.crossings:
        return _WORDS.text("result", "inside")
    return _WORDS.text("result", "outside", crossings=found.crossings)


def _prediction() -> Prediction:
    def outcome() -> tuple[str, str]:
        joins = [name for name in DESIGNS if journey(name, "register", True).arrives]
        answer = {0: "none", 1: "standalone", 2: "two"}.get(len(joins), "three")
        return answer, _WORDS.text("prediction", "why")

    guesses = [Guess(*one) for one in _WORDS.texts("guesses").items()]
    return Prediction("network-designs", _WORDS.text("prediction", "question"), guesses, outcome)


def _words() -> dict[str, Any]:
    return {
        **_WORDS.texts("page"),
        "designs": [design_name(name) for name in DESIGNS],
        "tasks": list(_WORDS.texts("tasks").values()),
        "cuts": list(_WORDS.texts("cuts").values()),
        "nodes": _WORDS.texts("node"),
        "player": player_words(),
        "method": _WORDS.list("method"),
        "headers": design_heads(),
        "rows": design_rows(),
    }
