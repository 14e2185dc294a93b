"""A full cell: who waits and who loses, depending on how it is shared."""

import math
from dataclasses import replace
from typing import Any, Literal

import anywidget
import traitlets

from campus5g.courseware.explorers.essentials.full_cell.model import (
    CAPACITY_MBIT_S,
    FLOWS,
    Cell,
    FlowId,
    Outcome,
    Scheduler,
    run,
    suffering,
)
from campus5g.courseware.explorers.explorer import Explorer
from campus5g.courseware.explorers.files import script, style
from campus5g.courseware.explorers.prediction import Guess, Prediction
from campus5g.courseware.explorers.stops import stop_at
from campus5g.courseware.explorers.words import NO_BREAK, number
from campus5g.language import t
from campus5g.wording import Wording

_WORDS = Wording(__file__)

CellQuestion = Literal["fifth-caller", "empty-cell"]

CALLERS = tuple(range(11))
CRANES = (0, 1, 2, 3)
SHARES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)

# Where each question begins: what the learner can choose, and the cell as they find it.
SCHEDULERS: dict[CellQuestion, tuple[Scheduler, ...]] = {
    "fifth-caller": ("fair", "one-queue", "priority"),
    "empty-cell": ("fair", "one-queue", "priority", "slices"),
}
STARTS: dict[CellQuestion, Cell] = {
    "fifth-caller": Cell("fair", callers=4),
    "empty-cell": Cell("slices", callers=0),
}

# The chart's ends; what is later or lost stands at its right edge.
_AXIS_MS = (5.0, 600.0)
_TICKS_MS = (10, 30, 100, 300)


class FullCell(anywidget.AnyWidget):
    """Controls for a cell, and the result for each flow.

    ``controls`` holds positions: ``scheduler``, ``callers``, ``cranes``, ``share`` in their
    lists, ``backup`` and ``lends`` as yes or no. The outcome follows; it is empty while
    ``locked``.
    """

    _esm = script(__file__)
    _css = style(__file__)
    words = traitlets.Dict().tag(sync=True)
    schedulers: traitlets.List[Any] = traitlets.List().tag(sync=True)
    sliders: traitlets.List[Any] = traitlets.List().tag(sync=True)
    controls = traitlets.Dict().tag(sync=True)
    outcome = traitlets.Dict().tag(sync=True)
    locked = traitlets.Bool(True).tag(sync=True)

    def __init__(self, question: CellQuestion, locked: bool = True) -> None:
        self._offered = SCHEDULERS[question]
        start = STARTS[question]
        super().__init__(
            words=_words(),
            schedulers=[
                {"id": one, "name": scheduler_name(one), "about": _about(one)}
                for one in self._offered
            ],
            sliders=_sliders(),
            controls={
                "scheduler": self._offered.index(start.scheduler),
                "callers": CALLERS.index(start.callers),
                "cranes": CRANES.index(start.cranes),
                "share": SHARES.index(start.production_share),
                "backup": bool(start.backups),
                "lends": start.lends,
            },
            locked=locked,
        )
        self._follow()
        self.observe(self._follow, ["controls", "locked"])

    @property
    def cell(self) -> Cell:
        """The cell at the controls' positions; out of range counts as the first one."""
        return Cell(
            scheduler=stop_at(self._offered, self.controls.get("scheduler")),
            callers=stop_at(CALLERS, self.controls.get("callers")),
            cranes=stop_at(CRANES, self.controls.get("cranes")),
            backups=int(bool(self.controls.get("backup"))),
            production_share=stop_at(SHARES, self.controls.get("share")),
            lends=bool(self.controls.get("lends")),
        )

    def _follow(self, change: dict[str, Any] | None = None) -> None:
        self.outcome = {} if self.locked else outcome_words(self.cell)


