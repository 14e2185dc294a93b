"""An attack tree: the learner takes measures within a budget, and the easiest path changes."""

import math
from typing import Any

import anywidget
import traitlets

from campus5g.courseware.explorers.essentials.attack_tree.model import (
    MEASURES,
    SCALE,
    STEPS,
    WAYS,
    MeasureId,
    StepId,
    WayId,
    best_single,
    cheapest,
    least_points,
    price_points,
    step_points,
    way_points,
)
from campus5g.courseware.explorers.explorer import Explorer
from campus5g.courseware.explorers.files import script, style
from campus5g.courseware.explorers.prediction import Guess, Prediction
from campus5g.courseware.explorers.stops import stop_at
from campus5g.courseware.explorers.words import NO_BREAK
from campus5g.language import t
from campus5g.wording import Wording

_WORDS = Wording(__file__)

BUDGETS = (0, 1, 2, 5, 10, 20, 30, 45, 65)
_FIRST_BUDGET = 10
_QUESTION_BUDGET = 5

NOTED: frozenset[WayId] = frozenset({"false-antenna"})
"""The paths with a remark."""


class AttackTree(anywidget.AnyWidget):
    """A budget, measures, and the attack paths with their efforts; none while ``locked``."""

    _esm = script(__file__)
    _css = style(__file__)
    words = traitlets.Dict().tag(sync=True)
    measures: traitlets.List[Any] = traitlets.List().tag(sync=True)
    budget = traitlets.Int(BUDGETS.index(_FIRST_BUDGET)).tag(sync=True)
    bought: traitlets.List[Any] = traitlets.List().tag(sync=True)
    tree = traitlets.Dict().tag(sync=True)
    locked = traitlets.Bool(True).tag(sync=True)

    def __init__(self, locked: bool = True) -> None:
        super().__init__(
            words=_words(),
            measures=[
                {
                    "id": name,
                    "name": measure_name(name),
                    "about": _about(name),
                    "price": points(measure.points),
                }
                for name, measure in MEASURES.items()
            ],
            locked=locked,
        )
        self._follow()
        self.observe(self._follow, ["bought", "budget", "locked"])

    def _follow(self, _: object = None) -> None:
        bought: list[MeasureId] = [name for name in MEASURES if name in self.bought]
        budget = stop_at(BUDGETS, self.budget)
        self.tree = {} if self.locked else tree_words(bought, budget)


def attack_tree() -> Explorer:
    """Return the explorer of the attack tree, with a prediction first."""
    budget = points(_QUESTION_BUDGET)
    question = _WORDS.text("prediction", "question", budget=budget)
    guesses = [
        Guess(name, measure_name(name))
        for name, measure in MEASURES.items()
        if measure.points <= _QUESTION_BUDGET
    ]
    rows = [
        [t(fr="Chemin", en="Path"), t(fr="Effort sans mesure", en="Effort without measures")],
        *([way_name(way), effort_words(way_points(way, ()))] for way in WAYS),
    ]
    return Explorer(Prediction("measure", question, guesses, _outcome), AttackTree(), rows)


def tree_words(bought: list[MeasureId], budget_points: int) -> dict[str, Any]:
    """Return the tree in words: paths with steps and efforts, and a sentence on the easiest.

    Args:
        bought: the measures in force.
        budget_points: what may be spent; a measure beyond it is marked as too expensive.
    """
    best = cheapest(bought)
    left = budget_points - price_points(bought)
    efforts = {way: way_points(way, bought) for way in WAYS}
    largest = max(effort for effort in efforts.values() if math.isfinite(effort)) if best else 1
    return {
        "advice": _advice(best, bought),
        "spent": _spent(bought, left),
        "affordable": [
            name for name in MEASURES if name in bought or MEASURES[name].points <= left
        ],
        "ways": [
            {
                "id": way,
                "name": way_name(way),
                "effort": effort_words(effort),
                "share": 0 if math.isinf(effort) else round(100 * effort / largest),
                "closed": math.isinf(effort),
                "cheapest": way == best,
                "before": effort_words(way_points(way, ())),
                "steps": [_step(step, bought) for step in steps],
                "note": _WORDS.text("note", way) if way in NOTED else "",
            }
            for (way, steps), effort in zip(WAYS.items(), efforts.values(), strict=True)
        ],
    }


def way_name(way: WayId) -> str:
    """Return the display name of a path."""
    return _WORDS.text("way", way)


def measure_name(measure: MeasureId) -> str:
    """Return the display name of a measure."""
    return _WORDS.text("measure", measure)


def points(amount: float) -> str:
    """Return an effort or a price with its unit."""
    unit = "point" if amount == 1 else "points"
    return f"{amount:.0f}{NO_BREAK}{unit}"


def effort_words(amount: float) -> str:
    """Return the attacker's effort in words; an infinite one means the path is closed."""
    return t(fr="fermé", en="closed") if math.isinf(amount) else points(amount)


def _outcome() -> tuple[str, str]:
    best = best_single(_QUESTION_BUDGET)
    before, after = least_points(()), least_points({best})
    pinned = least_points({"sim-pin"})
    name = measure_name(best)
    return best, _WORDS.text(
        "prediction",
        "outcome",
        name=name,
        before=points(before),
        after=points(after),
        pinned=points(pinned),
    )


def _advice(best: WayId | None, bought: list[MeasureId]) -> str:
    if best is None:
        return t(fr="Tous les chemins sont fermés.", en="All paths are closed.")
    name = way_name(best)
    name = name[0].lower() + name[1:]
    return _WORDS.text("advice", "cheapest", name=name, effort=points(least_points(bought)))


def _spent(bought: list[MeasureId], left: int) -> str:
    spent = points(price_points(bought))
    if left < 0:
        return _WORDS.text("spent", "overspent", spent=spent, over=points(-left))
    return _WORDS.text("spent", "left", spent=spent, left=points(left))


def _step(step: StepId, bought: list[MeasureId]) -> dict[str, Any]:
    effort = step_points(step, bought)
    return {
        "name": _step_name(step),
        "effort": effort_words(effort),
        "closed": math.isinf(effort),
        "harder": math.isfinite(effort) and effort > STEPS[step],
    }


def _step_name(step: StepId) -> str:
    return _WORDS.text("step", step)


def _about(measure: MeasureId) -> str:
    return _WORDS.text("measure_about", measure)


def _words() -> dict[str, Any]:
    return {
        **_WORDS.texts("page"),
        "budgets": [points(each) for each in BUDGETS],
        "headers": _WORDS.list("headers"),
        "assumptions": _WORDS.text("source", "assumptions", scale=", ".join(map(str, SCALE))),
    }
