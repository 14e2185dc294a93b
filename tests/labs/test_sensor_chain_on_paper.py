"""What the lab sensor-to-decision computes without a kit, and what its learners are told of it."""

import math
from collections.abc import Iterator, Sequence
from types import ModuleType
from typing import Any

import pytest
from beside_the_notebook import program

from campus5g.authoring.catalogue import find_module
from campus5g.authoring.trials.solutions import typed_answers
from campus5g.draw import Draw
from campus5g.inventory import load_inventory
from campus5g.places import KITS
from campus5g.vibration.bearing import strikes_per_turn
from campus5g.virtualkit.scenarios.scenario import load_scenario

LAB = find_module("sensor-to-decision")
DRAWS = [Draw.named(f"seed {number}") for number in range(30)]


@pytest.fixture(scope="module")
def case() -> Iterator[ModuleType]:
    with program("sensor-to-decision", "case") as module:
        yield module


@pytest.fixture(scope="module")
def chain() -> Iterator[ModuleType]:
    with program("sensor-to-decision", "chain") as module:
        yield module


def in_order(stored: Sequence[Any], acknowledged: int) -> list[Any]:
    waiting = {reading.number: reading for reading in stored if reading.number > acknowledged}
    return [waiting[number] for number in sorted(waiting)]


def newest_first(stored: Sequence[Any], acknowledged: int) -> list[Any]:
    return in_order(stored, acknowledged)[::-1]


def test_a_gateway_that_stores_and_sends_in_order_loses_nothing_in_a_cut(chain: ModuleType) -> None:
    log = chain.run(in_order, minutes=30, cuts_min=[(10, 20)], unacknowledged=[8])

    assert [each.number for each in log] == list(range(1, 61))
    assert max(each.age_s for each in log) == 600


def test_a_gateway_that_sends_the_newest_first_loses_what_it_holds(chain: ModuleType) -> None:
    """It acknowledges as it goes: an old number takes the place of a newer one."""
    log = chain.run(newest_first, minutes=30, cuts_min=[(10, 20)])

    assert [each.number for each in log] != list(range(1, 61))


def test_typed_answers_are_those_of_the_scenario_that_the_draw_plays() -> None:
    kit = load_inventory(KITS / "virtual.yaml")
    assert kit.sensors is not None
    bearing = kit.sensors.machines["agv-drive"].bearing
    assert bearing is not None
    for draw in DRAWS[:6]:
        plan = load_scenario("sensor-chain-cut", kit, variation=draw.variation).sensors["agv-drive"]
        typed = typed_answers(LAB, draw)

        assert plan.fault is not None
        assert plan.edge is not None
        hertz = strikes_per_turn(bearing, plan.fault.part) * plan.speed_rpm / 60
        race = plan.fault.part.removesuffix("-race")
        assert typed["worn-answer"] == f'worn = "{race}", {hertz:.1f}'
        assert typed["clock-answer"] == f"clock_ahead = {plan.edge.clock_ahead_s}"
        assert typed["mqtt-answer"].startswith(f"seen = {plan.edge.qos},")


@pytest.mark.proof
def test_the_cheapest_threshold_of_last_year_is_good_enough_next_year_and_a_silent_one_is_not(
    case: ModuleType,
) -> None:
    for draw in DRAWS:
        own = case.case_of(draw)
        typed = float(typed_answers(LAB, draw)["threshold-answer"].split()[-1])
        next_year = case.judged(own.sound_mps2, draw.random("next year"), sound=960, worn=240)
        silent = max(each.value_mps2 for each in own.history if not each.worn)
        cheapest = min(_euros(own, next_year, own.sound_mps2 * (1 + n / 50)) for n in range(200))

        assert _euros(own, next_year, typed) <= 1.4 * cheapest
        assert _euros(own, next_year, silent) > 1.6 * cheapest


def test_a_percentile_never_falls_on_the_edge_of_a_rank(case: ModuleType) -> None:
    for draw in DRAWS:
        percentile = case.case_of(draw).percentile

        assert math.ceil(percentile / 100 * 200) == 2 * percentile


def _euros(own: Any, values: Sequence[Any], threshold: float) -> float:
    false = sum(each.value_mps2 >= threshold for each in values if not each.worn)
    missed = sum(each.value_mps2 < threshold for each in values if each.worn)
    return float(own.false_alarm_eur * false + own.missed_eur * missed)
