"""Check-ins, false calls and battery, set against counting and against what the module says."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.courseware.explorers.use_cases.augmented_operator.lone_worker.model import (
    BATTERY_WH,
    Round,
    arrives,
    draw,
    false_alarms,
    noticed_within_s,
)
from campus5g.courseware.explorers.use_cases.augmented_operator.lone_worker.view import START

ROUNDS = st.builds(
    Round,
    check_in_s=st.floats(5, 1200),
    missed=st.integers(1, 6),
    hole_share=st.floats(0, 0.9),
    hole_s=st.floats(5, 600),
    call_share=st.floats(0, 1),
    far=st.booleans(),
)


@pytest.mark.parametrize(("check_in_s", "missed"), [(30.0, 1), (30.0, 3), (60.0, 2)])
def test_the_formula_agrees_with_counting_stays(check_in_s: float, missed: int) -> None:
    one = replace(START, check_in_s=check_in_s, missed=missed)
    chance = np.random.default_rng(3)
    stays = 200_000
    lasts_s = chance.exponential(one.hole_s, stays)
    first_s = chance.uniform(0, check_in_s, stays)
    swallowed = np.where(lasts_s > first_s, (lasts_s - first_s) // check_in_s + 1, 0)
    share = float((swallowed >= missed).mean())
    a_shift = 8 * 3600 * one.hole_share / one.hole_s

    assert false_alarms(one) == pytest.approx(a_shift * share, rel=0.05)


@given(ROUNDS)
def test_waiting_longer_means_fewer_false_calls_and_a_later_notice(one: Round) -> None:
    later = replace(one, missed=one.missed + 1)
    assert false_alarms(later) <= false_alarms(one)
    assert noticed_within_s(later) > noticed_within_s(one)


@given(ROUNDS)
def test_calls_and_distance_only_shorten_the_battery(one: Round) -> None:
    hours = draw(one).hours
    assert 0 < hours <= BATTERY_WH / 0.6
    assert draw(replace(one, call_share=1.0)).hours <= hours
    assert draw(replace(one, far=True)).hours <= hours


def test_without_holes_nobody_is_called_for_nothing() -> None:
    assert false_alarms(replace(START, hole_share=0.0)) == 0
    assert arrives(replace(START, hole_share=0.0)) == 1


def test_what_the_module_says_of_check_ins() -> None:
    assert (arrives(START), noticed_within_s(START)) == (0.9, 180)
    often = replace(START, check_in_s=10.0)
    assert (noticed_within_s(often), round(false_alarms(often))) == (30, 42)
    assert draw(START).hours == pytest.approx(15, abs=0.5)
    assert draw(often).hours == pytest.approx(9.1, abs=0.05)
    seldom = replace(START, check_in_s=120.0)
    assert noticed_within_s(seldom) == 360
    assert false_alarms(seldom) < 0.01


def test_what_the_module_says_of_calls() -> None:
    calling = replace(START, call_share=0.25)
    assert draw(calling).hours == pytest.approx(7.2, abs=0.05)
    assert draw(replace(calling, far=True)).hours == pytest.approx(6.3, abs=0.05)
