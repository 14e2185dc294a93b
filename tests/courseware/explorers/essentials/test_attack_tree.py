"""How much effort attacks take: sums along a way, the least among the ways."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.courseware.explorers.essentials.attack_tree.model import (
    MEASURES,
    SCALE,
    STEPS,
    WAYS,
    MeasureId,
    best_single,
    cheapest,
    least_points,
    price_points,
    step_points,
    way_points,
)

SOME = st.sets(st.sampled_from(sorted(MEASURES)))


def test_every_effort_and_price_is_a_rank_of_the_scale() -> None:
    added = [points for measure in MEASURES.values() for _, points in measure.adds]
    prices = [measure.points for measure in MEASURES.values()]
    assert {*STEPS.values(), *added, *prices} <= set(SCALE)


def test_a_way_takes_the_sum_of_its_steps() -> None:
    steps = [STEPS[step] for step in WAYS["stolen-sim"]]
    assert way_points("stolen-sim", ()) == sum(steps) == 12


def test_a_closed_step_closes_its_way() -> None:
    assert math.isinf(way_points("stolen-sim", ["block-sim"]))


def test_a_false_antenna_is_closed_from_the_start() -> None:
    assert math.isinf(way_points("false-antenna", ()))


@given(SOME)
def test_the_attacker_takes_the_least(measures: set[MeasureId]) -> None:
    best = cheapest(measures)
    assert best is not None
    assert way_points(best, measures) == min(way_points(way, measures) for way in WAYS)


@given(SOME, st.sampled_from(sorted(MEASURES)))
def test_a_measure_never_makes_an_attack_easier(measures: set[MeasureId], more: MeasureId) -> None:
    assert least_points(measures | {more}) >= least_points(measures)
    for step in STEPS:
        assert step_points(step, measures | {more}) >= step_points(step, measures)


def test_the_cheapest_measure_is_a_pin_on_the_card() -> None:
    assert min(MEASURES, key=lambda name: MEASURES[name].points) == "sim-pin"
    assert (way_points("stolen-sim", ()), way_points("stolen-sim", ["sim-pin"])) == (12, 22)


@pytest.mark.parametrize("measure", ["sim-pin", "block-sim", "esim"])
def test_what_protects_the_card_moves_the_attack_to_the_camera_in_its_place(
    measure: MeasureId,
) -> None:
    assert (cheapest(()), cheapest([measure])) == ("stolen-sim", "camera-in-place")
    assert (least_points(()), least_points([measure])) == (12, 13)


def test_all_that_protects_the_card_together_does_no_better() -> None:
    assert least_points(["sim-pin", "block-sim", "esim"]) == 13


def test_the_firewall_alone_makes_the_easiest_attack_hardest_for_5_points() -> None:
    assert best_single(5) == "dnn-firewall"
    assert (cheapest(["dnn-firewall"]), least_points(["dnn-firewall"])) == ("office", 20)


@pytest.mark.parametrize("measure", ["concealment", "ipsec"])
def test_what_touches_no_easy_way_leaves_the_easiest_as_it_is(measure: MeasureId) -> None:
    assert least_points([measure]) == least_points(())


def test_firewall_and_log_watch_move_the_attack_to_the_cable() -> None:
    taken: list[MeasureId] = ["dnn-firewall", "log-watch"]
    assert price_points(taken) == 25
    assert (cheapest(taken), least_points(taken)) == ("wire-of-antenna", 30)
    assert least_points([*taken, "concealment"]) == 30


def test_even_with_all_measures_a_way_is_left() -> None:
    assert price_points(MEASURES) == 65
    assert (cheapest(MEASURES), least_points(MEASURES)) == ("office", 40)
