"""The table of 5QIs, and which of them suit a need."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.air.load import priority_of
from campus5g.courseware.explorers.essentials.choose_5qi.model import (
    TABLE,
    FiveQi,
    FlowNeed,
    Traffic,
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
    traffic=st.builds(Traffic, message_bytes=st.integers(1, 50_000), every_ms=st.floats(1, 1000)),
)
SMALL = Traffic(message_bytes=50, every_ms=100)


def need(delay_ms: float, loss: float, *, guaranteed: bool, traffic: Traffic = SMALL) -> FlowNeed:
    return FlowNeed(delay_ms, loss, guaranteed, traffic)


def video(pictures_per_s: float, mbit_s: float = 8.0) -> Traffic:
    return Traffic(round(mbit_s * 1e6 / 8 / pictures_per_s), 1000 / pictures_per_s)


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
    traffic = Traffic(sent.message_bytes, sent.period_ms)
    best = advised(need(sent.need_ms, 1e-3, guaranteed=True, traffic=traffic))
    assert best is not None
    assert best.number == sent.five_qi


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        (need(300, 1e-2, guaranteed=False), 9),
        (need(10, 1e-3, guaranteed=False), 80),
        (need(100, 1e-2, guaranteed=True), 1),
        (need(10, 1e-4, guaranteed=True), 82),
        (need(8, 1e-4, guaranteed=True), 86),
    ],
)
def test_the_least_demanding_class_is_advised(asked: FlowNeed, number: int) -> None:
    best = advised(asked)
    assert best is not None
    assert best.number == number


def test_below_five_milliseconds_no_class_is_left() -> None:
    assert advised(need(2, 1e-2, guaranteed=True)) is None


@pytest.mark.parametrize(
    ("number", "most_bytes"), [(82, 255), (83, 1354), (84, 1354), (85, 255), (86, 1354)]
)
def test_a_delay_critical_class_takes_one_message_up_to_its_burst_volume(
    number: int, most_bytes: int
) -> None:
    row = next(one for one in TABLE if one.number == number)
    for message_bytes, shortfalls in ((most_bytes, ()), (most_bytes + 1, ("burst",))):
        asked = need(30, 1e-4, guaranteed=True, traffic=Traffic(message_bytes, 100))
        assert judge(row, asked).shortfalls == shortfalls


def test_only_delay_critical_classes_have_a_burst_volume() -> None:
    assert all((row.burst_bytes is None) == (row.kind != "delay-critical") for row in TABLE)


def test_messages_that_come_within_the_delay_add_up() -> None:
    frequent = Traffic(message_bytes=200, every_ms=5)
    assert frequent.burst_bytes(within_ms=10) == 400
    row = next(one for one in TABLE if one.number == 82)
    assert judge(row, need(10, 1e-4, guaranteed=True, traffic=frequent)).shortfalls == ("burst",)
    best = advised(need(10, 1e-4, guaranteed=True, traffic=frequent))
    assert best is not None
    assert best.number == 83


def test_a_message_of_200_bytes_every_10_ms_can_get_82() -> None:
    best = advised(need(10, 1e-4, guaranteed=True, traffic=Traffic(200, 10)))
    assert best is not None
    assert best.number == 82


@given(FLOW_NEEDS, st.floats(1, 120))
def test_a_video_of_8_mbit_s_never_gets_a_delay_critical_class(
    asked: FlowNeed, pictures_per_s: float
) -> None:
    pictures = replace(asked, traffic=video(pictures_per_s))
    assert all(row.kind != "delay-critical" for row in suiting(pictures))


def test_what_the_module_says_of_vehicles_without_a_guarantee_and_of_faster_video() -> None:
    vehicles = need(80, 1e-3, guaranteed=False)
    assert {row.number for row in suiting(vehicles)} == {69, 80}
    faster = advised(need(80, 1e-3, guaranteed=True, traffic=video(25)))
    assert faster is not None
    assert faster.number == 3
