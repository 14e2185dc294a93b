"""A fleet in a cell: its messages, what the cell carries of it, and what the module says of it."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from vda5050.validation import SchemaValidator

from campus5g.courseware.explorers.essentials.full_cell.model import CAPACITY_MBIT_S
from campus5g.courseware.explorers.use_cases.mobile_robots.fleet_in_a_cell.messages import (
    MOTION_PERIOD_S,
    STATE_PERIOD_S,
    motion_message,
    size_bytes,
    state_message,
)
from campus5g.courseware.explorers.use_cases.mobile_robots.fleet_in_a_cell.model import (
    MOST_VEHICLES,
    SINR_DB,
    Fleet,
    SpotId,
    capacity_mbit_s,
    most_vehicles,
    outcome,
    turns_per_s,
)
from campus5g.virtualkit.robot.vda5050 import DRIVING_STATE_PERIOD_S, VISUALIZATION_PERIOD_S

NINE_EVERYWHERE = Fleet(9, 2.0, "spread")


@pytest.mark.parametrize(
    ("schema", "message"), [("state", state_message()), ("visualization", motion_message())]
)
def test_a_message_is_one_that_the_published_schema_accepts(
    schema: str, message: dict[str, object]
) -> None:
    assert SchemaValidator().errors(schema, message) == []


def test_a_state_grows_with_the_order_that_is_left() -> None:
    assert size_bytes(state_message(2)) < size_bytes(state_message(6)) == 1504
    assert size_bytes(motion_message()) == 296


def test_a_vehicle_reports_as_often_as_the_virtual_kits() -> None:
    assert (STATE_PERIOD_S, MOTION_PERIOD_S) == (DRIVING_STATE_PERIOD_S, VISUALIZATION_PERIOD_S)


def test_the_cell_is_the_one_of_the_full_cell_explorer() -> None:
    assert capacity_mbit_s("near") == pytest.approx(CAPACITY_MBIT_S)


def test_vehicles_everywhere_share_the_time_and_not_the_rate() -> None:
    # A third of the bits at each of three rates: the mean of the times, not of the rates.
    each = [capacity_mbit_s(spot) for spot in ("near", "edge")]
    assert each[1] < capacity_mbit_s("spread") < sum(each) / 2
    assert each[0] / each[1] == pytest.approx(8, abs=0.1)


@pytest.mark.parametrize("spot", SINR_DB)
@pytest.mark.parametrize("video_mbit_s", [0.0, 0.5, 1.0, 2.0, 4.0])
def test_as_many_vehicles_as_are_said_to_fit_do_and_one_more_does_not(
    video_mbit_s: float, spot: SpotId
) -> None:
    most = most_vehicles(video_mbit_s, spot)

    def fits(vehicles: int) -> bool:
        fleet = Fleet(vehicles, video_mbit_s, spot)
        return outcome(fleet).fits and fleet.messages_per_s <= turns_per_s()

    assert most == 0 or fits(most)
    assert not fits(most + 1)


@given(
    st.integers(1, 20_000),
    st.sampled_from([0.0, 0.5, 2.0, 4.0]),
    st.sampled_from(list(SINR_DB)),
    st.sampled_from(["same", "own"]),
)
@settings(max_examples=25, deadline=None)
def test_no_fleet_gives_a_figure_that_is_not_a_number(
    vehicles: int, video_mbit_s: float, spot: SpotId, classes: str
) -> None:
    found = outcome(Fleet(vehicles, video_mbit_s, spot, classes))  # type: ignore[arg-type]

    assert 0 <= found.served_video_mbit_s <= video_mbit_s
    assert math.isfinite(found.states_share + found.video_share)
    assert (found.p99_ms is None) is (vehicles > MOST_VEHICLES)
    assert found.p99_ms is None or not math.isnan(found.p99_ms)


def test_a_fleet_without_a_vehicle_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        outcome(Fleet(0))


# What the module says.


def test_forty_states_are_nothing_and_forty_cameras_are_four_cells() -> None:
    assert Fleet(40).asked_mbit_s == pytest.approx(1.1, abs=0.05)
    assert most_vehicles(2.0, "near") == 10
    assert Fleet(40, 2.0).asked_mbit_s == pytest.approx(81, abs=0.5)


def test_nine_vehicles_take_one_percent_and_with_cameras_near_the_antenna_85() -> None:
    assert outcome(Fleet(9)).states_share == pytest.approx(0.01, abs=0.005)
    with_cameras = outcome(Fleet(9, 2.0))
    assert with_cameras.states_share + with_cameras.video_share == pytest.approx(0.85, abs=0.005)


def test_everywhere_0_62_mbit_s_are_left_and_two_vehicles_fit() -> None:
    assert outcome(NINE_EVERYWHERE).served_video_mbit_s == pytest.approx(0.62, abs=0.005)
    assert most_vehicles(2.0, "spread") == 2


def test_a_class_of_their_own_takes_the_states_from_78_to_29_ms() -> None:
    same = outcome(NINE_EVERYWHERE).p99_ms
    own = outcome(Fleet(9, 2.0, "spread", "own")).p99_ms
    assert (round(same or 0), round(own or 0)) == (78, 29)


def test_the_questions_on_twenty_four_vehicles_and_on_a_third_hold() -> None:
    assert most_vehicles(1.0, "near") < 24 <= most_vehicles(0.5, "near")
    assert Fleet(24, 0.5).asked_mbit_s == pytest.approx(13, abs=0.5)
    assert Fleet(24, 1.0).asked_mbit_s - capacity_mbit_s("near") == pytest.approx(3.2, abs=0.3)
    assert Fleet(20).asked_mbit_s == pytest.approx(0.56, abs=0.005)
    third = outcome(NINE_EVERYWHERE).served_video_mbit_s / 2.0
    assert third == pytest.approx(1 / 3, abs=0.03)
