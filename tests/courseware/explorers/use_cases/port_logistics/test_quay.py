"""The quay: capacities worked out by hand, what the simulation keeps, and what the text claims."""

import itertools
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campus5g.courseware.explorers.use_cases.port_logistics.quay.model import (
    FILM_S,
    GROUND_PLACES,
    Terminal,
    capacities,
    constraint,
    film,
    gains_per_h,
    improved,
    problem,
    shift,
)
from campus5g.courseware.explorers.use_cases.port_logistics.quay.view import (
    FEW_CRANES,
    THAT_NIGHT,
)

EMPTY_ROAD = Terminal(
    cranes=1, carriers=1, crane_cycle_s=100, drive_s=90, yard_places=1, lorries_per_h=0
)

terminals = st.builds(
    Terminal,
    cranes=st.integers(1, 5),
    carriers=st.integers(1, 20),
    crane_cycle_s=st.sampled_from([100.0, 144.0]),
    drive_s=st.sampled_from([60.0, 120.0]),
    yard_places=st.integers(4, 8),
    lorries_per_h=st.sampled_from([0.0, 40.0, 100.0]),
    outage_s=st.sampled_from([0.0, 20.0, 180.0]),
    outage_every_s=st.sampled_from([300.0, 600.0]),
    orders_ahead=st.integers(0, 2),
)


def moves_per_h(terminal: Terminal) -> int:
    return round(shift(terminal).moves_per_h)


def test_each_link_alone_does_what_a_division_gives() -> None:
    alone = capacities(FEW_CRANES)
    assert (alone.cranes, alone.carriers, alone.yard) == (75, 120, 100)


def test_a_carrier_that_never_waits_makes_a_round_after_the_other() -> None:
    assert EMPTY_ROAD.round_s == 90 + 30 + 90 + 90
    assert shift(EMPTY_ROAD).moves_per_h == pytest.approx(3600 / 300, abs=0.5)


@pytest.mark.parametrize(("outage_s", "every_s"), [(60.0, 300.0), (60.0, 600.0), (180.0, 600.0)])
def test_short_outages_cost_a_carrier_only_what_it_asks_for_within_them(
    outage_s: float, every_s: float
) -> None:
    fleet = Terminal(
        cranes=5,
        carriers=6,
        crane_cycle_s=100,
        drive_s=120,
        yard_places=8,
        lorries_per_h=0,
        outage_s=outage_s,
        outage_every_s=every_s,
    )
    # It asks once a round, at any moment: on average half the outage, outage / round of the times.
    lost = outage_s**2 / (2 * fleet.round_s) / every_s
    assert shift(fleet).carriers["no-order"] == pytest.approx(lost, abs=0.015)


@given(terminals)
@settings(max_examples=25, deadline=None)
def test_no_run_does_better_than_its_slowest_link(terminal: Terminal) -> None:
    alone = capacities(terminal)
    # Boxes on the ground before two hours begin, and lorries that wait, leave a little more.
    limit = min(alone.cranes, alone.carriers, terminal.yard_places * 40)
    assert shift(terminal).moves_per_h <= 1.05 * limit + terminal.carriers / 2


@given(terminals)
@settings(max_examples=25, deadline=None)
def test_carriers_time_is_shared_out_completely(terminal: Terminal) -> None:
    assert sum(shift(terminal).carriers.values()) == pytest.approx(1)


@given(terminals)
@settings(max_examples=15, deadline=None)
def test_the_film_shows_every_carrier_at_every_moment(terminal: Terminal) -> None:
    shown = film(terminal)
    for changes in shown.carriers:
        times = [change.time_s for change in changes]
        assert times[0] == 0
        assert times == sorted(times)
        assert times[-1] < FILM_S
    assert all(0 <= count <= GROUND_PLACES for boxes in shown.ground for _, count in boxes)
    assert all(count >= 0 for _, count in shown.lorries_waiting)


@given(terminals)
@settings(max_examples=15, deadline=None)
def test_no_two_lorries_are_in_one_row(terminal: Terminal) -> None:
    lorries = sorted(film(terminal).lorries)
    for (row, _, until_s), (next_row, since_s, _) in itertools.pairwise(lorries):
        assert row != next_row or since_s >= until_s


def test_the_same_seed_gives_the_same_two_hours() -> None:
    first = shift(replace(THAT_NIGHT, carriers=11))
    shift.cache_clear()
    assert shift(replace(THAT_NIGHT, carriers=11)) == first


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"cranes": 0}, "no-cranes"),
        ({"carriers": 0}, "no-carriers"),
        ({"carriers": 10_000}, "too-many"),
        ({"cranes": 10_000}, "too-many"),
        ({"yard_places": 1, "lorries_per_h": 40}, "no-yard"),
        ({"outage_s": 300, "outage_every_s": 300}, "never-up"),
    ],
)
def test_the_impossible_has_a_reason(change: dict[str, float], why: str) -> None:
    assert problem(replace(THAT_NIGHT, **change)) == why


def test_what_part_1_says_of_two_carriers_a_crane_and_fewer_carriers() -> None:
    assert moves_per_h(FEW_CRANES) == 75
    assert moves_per_h(improved(FEW_CRANES, "carriers")) == 76
    assert moves_per_h(improved(FEW_CRANES, "cranes")) == 96
    assert moves_per_h(replace(FEW_CRANES, carriers=7)) == 75
    assert moves_per_h(replace(FEW_CRANES, carriers=6)) == 68
    assert constraint(replace(FEW_CRANES, carriers=6)) == "carriers"


def test_what_part_2_says_of_nadias_night() -> None:
    assert moves_per_h(THAT_NIGHT) == moves_per_h(improved(THAT_NIGHT, "network")) == 81
    assert constraint(THAT_NIGHT) == "yard"
    assert moves_per_h(replace(THAT_NIGHT, lorries_per_h=40)) == 118
    assert moves_per_h(improved(THAT_NIGHT, "yard")) == 116


def test_what_part_2_says_of_a_long_outage_and_an_order_in_advance() -> None:
    cut = replace(THAT_NIGHT, lorries_per_h=40, outage_s=300, outage_every_s=600)
    assert moves_per_h(cut) == 86
    assert moves_per_h(replace(cut, orders_ahead=1)) == 115
    assert moves_per_h(replace(cut, orders_ahead=2)) == 118


@pytest.mark.parametrize(
    ("lorries", "wait_s", "moves"),
    [(20, 22, 121), (40, 65, 118), (60, 140, 100), (80, 242, 81), (100, 390, 62)],
)
def test_near_full_the_queue_explodes_as_the_table_of_part_2_says(
    lorries: float, wait_s: float, moves: float
) -> None:
    found = shift(replace(THAT_NIGHT, outage_s=0, lorries_per_h=lorries))
    assert (round(found.lorry_wait_s), round(found.moves_per_h)) == (wait_s, moves)


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_that_the_yard_limits_that_night_does_not_hang_on_one_days_chance(seed: int) -> None:
    now = shift(THAT_NIGHT, seed).moves_per_h
    assert shift(improved(THAT_NIGHT, "yard"), seed).moves_per_h > now + 20
    assert abs(shift(improved(THAT_NIGHT, "network"), seed).moves_per_h - now) < 2


def test_what_brings_nothing_is_not_the_constraint() -> None:
    gains = gains_per_h(FEW_CRANES)
    assert constraint(FEW_CRANES) == "cranes"
    assert all(abs(gains[station]) <= 2 for station in ("carriers", "yard", "network"))
