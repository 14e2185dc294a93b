"""Levels in a drawn building and at the fence: by hand, by property, and as the module says."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campus5g.courseware.explorers.project.architecture_and_spectrum.fence_plan.model import (
    LENGTH_M,
    WIDTH_M,
    Mast,
    SitePlan,
    gain_dbi,
    level_in_the_open_dbm,
    levels,
    open_loss_db,
    wall_loss_db,
    walls_crossed,
    within,
)
from campus5g.courseware.explorers.project.architecture_and_spectrum.fence_plan.view import (
    GATE,
    IN_THE_HALL,
    OUTLINES,
    START,
    plan_drawing,
    plan_of,
    settings_of,
    what_each_step_gives,
)
from campus5g.courseware.project_file.drawing import plain_svg

SQUARE = ((0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0))
PLACES = st.tuples(st.integers(0, 30), st.integers(0, 20)).map(
    lambda at: (at[0] * 10.0, at[1] * 10.0)
)


def test_a_place_in_the_square_is_within_it_and_one_beside_it_is_not() -> None:
    places = np.array([(5.0, 5.0), (15.0, 5.0), (-1.0, 5.0)])
    assert within(places, SQUARE).tolist() == [True, False, False]


def test_from_outside_one_wall_stands_before_the_square_and_two_before_what_is_behind() -> None:
    places = np.array([(-1.0, 5.0), (5.0, 5.0), (15.0, 5.0)])
    assert walls_crossed((-5.0, 5.0), places, SQUARE).tolist() == [0, 1, 2]


def test_the_loss_in_the_open_is_that_of_tr_38_901_at_100_m_and_4_ghz() -> None:
    assert open_loss_db(np.array([100.0]), 4.0)[0] == pytest.approx(86.44, abs=0.01)


def test_walls_stop_13_db_or_with_coated_glass_28() -> None:
    assert round(wall_loss_db("plain", 4.0)) == 13
    assert round(wall_loss_db("coated", 4.0)) == 28


def test_a_directional_antenna_has_8_dbi_in_front_and_30_db_less_behind() -> None:
    places = np.array([(10.0, 0.0), (-10.0, 0.0)])
    assert gain_dbi("east", (0.0, 0.0), places).tolist() == [8, -22]
    places = np.array([(0.0, -10.0), (0.0, 10.0)])
    assert gain_dbi("north", (0.0, 0.0), places).tolist() == [8, -22]


def test_the_level_in_the_open_falls_as_the_distance_grows() -> None:
    near, far = (level_in_the_open_dbm(24, 8, distance, "4000") for distance in (20, 40))
    assert near - far == pytest.approx(21 * np.log10(2))


@settings(max_examples=30, deadline=None)
@given(
    st.lists(PLACES, max_size=12),
    st.lists(PLACES, min_size=1, max_size=4),
    st.sampled_from(["plain", "coated"]),
)
def test_any_drawing_has_finite_levels(outline: list, masts: list, wall: str) -> None:  # type: ignore[type-arg]
    plan = SitePlan(tuple(outline), tuple(map(Mast, masts)), wall=wall)  # type: ignore[arg-type]
    found = levels(plan)
    assert np.isfinite(found.rsrp_dbm).all()
    assert np.isfinite(found.fence_dbm).all()
    assert (found.edge_dbm is None) == (not found.inside.any())


@settings(max_examples=20, deadline=None)
@given(PLACES, PLACES)
def test_one_more_antenna_never_lowers_a_level(first: tuple, second: tuple) -> None:  # type: ignore[type-arg]
    one = levels(SitePlan(OUTLINES["angle"], (Mast(first),)))
    two = levels(SitePlan(OUTLINES["angle"], (Mast(first), Mast(second))))
    assert (two.rsrp_dbm >= one.rsrp_dbm - 1e-9).all()


def test_fewer_than_three_corners_make_no_building() -> None:
    found = levels(SitePlan(((10, 10), (50, 10)), (Mast(GATE),)))
    assert found.edge_dbm is None
    assert found.uplink_mbit_s is None


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"outline": "x", "masts": None, "band": 9, "power": "1", "wall": -1, "limit": 2.5},
        {"outline": [[1], [99, 0], [0, 0, 0]], "masts": [[0, 0], [5, 5, 77], [True, False, 0]]},
    ],
)
def test_settings_that_make_no_sense_still_give_a_plan(sent: dict) -> None:  # type: ignore[type-arg]
    plan, _ = plan_of(sent)
    assert plan.masts
    assert all(0 <= x <= LENGTH_M and 0 <= y <= WIDTH_M for x, y in plan.outline)


def test_settings_and_plan_say_the_same() -> None:
    assert plan_of(settings_of(START)) == (START, -95)


def test_the_plan_goes_on_paper_with_nothing_that_a_file_refuses() -> None:
    drawing = plan_drawing(START, -95)
    assert plain_svg(drawing.svg).count("<") == drawing.svg.count("<")
    assert "−76" in drawing.reading


class TestWhatTheModuleSays:
    def test_levels_of_the_four_steps(self) -> None:
        shown = {
            step: (round(each.edge_dbm or 0), round(each.highest_at_fence_dbm))
            for step, each in what_each_step_gives().items()
        }
        assert shown == {
            "start": (-110, -76),
            "power": (-107, -73),
            "turn": (-105, -94),
            "inside": (-91, -103),
        }

    def test_more_power_adds_6_db_inside_and_nothing_to_the_uplink(self) -> None:
        weak, strong = (
            levels(SitePlan(START.outline, (Mast(IN_THE_HALL),), power_dbm=power))
            for power in (24.0, 30.0)
        )
        assert (strong.edge_dbm or 0) - (weak.edge_dbm or 0) == pytest.approx(6)
        assert strong.uplink_mbit_s == pytest.approx(weak.uplink_mbit_s)