def full_cell(question: CellQuestion = "fifth-caller") -> Explorer:
    """Return the explorer of a full cell, with a prediction first.

    Args:
        question: what the learner predicts: who suffers when a fifth caller comes, or whether a
            slice makes the crane's video faster in an empty cell.
    """
    asking = _fifth_caller if question == "fifth-caller" else _empty_cell
    full = replace(STARTS["fifth-caller"], callers=5)
    table = [
        [t(fr="Partage", en="Sharing"), t(fr="Souffrent", en="Who suffers")],
        *(
            [scheduler_name(one), _names(suffering(replace(full, scheduler=one)))]
            for one in SCHEDULERS["empty-cell"]
        ),
    ]
    return Explorer(asking(), FullCell(question), table)


def outcome_words(cell: Cell) -> dict[str, Any]:
    """Return the result for each flow, as words and as places on the chart."""
    found = run(cell)
    return {
        "advice": _advice(cell, found),
        "slices": cell.scheduler == "slices",
        "flows": [_flow(one) for one in found],
        "free": max(0.0, 1 - sum(one.cell_share for one in found)),
        "freeWords": _percent(max(0.0, 1 - sum(one.cell_share for one in found))),
        "rows": [_row(one) for one in found],
    }


def scheduler_name(scheduler: Scheduler) -> str:
    """Return the display name of a scheduler."""
    return _WORDS.text("scheduler", scheduler)


def flow_name(flow: FlowId) -> str:
    """Return the display name of a flow."""
    return _WORDS.text("flow", flow)


def _about(scheduler: Scheduler) -> str:
    return _WORDS.text("scheduler_about", scheduler)


def _flow(found: Outcome) -> dict[str, Any]:
    flow = FLOWS[found.flow]
    return {
        "id": found.flow,
        "name": flow_name(found.flow),
        "verdict": "suits" if found.served else "fails",
        "verdictName": _verdict(found),
        "share": found.cell_share,
        "shareWords": _percent(found.cell_share),
        "p50": _place(found.p50_ms),
        "p99": _place(found.p99_ms),
        "need": None if math.isinf(flow.need_ms) else _place(flow.need_ms),
        "reason": _reason(found),
    }


def _verdict(found: Outcome) -> str:
    if math.isinf(FLOWS[found.flow].need_ms):
        return t(fr="Prend ce qui reste", en="Takes what is left")
    return t(fr="Servi", en="Served") if found.served else t(fr="Souffre", en="Suffers")


def _reason(found: Outcome) -> str:
    need_ms = FLOWS[found.flow].need_ms
    if math.isinf(need_ms):
        return _WORDS.text("reason", "no-need", rate=_rate(found.rate_mbit_s))
    if math.isinf(found.p99_ms):
        return _WORDS.text("reason", "lost", lost=_percent(found.lost), need=_ms(need_ms))
    return _WORDS.text("reason", "delay", p99=_ms(found.p99_ms), need=_ms(need_ms))


def _row(found: Outcome) -> list[str]:
    need_ms = FLOWS[found.flow].need_ms
    asked = found.asked_mbit_s
    return [
        flow_name(found.flow),
        str(found.devices),
        str(FLOWS[found.flow].five_qi),
        _rate(asked) if asked else t(fr="tout ce qui reste", en="all that is left"),
        _rate(found.rate_mbit_s),
        _ms(found.p50_ms),
        _ms(found.p99_ms),
        t(fr="aucun", en="none") if math.isinf(need_ms) else _ms(need_ms),
        _percent(found.lost),
        _percent(found.cell_share),
        _verdict(found),
    ]


def _advice(cell: Cell, found: list[Outcome]) -> str:
    suffer = {one.flow for one in found if not one.served}
    used = _percent(sum(one.cell_share for one in found))
    if not suffer:
        return _WORDS.text("advice", "all-served", used=used)
    return _WORDS.text("advice", "suffering", used=used, suffer=_names(suffer))


def _names(flows: set[FlowId]) -> str:
    names = ", ".join(words for name, words in _WORDS.texts("short").items() if name in flows)
    return names or t(fr="personne", en="nobody")


