"""A terminal's coverage: the formulas by hand, what metal can do, and what the text claims."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.courseware.explorers.essentials.coverage_map.model import edge_loss_db
from campus5g.courseware.explorers.use_cases.port_logistics.stacked_yard.model import (
    CARRIER_ROOF_M,
    CELL_M,
    Plan,
    coverage,
    edge_db,
    good_by_hour,
    line_of_sight_db,
    worked_squares,
)
from campus5g.courseware.explorers.use_cases.port_logistics.stacked_yard.terminal import (
    BLOCKS,
    BOXES,
    CONTAINER_M,
    HOURS,
    LEGS,
    QUAY_EDGE_M,
    SITES,
    heights_m,
    ship_berthed,
    tiers,
)
from campus5g.courseware.explorers.use_cases.port_logistics.stacked_yard.view import FAR_BANK

EDGES = Plan(("west", "east"))
GATE = Plan(("gate",))

plans = st.builds(
    Plan,
    sites=st.lists(st.sampled_from(sorted(SITES)), min_size=1, unique=True).map(tuple),
    hour=st.sampled_from(HOURS),
    height_m=st.sampled_from([12.0, 30.0]),
    device_m=st.sampled_from([1.5, CARRIER_ROOF_M]),
    band=st.sampled_from(["2600", "4000"]),
)


def percents(plan: Plan) -> list[int]:
    return [round(100 * share) for share in good_by_hour(plan, "quay").values()]


def at(plan: Plan, hour: int) -> int:
    return round(100 * good_by_hour(plan, "quay")[hour])


def test_line_of_sight_is_the_formula_of_tr_38_901() -> None:
    near, far = line_of_sight_db(np.array([100.0, 1000.0]), 24, 1.5, 4.0)
    assert near == pytest.approx(32.4 + 21 * 2 + 20 * 0.60206, abs=0.01)
    breakpoint_m = 4 * 23 * 0.5 * 4 / 0.299792458
    assert far == pytest.approx(
        32.4 + 40 * 3 + 12.04 - 9.5 * np.log10(breakpoint_m**2 + 22.5**2), abs=0.01
    )


@given(
    above_m=st.floats(-10, 30),
    before_m=st.floats(1, 400),
    after_m=st.floats(1, 400),
    ghz=st.sampled_from([2.6, 4.0]),
)
def test_an_edge_costs_what_it_does_in_the_rolling_mill(
    above_m: float, before_m: float, after_m: float, ghz: float
) -> None:
    many = edge_db(np.array([above_m]), np.array([before_m]), np.array([after_m]), ghz)
    assert many[0] == pytest.approx(edge_loss_db(above_m, before_m, after_m, ghz), abs=1e-6)


@given(plans)
def test_every_level_is_a_number(plan: Plan) -> None:
    levels = coverage(plan).rsrp_dbm
    assert levels.shape == (len(worked_squares()),)
    assert np.all((levels > -200) & (levels < 0))


@given(plans, st.sampled_from(sorted(SITES)))
def test_one_mast_more_never_takes_level_away(plan: Plan, site: str) -> None:
    more = replace(plan, sites=tuple({*plan.sites, site}))  # type: ignore[arg-type]
    assert np.all(coverage(more).rsrp_dbm >= coverage(plan).rsrp_dbm - 1e-9)


def test_a_ship_only_ever_costs_the_quay_level_from_the_far_bank() -> None:
    quay = np.array([(row + 0.5) * CELL_M < 90 for row, _ in worked_squares()])
    night, noon = (coverage(replace(FAR_BANK, hour=hour)).rsrp_dbm[quay] for hour in (3, 12))
    assert np.all(noon <= night + 1e-9)


def test_nobody_works_in_water_in_a_stack_or_in_a_cranes_leg() -> None:
    for row, column in worked_squares():
        x_m, y_m = (column + 0.5) * CELL_M, (row + 0.5) * CELL_M
        assert y_m > QUAY_EDGE_M
        assert not any(box.holds(x_m, y_m) for box in (*BLOCKS, *LEGS))


@pytest.mark.parametrize("hour", HOURS)
def test_stacks_have_whole_containers_and_the_ship_comes_and_goes(hour: int) -> None:
    ship_m, *others = heights_m(hour)
    assert bool(ship_m) == ship_berthed(hour)
    assert len(others) == len(BOXES) - 1
    assert all(0 <= tiers(block, hour) <= 3 for block in range(len(BLOCKS)))
    assert max(others[len(LEGS) :]) <= 3 * CONTAINER_M


def test_three_containers_are_as_high_as_the_text_says() -> None:
    assert round(3 * CONTAINER_M, 1) == 7.8


def test_what_part_3_says_of_the_mast_on_the_far_bank() -> None:
    assert (at(FAR_BANK, 3), at(FAR_BANK, 12)) == (86, 0)
    assert at(replace(FAR_BANK, height_m=30), 12) == 0
    assert at(replace(FAR_BANK, band="2600"), 12) == 2


def test_what_part_3_says_of_two_masts_on_the_edges() -> None:
    assert min(percents(EDGES)) == 92


def test_some_pairs_of_masts_reach_what_the_learner_looks_for_and_most_do_not() -> None:
    pairs = [(one, other) for one in SITES for other in SITES if one < other]
    reach = [pair for pair in pairs if min(percents(Plan(pair))) >= 90]
    assert ("east", "west") in reach
    assert len(reach) <= len(pairs) / 2


def test_what_part_3_says_of_stacks_that_rise() -> None:
    west = Plan(("west",), height_m=12)
    assert (at(west, 9), at(west, 15)) == (62, 19)


def test_what_part_3_says_of_an_antenna_on_the_roof() -> None:
    assert min(percents(GATE)) == 46
    assert min(percents(replace(GATE, device_m=CARRIER_ROOF_M))) == 93


def test_what_the_final_says_of_one_mast_on_each_side_of_the_quay() -> None:
    assert min(percents(Plan(("far-bank", "gate")))) == 46
