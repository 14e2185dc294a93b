"""A full cell: what is true of the model, and what the module says of it."""

import statistics
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campus5g.air.load import Load
from campus5g.air.passage import Link
from campus5g.courseware.explorers.essentials.full_cell.model import (
    CAPACITY_MBIT_S,
    FLOWS,
    FRAME,
    SCHEME,
    TIMING,
    Cell,
    FlowId,
    Outcome,
    Scheduler,
    run,
    suffering,
)

SCHEDULERS: tuple[Scheduler, ...] = ("fair", "one-queue", "priority", "slices")
NOON = Cell(callers=5)

CELLS = st.builds(
    Cell,
    scheduler=st.sampled_from(SCHEDULERS),
    callers=st.integers(0, 10),
    cranes=st.integers(0, 3),
    backups=st.integers(0, 1),
    production_share=st.sampled_from((0.1, 0.5, 0.9)),
    lends=st.booleans(),
)


def outcome(cell: Cell, flow: FlowId) -> Outcome:
    return next(one for one in run(cell) if one.flow == flow)


@settings(max_examples=15, deadline=None)
@given(CELLS)
def test_no_cell_carries_more_than_there_are_slots(cell: Cell) -> None:
    found = run(cell)
    assert sum(one.cell_share for one in found) <= 1 + 1e-9
    assert sum(one.rate_mbit_s for one in found) <= CAPACITY_MBIT_S * 1.05
    assert all(0 <= one.lost <= 1 and one.p50_ms <= one.p99_ms for one in found)


@settings(max_examples=5, deadline=None)
@given(CELLS)
def test_the_same_seed_gives_the_same_run(cell: Cell) -> None:
    assert run(cell, seed=7) == run(cell, seed=7)


def test_the_capacity_is_that_of_the_virtual_kits_radio() -> None:
    uplink_slots_per_s = 400
    expected = SCHEME.bits_per_slot * (1 - SCHEME.error_rate) * uplink_slots_per_s / 1e6
    assert pytest.approx(expected) == CAPACITY_MBIT_S


def test_alone_in_the_cell_a_vehicle_waits_as_long_as_on_the_virtual_kit() -> None:
    alone = outcome(Cell(agvs=1, cranes=0, sensors=0), "agv")
    links = [
        Link(FRAME, TIMING, Load([], {}, FRAME.slot_s, seed), lambda *_: SCHEME, "", seed)
        for seed in range(20)
    ]
    passages = [link.uplink(0.0203 * n, 100, 3) for link in links for n in range(50)]
    kit_ms = statistics.median(one.parts.total_ms for one in passages)
    # A device's own place in the frame makes up to one period of requests, 10 ms.
    assert abs(alone.p50_ms - kit_ms) < 5


@pytest.mark.parametrize("scheduler", SCHEDULERS)
def test_with_four_callers_all_are_served(scheduler: Scheduler) -> None:
    assert suffering(replace(NOON, scheduler=scheduler, callers=4)) == set()


@pytest.mark.parametrize(
    ("scheduler", "who"),
    [
        ("fair", {"crane"}),
        ("one-queue", {"agv", "crane", "canteen"}),
        ("priority", {"canteen"}),
        ("slices", {"canteen"}),
    ],
)
def test_who_suffers_from_the_fifth_caller_depends_on_how_the_cell_is_shared(
    scheduler: Scheduler, who: set[FlowId]
) -> None:
    assert suffering(replace(NOON, scheduler=scheduler)) == who


@pytest.mark.parametrize("seed", range(2, 6))
def test_what_the_module_says_of_the_fifth_caller_is_not_luck(seed: int) -> None:
    fair = {one.flow for one in run(NOON, seed) if not one.served}
    assert fair == {"crane"}
    queue = {one.flow for one in run(replace(NOON, scheduler="one-queue"), seed) if not one.served}
    assert queue >= {"agv", "crane", "canteen"}


def test_a_cell_shares_fairly_where_nothing_was_set_up() -> None:
    assert Cell().scheduler == "fair"


def test_in_one_queue_a_single_file_copy_is_enough_to_stop_the_vehicles() -> None:
    assert suffering(Cell("one-queue", callers=2, backups=1)) >= {"agv", "crane"}


@pytest.mark.parametrize("others", [{"callers": 10}, {"callers": 2, "backups": 1}, {"cranes": 3}])
def test_with_fair_shares_the_vehicles_get_through_whatever_the_others_ask_for(
    others: dict[str, int],
) -> None:
    found = Cell("fair", **others)
    assert "crane" in suffering(found)
    assert outcome(found, "agv").p99_ms == pytest.approx(outcome(Cell("fair"), "agv").p99_ms, abs=1)


def test_fair_shares_give_the_least_to_the_device_that_needs_most() -> None:
    assert {one.flow for one in run(NOON) if one.lost > 0.01} == {"crane"}


def test_priority_shields_the_better_class_whatever_others_ask_for() -> None:
    quiet = outcome(Cell("priority"), "agv")
    crowded = outcome(Cell("priority", callers=10, backups=1), "agv")
    assert crowded.p99_ms == pytest.approx(quiet.p99_ms)


def test_priority_creates_no_capacity() -> None:
    three_cranes = Cell("priority", callers=2, cranes=3)
    assert three_cranes.asked_mbit_s > CAPACITY_MBIT_S
    assert suffering(three_cranes) == {"crane", "sensors", "canteen"}


def test_a_slice_protects_the_canteen_from_the_production_too() -> None:
    three_cranes = Cell("slices", callers=2, cranes=3)
    assert "canteen" not in suffering(three_cranes)
    assert "crane" in suffering(three_cranes)


def test_a_slice_changes_nothing_in_an_empty_cell() -> None:
    sliced, plain = Cell("slices"), Cell("priority")
    assert run(sliced) == run(plain)
    assert outcome(sliced, "crane").p99_ms == pytest.approx(
        outcome(Cell("fair"), "crane").p99_ms, abs=2.5
    )


@pytest.mark.parametrize(
    ("share", "who"),
    [
        (0.6, {"canteen"}),
        (0.5, {"canteen"}),
        (0.4, {"canteen", "sensors"}),
        (0.3, {"canteen", "sensors", "crane"}),
    ],
)
def test_a_slice_that_is_too_small_protects_nobody(share: float, who: set[FlowId]) -> None:
    assert suffering(Cell("slices", callers=8, production_share=share)) == who


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_no_slice_has_room_for_three_cranes(share: float) -> None:
    assert "crane" in suffering(Cell("slices", callers=2, cranes=3, production_share=share))


def test_a_slice_that_does_not_lend_leaves_the_cell_idle_while_others_suffer() -> None:
    lending = Cell("slices", callers=3, production_share=0.8)
    dedicated = replace(lending, lends=False)
    assert suffering(lending) == set()
    assert suffering(dedicated) == {"canteen"}
    assert sum(one.cell_share for one in run(dedicated)) < 0.65


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10), st.sampled_from((0.2, 0.5, 0.8)))
def test_the_office_never_gets_less_than_its_part(callers: int, share: float) -> None:
    cell = Cell("slices", callers=callers, cranes=3, backups=1, production_share=share)
    office = [one for one in run(cell) if FLOWS[one.flow].slice == "office"]
    assert sum(one.cell_share for one in office) >= (1 - share) * 0.95
