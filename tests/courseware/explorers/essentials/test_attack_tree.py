"""What attacks cost: sums along a way, the least among the ways."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.courseware.explorers.essentials.attack_tree.model import (
    MEASURES,
    STEPS,
    WAYS,
    Effort,
    MeasureId,
    best_single,
    cheapest,
    cheapest_cost_euros,
    price_euros,
    step_cost_euros,
    way_cost_euros,
)

SOME = st.sets(st.sampled_from(sorted(MEASURES)))


def test_an_effort_is_its_days_and_its_equipment() -> None:
    assert Effort(2, "technician", 300).cost_euros == 2 * 500 + 300


def test_a_way_costs_the_sum_of_its_steps() -> None:
    steps = [STEPS[step].cost_euros for step in WAYS["stolen-sim"]]
    assert way_cost_euros("stolen-sim", ()) == sum(steps) == 2900


def test_a_closed_step_closes_its_way() -> None:
    assert math.isinf(way_cost_euros("stolen-sim", ["block-sim"]))


def test_a_false_antenna_is_closed_from_the_start() -> None:
    assert math.isinf(way_cost_euros("false-antenna", ()))


@given(SOME)
def test_the_attacker_takes_the_least(measures: set[MeasureId]) -> None:
    best = cheapest(measures)
    assert best is not None
    assert way_cost_euros(best, measures) == min(way_cost_euros(way, measures) for way in WAYS)


@given(SOME, st.sampled_from(sorted(MEASURES)))
def test_a_measure_never_makes_an_attack_cheaper(measures: set[MeasureId], more: MeasureId) -> None:
    assert cheapest_cost_euros(measures | {more}) >= cheapest_cost_euros(measures)
    for step in STEPS:
        assert step_cost_euros(step, measures | {more}) >= step_cost_euros(step, measures)


def test_blocking_the_sim_moves_the_attack_to_the_camera_in_its_place() -> None:
    assert (cheapest(()), cheapest(["block-sim"])) == ("stolen-sim", "camera-in-place")
    assert cheapest_cost_euros(["block-sim"]) == 3250


def test_the_firewall_alone_makes_the_cheapest_attack_dearest_for_5000_euros() -> None:
    assert best_single(5000) == "dnn-firewall"
    assert (cheapest(["dnn-firewall"]), cheapest_cost_euros(["dnn-firewall"])) == ("office", 9500)


@pytest.mark.parametrize("measure", ["concealment", "ipsec"])
def test_what_closes_no_cheap_way_leaves_the_cheapest_as_it_is(measure: MeasureId) -> None:
    assert cheapest_cost_euros([measure]) == cheapest_cost_euros(())


def test_firewall_and_log_watch_move_the_attack_to_the_cable() -> None:
    bought: list[MeasureId] = ["dnn-firewall", "log-watch"]
    assert price_euros(bought) == 17_000
    assert (cheapest(bought), cheapest_cost_euros(bought)) == ("wire-of-antenna", 9800)


def test_even_with_all_measures_a_way_is_left() -> None:
    assert price_euros(MEASURES) == 42_000
    assert cheapest_cost_euros(MEASURES) == 14_050
