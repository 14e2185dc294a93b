"""How much effort the cheapest attack on a plant's network takes, and what measures change.

A tree of OR over ways and AND over the steps of a way, after Schneier (Attack Trees, Dr. Dobb's
Journal, December 1999): a way takes the sum of its steps, the attacker takes the least.

Efforts and prices are ranks on one invented scale, 1, 2, 5, 10, 20, each about twice the one
before. A group can agree on ranks, where euros would pretend to be measured; and being numbers,
they still add up along a way. For the attacker, 1 is an hour of anybody's time, 5 some days of a
technician, 20 some weeks of an expert; for the plant, 1 is a setting, 5 some days of work, 20 a
project.
"""

import math
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

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
    "sim-pin",
    "block-sim",
    "device-lock",
    "esim",
    "cabinet",
    "dnn-firewall",
    "concealment",
    "log-watch",
    "ipsec",
]

SCALE = (1, 2, 5, 10, 20)


@dataclass(frozen=True)
class Measure:
    """What a measure costs the plant, and its effect on the attacker's steps.

    Args:
        points: its price, on the scale.
        closes: steps that become impossible.
        adds: points that other steps take on top.
    """

    points: int
    closes: frozenset[StepId] = frozenset()
    adds: tuple[tuple[StepId, int], ...] = ()


STEPS: dict[StepId, int] = {
    "open-cabinet": 1,
    "move-sim": 1,
    "plug-in": 2,
    "reach-machine": 5,
    "give-orders": 5,
    "enter-room": 5,
    "change-n3": 20,
    "imitate-antenna": 20,
    "steal-password": 5,
    "cross-office": 10,
}
"""The attacker's effort, in points of the scale."""

IMPOSSIBLE: frozenset[StepId] = frozenset({"imitate-antenna"})
"""Without any measure: an antenna without the network's key carries no command to a device (TS
33.501, 6.1: mutual authentication; 6.4.3 and 6.5.1: integrity of signalling). It can refuse entry
(TS 24.501, 4.4.4.2), which is not the goal here."""

WAYS: dict[WayId, tuple[StepId, ...]] = {
    "stolen-sim": ("open-cabinet", "move-sim", "reach-machine", "give-orders"),
    "camera-in-place": ("open-cabinet", "plug-in", "reach-machine", "give-orders"),
    "office": ("steal-password", "cross-office", "give-orders"),
    "wire-of-antenna": ("enter-room", "change-n3", "give-orders"),
    "false-antenna": ("imitate-antenna", "give-orders"),
}

MEASURES: dict[MeasureId, Measure] = {
    # A thief who takes the camera apart may find the code in its memory: the card asks for it, and
    # the camera has to know it.
    "sim-pin": Measure(1, adds=(("move-sim", 10),)),
    "block-sim": Measure(2, closes=frozenset({"move-sim"})),
    # A modem can be told to give another device's number.
    "device-lock": Measure(2, adds=(("move-sim", 2),)),
    # Soldered in: there is no card to take out. The whole camera remains.
    "esim": Measure(5, closes=frozenset({"move-sim"})),
    "cabinet": Measure(5, adds=(("open-cabinet", 2),)),
    "dnn-firewall": Measure(5, adds=(("reach-machine", 20),)),
    # It keeps a name from listeners, and closes none of these ways.
    "concealment": Measure(5),
    "log-watch": Measure(20, adds=(("reach-machine", 10), ("cross-office", 20))),
    "ipsec": Measure(20, closes=frozenset({"change-n3"})),
}


def step_points(step: StepId, measures: Collection[MeasureId]) -> float:
    """Return the attacker's effort for a step under some measures; infinite if it is closed."""
    if step in IMPOSSIBLE or any(step in MEASURES[measure].closes for measure in measures):
        return math.inf
    added = (
        points for measure in measures for name, points in MEASURES[measure].adds if name == step
    )
    return STEPS[step] + sum(added)


def way_points(way: WayId, measures: Collection[MeasureId]) -> float:
    """Return the effort of a path: the sum of its steps (AND)."""
    return sum(step_points(step, measures) for step in WAYS[way])


def cheapest(measures: Collection[MeasureId]) -> WayId | None:
    """Return the path of least effort (OR); None when all are closed."""
    way = min(WAYS, key=lambda way: way_points(way, measures))
    return None if math.isinf(way_points(way, measures)) else way


def least_points(measures: Collection[MeasureId]) -> float:
    """Return the least effort of all paths; infinite when all are closed."""
    return min(way_points(way, measures) for way in WAYS)


def price_points(measures: Collection[MeasureId]) -> int:
    """Return the total price of some measures."""
    return sum(MEASURES[measure].points for measure in measures)


def best_single(budget_points: int) -> MeasureId:
    """Return the single measure within a budget that most raises the effort of the easiest path."""
    affordable = [name for name in MEASURES if MEASURES[name].points <= budget_points]
    return max(affordable, key=lambda name: least_points({name}))
