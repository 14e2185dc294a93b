"""The table of 5QIs, and which of them suit a need."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.air.load import priority_of
from campus5g.courseware.explorers.essentials.choose_5qi.model import (
    TABLE,
    FiveQi,
    FlowNeed,
    advised,
    judge,
    suiting,
)
from campus5g.courseware.explorers.essentials.full_cell.model import FLOWS

FLOW_NEEDS = st.builds(
    FlowNeed,
    delay_ms=st.floats(1, 1000),
    loss=st.sampled_from((1e-2, 1e-3, 1e-4, 1e-5, 1e-6)),
    guaranteed=st.booleans(),
)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: str(row.number))
def test_priorities_are_those_that_the_virtual_kit_schedules_by(row: FiveQi) -> None:
    assert row.priority == priority_of(row.number)


@pytest.mark.parametrize(
    ("number", "kind", "budget_ms", "error_rate"),
    [(2, "gbr", 150, 1e-3), (9, "non-gbr", 300, 1e-6), (82, "delay-critical", 10, 1e-4)],
)
def test_rows_are_those_of_the_standard(
    number: int, kind: str, budget_ms: float, error_rate: float
) -> None:
    row = next(one for one in TABLE if one.number == number)
    assert (row.kind, row.budget_ms, row.error_rate) == (kind, budget_ms, error_rate)


@given(FLOW_NEEDS)
def test_what_suits_keeps_delay_loss_and_rate(need: FlowNeed) -> None:
    for row in suiting(need):
        assert row.budget_ms <= need.delay_ms
        assert row.error_rate <= need.loss
        assert (row.kind != "non-gbr") == need.guaranteed


@given(FLOW_NEEDS)
def test_every_row_either_suits_or_has_a_reason_why_not(need: FlowNeed) -> None:
    fitting = suiting(need)
    assert all((row in fitting) == (not judge(row, need).shortfalls) for row in TABLE)


@pytest.mark.parametrize("flow", ["agv", "crane"])
def test_the_full_cell_gives_its_flows_the_class_that_is_advised(flow: str) -> None:
    sent = FLOWS[flow]  # type: ignore[index]
    best = advised(FlowNeed(sent.need_ms, 1e-3, guaranteed=True))
    assert best is not None
    assert best.number == sent.five_qi


@pytest.mark.parametrize(
    ("need", "number"),
    [
        (FlowNeed(300, 1e-2, guaranteed=False), 9),
        (FlowNeed(10, 1e-3, guaranteed=False), 80),
        (FlowNeed(100, 1e-2, guaranteed=True), 1),
        (FlowNeed(8, 1e-4, guaranteed=True), 86),
    ],
)
def test_the_least_demanding_class_is_advised(need: FlowNeed, number: int) -> None:
    best = advised(need)
    assert best is not None
    assert best.number == number


def test_below_five_milliseconds_no_class_is_left() -> None:
    assert advised(FlowNeed(2, 1e-2, guaranteed=True)) is None


def test_what_the_module_says_of_vehicles_without_a_guarantee_and_of_faster_video() -> None:
    vehicles = FlowNeed(80, 1e-3, guaranteed=False)
    assert {row.number for row in suiting(vehicles)} == {69, 80}
    video = advised(FlowNeed(80, 1e-3, guaranteed=True))
    assert video is not None
    assert video.number == 3
