"""What the cheapest attack on a plant's network costs, and how security measures change it.

A tree of OR over ways and AND over the steps of a way, after Schneier (Attack Trees, Dr. Dobb's
Journal, December 1999): a way costs the sum of its steps, the attacker takes the least. All costs
and prices are assumptions of this course, orders of magnitude to reason with: none was measured.
"""

import math
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

Skill = Literal["anyone", "technician", "expert"]
StepId = Literal[
    "open-cabinet",
    "move-sim",
    "plug-in",
    "reach-machine",
    "give-orders",
    "enter-room",
    "change-n3",
    "imitate-antenna",
    "steal-password",
    "cross-office",
]
WayId = Literal["stolen-sim", "camera-in-place", "wire-of-antenna", "false-antenna", "office"]
MeasureId = Literal[
    "block-sim", "device-lock", "dnn-firewall", "concealment", "ipsec", "cabinet", "log-watch"
]

DAY_EUROS: dict[Skill, int] = {"anyone": 200, "technician": 500, "expert": 1000}
"""What a day of an attacker is worth, by what they must know. Assumptions."""


@dataclass(frozen=True)
class Effort:
    """What a step costs: days of work at a skill level, and euros of equipment."""

    days: float
    skill: Skill
    euros: float = 0

    @property
    def cost_euros(self) -> float:
        """Return the cost of the working days plus the equipment."""
        return self.days * DAY_EUROS[self.skill] + self.euros


@dataclass(frozen=True)
class Measure:
    """What a measure costs the plant, and its effect on the attacker's steps.

    Args:
        price_euros: for the first year, for the site's gates. An assumption.
        closes: steps that become impossible.
        adds: the extra effort of other steps.
    """

    price_euros: float
    closes: frozenset[StepId] = frozenset()
    adds: tuple[tuple[StepId, Effort], ...] = ()


STEPS: dict[StepId, Effort] = {
    "open-cabinet": Effort(0.5, "anyone", 50),
    "move-sim": Effort(0.5, "anyone", 150),
    "plug-in": Effort(1, "technician", 100),
    "reach-machine": Effort(2, "technician"),
    "give-orders": Effort(3, "technician"),
    "enter-room": Effort(2, "technician", 300),
    "change-n3": Effort(5, "expert", 2000),
    "imitate-antenna": Effort(3, "expert", 2000),
    "steal-password": Effort(5, "technician", 500),
    "cross-office": Effort(5, "expert"),
}

IMPOSSIBLE: frozenset[StepId] = frozenset({"imitate-antenna"})
"""Without any measure: an antenna without the network's key carries no command to a device (TS
33.501, 6.1: mutual authentication; 6.4.3 and 6.5.1: integrity of signalling). It can refuse entry
(TS 24.501, 4.4.4.2), which is not the goal here."""

WAYS: dict[WayId, tuple[StepId, ...]] = {
    "stolen-sim": ("open-cabinet", "move-sim", "reach-machine", "give-orders"),
    "camera-in-place": ("open-cabinet", "plug-in", "reach-machine", "give-orders"),
    "wire-of-antenna": ("enter-room", "change-n3", "give-orders"),
    "office": ("steal-password", "cross-office", "give-orders"),
    "false-antenna": ("imitate-antenna", "give-orders"),
}

MEASURES: dict[MeasureId, Measure] = {
    "block-sim": Measure(1000, closes=frozenset({"move-sim"})),
    # A modem can be told to give another device's number.
    "device-lock": Measure(2000, adds=(("move-sim", Effort(2, "technician")),)),
    "cabinet": Measure(4000, adds=(("open-cabinet", Effort(1, "technician", 300)),)),
    "dnn-firewall": Measure(5000, adds=(("reach-machine", Effort(8, "expert")),)),
    # It keeps a name from listeners, and closes none of these ways.
    "concealment": Measure(3000),
    "log-watch": Measure(
        12_000,
        adds=(
            ("reach-machine", Effort(2, "expert")),
            ("cross-office", Effort(5, "expert")),
        ),
    ),
    "ipsec": Measure(15_000, closes=frozenset({"change-n3"})),
}


def step_cost_euros(step: StepId, measures: Collection[MeasureId]) -> float:
    """Return the attacker's cost of a step under some measures; infinite if it is closed."""
    if step in IMPOSSIBLE or any(step in MEASURES[measure].closes for measure in measures):
        return math.inf
    added = (
        effort.cost_euros
        for measure in measures
        for name, effort in MEASURES[measure].adds
        if name == step
    )
    return STEPS[step].cost_euros + sum(added)


def way_cost_euros(way: WayId, measures: Collection[MeasureId]) -> float:
    """Return the cost of a path: the sum of its steps (AND)."""
    return sum(step_cost_euros(step, measures) for step in WAYS[way])


def cheapest(measures: Collection[MeasureId]) -> WayId | None:
    """Return the cheapest path (OR); None when all are closed."""
    way = min(WAYS, key=lambda way: way_cost_euros(way, measures))
    return None if math.isinf(way_cost_euros(way, measures)) else way


def cheapest_cost_euros(measures: Collection[MeasureId]) -> float:
    """Return the cost of the cheapest path; infinite when all are closed."""
    return min(way_cost_euros(way, measures) for way in WAYS)


def price_euros(measures: Collection[MeasureId]) -> float:
    """Return the total price of some measures."""
    return sum(MEASURES[measure].price_euros for measure in measures)


def best_single(budget_euros: float) -> MeasureId:
    """Return the single measure within a budget that most raises the cost of the cheapest path."""
    affordable = [name for name in MEASURES if MEASURES[name].price_euros <= budget_euros]
    return max(affordable, key=lambda name: cheapest_cost_euros({name}))
