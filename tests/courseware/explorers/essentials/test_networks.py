"""Five networks on six scales."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.courseware.explorers.essentials.network_spider.model import (
    COMPARED,
    RIM,
    SCALES,
    best_everywhere,
    level,
    profiles,
    wins,
)
from campus5g.courseware.explorers.models.technology import AXES, Axis


@pytest.mark.parametrize("axis", AXES)
def test_a_scale_runs_from_the_centre_to_the_rim(axis: Axis) -> None:
    centre, rim = SCALES[axis]
    assert (level(axis, centre), level(axis, rim)) == (0, RIM)


@given(st.sampled_from([axis for axis in AXES if axis != "power"]), st.floats(0.001, 1e7))
def test_nothing_is_drawn_outside_the_chart(axis: Axis, value: float) -> None:
    assert 0 <= level(axis, value) <= RIM


def test_a_shorter_delay_stands_farther_out() -> None:
    assert level("delay", 10) > level("delay", 100)


def test_no_value_of_the_five_networks_falls_off_its_scale() -> None:
    assert all(
        0 < value < RIM or value == RIM for one in profiles() for value in one.levels.values()
    )


def test_no_network_is_best_everywhere() -> None:
    assert best_everywhere() is None


def test_wifi_is_the_fastest_and_private_5g_is_not() -> None:
    assert "rate" in wins("wifi")
    assert "rate" not in wins("private-5g")


def test_private_5g_beats_public_5g_nowhere_in_good_conditions() -> None:
    levels = {one.network: one.levels for one in profiles()}
    private, public = levels["private-5g"], levels["public-5g"]
    assert all(private[axis] <= public[axis] for axis in AXES)


def test_every_scale_is_won_by_somebody() -> None:
    assert {axis for network in COMPARED for axis in wins(network)} == set(AXES)