def _fifth_caller() -> Prediction:
    start = STARTS["fifth-caller"]
    before, after = suffering(start), suffering(replace(start, callers=start.callers + 1))
    answers = {
        frozenset[FlowId](): "nobody",
        frozenset[FlowId]({"canteen"}): "canteen",
        frozenset[FlowId]({"crane"}): "crane",
        frozenset[FlowId]({"agv"}): "agv",
        frozenset[FlowId]({"agv", "crane", "canteen"}): "all",
    }
    guesses = [Guess(*one) for one in _WORDS.texts("fifth_caller_guesses").items()]

    def outcome() -> tuple[str, str]:
        capacity = _rate(CAPACITY_MBIT_S)
        asked = _rate(replace(start, callers=start.callers + 1).asked_mbit_s)
        return answers[frozenset(after)], _WORDS.text(
            "fifth_caller",
            "outcome",
            before=_names(before),
            after=_names(after),
            asked=asked,
            capacity=capacity,
        )

    question = _WORDS.text("fifth_caller", "question")
    return Prediction("fifth-caller", question, guesses, outcome)


def crane_p99_ms(cell: Cell) -> float:
    """Return the time within which 99 in 100 of the crane's pictures arrive."""
    return next(one.p99_ms for one in run(cell) if one.flow == "crane")


def _empty_cell() -> Prediction:
    def outcome() -> tuple[str, str]:
        sliced = STARTS["empty-cell"]
        without = crane_p99_ms(replace(sliced, scheduler="fair"))
        within = crane_p99_ms(sliced)
        # A slot of the uplink comes every 2.5 ms: a smaller gap does not count.
        found = "same" if abs(within - without) < 2.5 else "sooner" if within < without else "later"
        return found, _WORDS.text("empty_cell", "outcome", without=_ms(without), within=_ms(within))

    question = _WORDS.text("empty_cell", "question")
    guesses = [Guess(*one) for one in _WORDS.texts("empty_cell_guesses").items()]
    return Prediction("empty-cell", question, guesses, outcome)


def _sliders() -> list[dict[str, Any]]:
    return [
        {
            "id": "callers",
            "name": _WORDS.text("slider", "callers"),
            "help": _WORDS.text("slider_help", "callers"),
            "labels": [str(count) for count in CALLERS],
        },
        {
            "id": "cranes",
            "name": _WORDS.text("slider", "cranes"),
            "help": _WORDS.text("slider_help", "cranes"),
            "labels": [str(count) for count in CRANES],
        },
        {
            "id": "share",
            "name": _WORDS.text("slider", "share"),
            "help": _WORDS.text("slider_help", "share"),
            "labels": [_percent(share) for share in SHARES],
        },
    ]


def _place(delay_ms: float) -> float:
    """Return where a delay stands on the chart's logarithmic axis, 0 to 1."""
    start, end = _AXIS_MS
    if math.isinf(delay_ms):
        return 1.0
    return max(0.0, min(1.0, math.log(delay_ms / start) / math.log(end / start)))


def _ms(delay_ms: float) -> str:
    if math.isinf(delay_ms):
        return t(fr="jamais (perdus)", en="never (lost)")
    if delay_ms >= 1000:
        return f"{number(delay_ms / 1000)}{NO_BREAK}s"
    return f"{number(delay_ms)}{NO_BREAK}ms"


def _rate(rate_mbit_s: float) -> str:
    return f"{number(rate_mbit_s)}{NO_BREAK}Mbit/s"


def _percent(share: float) -> str:
    if 0 < share < 0.01:
        return t(fr=f"moins de 1{NO_BREAK}%", en=f"less than 1{NO_BREAK}%")
    return f"{round(100 * share)}{NO_BREAK}%"


def _words() -> dict[str, Any]:
    return {
        **_WORDS.texts("page"),
        "ticks": [{"at": _place(tick), "words": f"{tick}{NO_BREAK}ms"} for tick in _TICKS_MS],
        "headers": _WORDS.list("headers"),
        "method": _WORDS.list("method", capacity=_rate(CAPACITY_MBIT_S)),
        "sources": _WORDS.list("sources"),
    }
