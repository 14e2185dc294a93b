"""What antennas cover in the rolling mill, set against the standards' formulas and the module."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campus5g.air.channel import line_of_sight_loss_db
from campus5g.courseware.explorers.essentials.coverage_map.model import (
    CARRIERS,
    COLUMNS,
    EDGE,
    GOOD_DBM,
    ROWS,
    SHADOWING_DB,
    Band,
    Plan,
    class_of,
    coverage,
    edge_loss_db,
    low_clutter_loss_db,
    office_wall_loss_db,
    uplink_mbit_s,
)
from campus5g.courseware.explorers.essentials.coverage_map.rolling_mill import zone_of
from campus5g.courseware.explorers.essentials.coverage_map.view import (
    AMONG_MACHINES,
    HUNG_HIGH,
    STAGGERED,
    SUPPLIER,
    what_26_ghz_leaves,
    which_change_covers_most,
)
from campus5g.courseware.explorers.models.uplink_rate import peak_uplink_mbit_s

PLACES = st.tuples(
    st.integers(0, 24).map(lambda x: 10.0 * x), st.integers(0, 8).map(lambda y: 10.0 * y)
)
# Each example computes the map of the whole hall, once or twice.
a_few = settings(max_examples=10)


def good(plan: Plan) -> int:
    """Return the good share of the floor in whole percent, as the explorer shows it."""
    return round(100 * coverage(plan).floor.good_share())


def test_plain_sight_at_100_m_and_4_ghz_loses_what_tr_38_901_says() -> None:
    # 31.84 + 21.5 x 2 + 19 x log10(4) = 31.84 + 43 + 11.44
    assert line_of_sight_loss_db(100, 4.0) == pytest.approx(86.28, abs=0.01)


def test_among_machines_at_100_m_and_4_ghz_loses_what_tr_38_901_says() -> None:
    # 18.6 + 35.7 x 2 + 20 x log10(4) = 18.6 + 71.4 + 12.04
    assert low_clutter_loss_db(100, 4.0) == pytest.approx(102.04, abs=0.01)


def test_close_by_the_loss_among_machines_is_that_of_sparse_ones() -> None:
    # At 10 m 33 + 25.5 is more than 18.6 + 35.7.
    assert low_clutter_loss_db(10, 1.0) == pytest.approx(58.5)


def test_an_edge_on_the_line_takes_6_db() -> None:
    # ITU-R P.526: J(0) = 6.03 dB, half of the field.
    assert edge_loss_db(0, 20, 20, 4.0) == pytest.approx(6.03, abs=0.01)


def test_an_edge_far_below_the_line_takes_nothing() -> None:
    assert edge_loss_db(-3, 20, 20, 4.0) == 0


@given(st.floats(0.1, 8), st.floats(1, 100), st.floats(1, 100))
def test_an_edge_shadows_a_higher_frequency_more(above: float, before: float, after: float) -> None:
    assert edge_loss_db(above, before, after, 26.0) > edge_loss_db(above, before, after, 0.7)


def test_an_office_wall_takes_what_tr_38_901_says() -> None:
    # 5 - 10 log10(0.3 x 10^-0.28 + 0.7 x 10^-2.1) at 4 GHz
    assert office_wall_loss_db(4.0) == pytest.approx(12.9, abs=0.1)


@pytest.mark.parametrize(
    ("level", "named"), [(-90, "good"), (-90.1, "usable"), (-105, "usable"), (-105.1, "none")]
)
def test_a_level_has_the_class_whose_limit_it_reaches(level: float, named: str) -> None:
    assert class_of(level) == named


@a_few
@given(PLACES, PLACES, st.sampled_from(sorted(CARRIERS)), st.sampled_from([3.0, 6.0, 9.0, 12.0]))
def test_another_antenna_never_covers_less(
    one: tuple[float, float], other: tuple[float, float], band: Band, height_m: float
) -> None:
    alone = coverage(Plan((one,), band, height_m)).rsrp_dbm
    both = coverage(Plan((one, other), band, height_m)).rsrp_dbm
    assert all(
        more is not None and more >= less
        for less, more in zip(alone, both, strict=True)
        if less is not None
    )


@a_few
@given(PLACES)
def test_twice_the_power_is_3_db_more_everywhere(place: tuple[float, float]) -> None:
    once, twice = (coverage(Plan((place,), power_dbm=power)).rsrp_dbm for power in (24.0, 27.0))
    raised = [b - a for a, b in zip(once, twice, strict=True) if a is not None and b is not None]
    assert raised == pytest.approx([3.0] * len(raised))


def test_the_map_has_a_level_for_each_square_but_those_of_machines() -> None:
    found = coverage(HUNG_HIGH)
    assert len(found.rsrp_dbm) == COLUMNS * ROWS
    assert 0 < found.rsrp_dbm.count(None) < COLUMNS * ROWS / 3


def test_the_shares_of_the_floor_add_up() -> None:
    found = coverage(AMONG_MACHINES)
    assert sum(found.floor.shares.values()) == pytest.approx(1)
    assert all(sum(zone.shares.values()) == pytest.approx(1) for zone in found.zones.values())


def test_the_office_is_a_zone_of_its_own() -> None:
    assert (zone_of(90, 70), zone_of(90, 50), zone_of(10, 10)) == ("office", "mill", "furnace")


@a_few
@given(PLACES, st.sampled_from(sorted(CARRIERS)))
def test_the_share_within_the_shadowing_lies_around_that_of_the_map(
    place: tuple[float, float], band: Band
) -> None:
    floor = coverage(Plan((place,), band)).floor
    assert floor.good_share(-SHADOWING_DB) <= floor.good_share() <= floor.good_share(SHADOWING_DB)
    assert floor.good_share() == floor.shares["good"]


@a_few
@given(PLACES)
def test_nineteen_twentieths_of_the_floor_reach_the_edge_level(place: tuple[float, float]) -> None:
    floor = coverage(Plan((place,))).floor
    edge_dbm = floor.edge_dbm
    reach = sum(level >= edge_dbm for level in floor.rsrp_dbm)
    exceed = sum(level > edge_dbm for level in floor.rsrp_dbm)
    assert exceed < EDGE * len(floor.rsrp_dbm) <= reach


@given(st.floats(-120, -60), st.sampled_from([27.0, 30.0]))
def test_a_stronger_antenna_does_not_make_the_tablet_heard_better(
    level_dbm: float, power_dbm: float
) -> None:
    plan = Plan(((0.0, 0.0),), power_dbm=24.0)
    louder = replace(plan, power_dbm=power_dbm)
    raised_dbm = level_dbm + power_dbm - plan.power_dbm
    assert uplink_mbit_s(raised_dbm, louder) == pytest.approx(uplink_mbit_s(level_dbm, plan))


def test_a_tablet_close_by_sends_less_than_the_peak_of_ts_38_306() -> None:
    near = uplink_mbit_s(-50, Plan(((0.0, 0.0),)))
    assert 20 < near < peak_uplink_mbit_s(106, uplink_share=0.2)


def test_far_from_the_antenna_the_uplink_runs_out_of_power() -> None:
    plan = Plan(((0.0, 0.0),))
    assert uplink_mbit_s(-125, plan) < uplink_mbit_s(-105, plan) / 5


def test_each_lower_band_covers_more() -> None:
    shares = [good(replace(HUNG_HIGH, band=band)) for band in ("700", "2600", "4000", "26000")]
    assert shares == sorted(shares, reverse=True)


# What the module's text claims.


def test_height_gives_more_than_power_and_a_second_antenna_gives_most() -> None:
    shares = {change: round(100 * share) for change, share in which_change_covers_most().items()}
    assert shares == {"start": 34, "power": 44, "height": 58, "second": 74}


def test_two_staggered_antennas_beat_four_along_a_wall() -> None:
    assert (good(SUPPLIER), good(STAGGERED)) == (66, 94)
    assert good(replace(SUPPLIER, height_m=12.0)) == 71


@pytest.mark.proof
def test_three_random_pairs_in_a_hundred_cover_what_the_second_try_asks_for() -> None:
    levels = {
        (x_m, y_m): _high_levels(10.0 * x_m, 10.0 * y_m) for x_m in range(25) for y_m in range(9)
    }
    shares = [
        round(100 * float((np.maximum(one, other) >= GOOD_DBM).mean()))
        for one, other in combinations(levels.values(), 2)
    ]
    enough = [share >= 90 for share in shares]
    assert (len(shares), max(shares)) == (25_200, good(STAGGERED))
    assert round(100 * sum(enough) / len(enough)) == 3


def _high_levels(x_m: float, y_m: float) -> np.ndarray:
    found = coverage(Plan(((x_m, y_m),), "4000", height_m=12.0)).floor
    return np.array(found.rsrp_dbm)


def test_what_shadowing_leaves_of_the_two_offers() -> None:
    shares = [
        [round(100 * coverage(plan).floor.good_share(db)) for db in (-SHADOWING_DB, SHADOWING_DB)]
        for plan in (SUPPLIER, STAGGERED)
    ]
    assert shares == [[54, 99], [63, 99]]


def test_more_power_covers_more_and_lets_the_tablet_send_no_more() -> None:
    louder = replace(AMONG_MACHINES, power_dbm=27.0)
    rates = [
        round(uplink_mbit_s(coverage(plan).floor.edge_dbm, plan))
        for plan in (AMONG_MACHINES, louder)
    ]
    assert rates == [15, 15]
    assert (good(AMONG_MACHINES), good(louder)) == (34, 44)


def test_at_26_ghz_the_uplink_loses_more_than_half() -> None:
    rates = {
        band: round(uplink_mbit_s(coverage(plan).floor.edge_dbm, plan))
        for band in ("4000", "26000")
        if (plan := replace(HUNG_HIGH, band=band))  # type: ignore[arg-type]
    }
    assert rates == {"4000": 20, "26000": 7}


def test_the_supplier_tested_in_an_empty_yard() -> None:
    assert good(replace(SUPPLIER, full=False)) == 81


def test_26_ghz_leaves_less_than_a_third() -> None:
    low, high = what_26_ghz_leaves()
    assert (round(100 * low), round(100 * high)) == (56, 16)


def test_at_26_ghz_the_wall_of_the_office_puts_the_signal_out() -> None:
    zones = coverage(replace(HUNG_HIGH, band="26000")).zones
    assert zones["office"].shares["none"] == 1


def test_one_antenna_at_700_mhz_covers_the_whole_hall_and_at_2600_two_thirds() -> None:
    assert good(replace(HUNG_HIGH, band="700")) == 100
    assert good(replace(HUNG_HIGH, band="2600")) == 68
