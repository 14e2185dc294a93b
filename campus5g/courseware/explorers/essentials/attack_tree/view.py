"""An attack tree: the learner buys measures within a budget, and the cheapest path changes."""

import math
from typing import Any

import anywidget
import traitlets

from campus5g.courseware.explorers.essentials.attack_tree.model import (
    DAY_EUROS,
    MEASURES,
    STEPS,
    WAYS,
    MeasureId,
    StepId,
    WayId,
    best_single,
    cheapest,
    cheapest_cost_euros,
    price_euros,
    step_cost_euros,
    way_cost_euros,
)
from campus5g.courseware.explorers.explorer import Explorer
from campus5g.courseware.explorers.files import script, style
from campus5g.courseware.explorers.prediction import Guess, Prediction
from campus5g.courseware.explorers.stops import stop_at
from campus5g.courseware.explorers.words import NO_BREAK
from campus5g.language import t
from campus5g.wording import Wording

_WORDS = Wording(__file__)

BUDGETS = (0, 2000, 5000, 10_000, 20_000, 30_000, 45_000)
_FIRST_BUDGET = 10_000
_QUESTION_BUDGET = 5000


class AttackTree(anywidget.AnyWidget):
    """A budget, measures to buy, and the attack paths with costs; no costs while ``locked``."""

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
                    "price": euros(measure.price_euros),
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
    budget = euros(_QUESTION_BUDGET)
    question = _WORDS.text("prediction", "question", budget=budget)
    guesses = [
        Guess(name, measure_name(name))
        for name, measure in MEASURES.items()
        if measure.price_euros <= _QUESTION_BUDGET
    ]
    rows = [
        [t(fr="Chemin", en="Path"), t(fr="Coût sans mesure", en="Cost without measures")],
        *([way_name(way), cost_words(way_cost_euros(way, ()))] for way in WAYS),
    ]
    return Explorer(Prediction("measure", question, guesses, _outcome), AttackTree(), rows)


def tree_words(bought: list[MeasureId], budget_euros: float) -> dict[str, Any]:
    """Return the tree in words: paths with steps and costs, and a sentence on the cheapest.

    Args:
        bought: the measures in force.
        budget_euros: what may be spent; a measure beyond it is marked as too expensive.
    """
    best = cheapest(bought)
    left = budget_euros - price_euros(bought)
    costs = {way: way_cost_euros(way, bought) for way in WAYS}
    largest = max(cost for cost in costs.values() if math.isfinite(cost)) if best else 1
    return {
        "advice": _advice(best, bought),
        "money": _money(bought, left),
        "affordable": [
            name for name in MEASURES if name in bought or MEASURES[name].price_euros <= left
        ],
        "ways": [
            {
                "id": way,
                "name": way_name(way),
                "cost": cost_words(cost),
                "share": 0 if math.isinf(cost) else round(100 * cost / largest),
                "closed": math.isinf(cost),
                "cheapest": way == best,
                "before": cost_words(way_cost_euros(way, ())),
                "steps": [_step(step, bought) for step in steps],
            }
            for (way, steps), cost in zip(WAYS.items(), costs.values(), strict=True)
        ],
    }


def way_name(way: WayId) -> str:
    """Return the display name of a path."""
    return _WORDS.text("way", way)


def measure_name(measure: MeasureId) -> str:
    """Return the display name of a measure."""
    return _WORDS.text("measure", measure)


def euros(amount: float) -> str:
    """Return an amount of money in the reader's notation."""
    text = f"{amount:,.0f}"
    return t(fr=f"{text.replace(',', NO_BREAK)}{NO_BREAK}€", en=f"€{text}")


def cost_words(amount: float) -> str:
    """Return a cost for the attacker in words; an infinite one means the path is closed."""
    return t(fr="fermé", en="closed") if math.isinf(amount) else euros(amount)


def _outcome() -> tuple[str, str]:
    best = best_single(_QUESTION_BUDGET)
    before, after = cheapest_cost_euros(()), cheapest_cost_euros({best})
    blocked = cheapest_cost_euros({"block-sim"})
    name = measure_name(best)
    return best, _WORDS.text(
        "prediction",
        "outcome",
        name=name,
        before=euros(before),
        after=euros(after),
        blocked=euros(blocked),
    )


def _advice(best: WayId | None, bought: list[MeasureId]) -> str:
    if best is None:
        return t(fr="Tous les chemins sont fermés.", en="All paths are closed.")
    cost, name = euros(cheapest_cost_euros(bought)), way_name(best).lower()
    return _WORDS.text("advice", "cheapest", name=name, cost=cost)


def _money(bought: list[MeasureId], left: float) -> str:
    spent = euros(price_euros(bought))
    if left < 0:
        over = euros(-left)
        return _WORDS.text("money", "overspent", spent=spent, over=over)
    return _WORDS.text("money", "left", spent=spent, left=euros(left))


def _step(step: StepId, bought: list[MeasureId]) -> dict[str, Any]:
    cost = step_cost_euros(step, bought)
    return {
        "name": _step_name(step),
        "cost": cost_words(cost),
        "closed": math.isinf(cost),
        "dearer": math.isfinite(cost) and cost > STEPS[step].cost_euros,
    }


def _step_name(step: StepId) -> str:
    return _WORDS.text("step", step)


def _about(measure: MeasureId) -> str:
    return _WORDS.text("measure_about", measure)


def _words() -> dict[str, Any]:
    days = {name: euros(price) for name, price in DAY_EUROS.items()}
    return {
        **_WORDS.texts("page"),
        "budgets": [euros(each) for each in BUDGETS],
        "headers": _WORDS.list("headers"),
        "assumptions": _WORDS.text(
            "source",
            "assumptions",
            anyone=days["anyone"],
            technician=days["technician"],
            expert=days["expert"],
        ),
    }
