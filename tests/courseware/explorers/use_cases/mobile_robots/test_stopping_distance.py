"""How far a vehicle goes before it stands: mechanics by hand, and what the module says of it."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.courseware.explorers.use_cases.mobile_robots.stopping_distance.model import (
    DECELERATION_MPS2,
    Drive,
    highest_speed_mps,
    stop,
)

SILENT = Drive(1.2, "order-in-silence", 1000, 300, "loaded")

DRIVES = st.builds(
    Drive,
    st.floats(0.05, 5),
    st.sampled_from(["scanner", "order", "order-in-silence"]),
    st.floats(50, 10_000),
    st.floats(0, 1000),
    st.sampled_from(list(DECELERATION_MPS2)),
)


def test_a_stop_has_three_pieces_as_worked_out_by_hand() -> None:
    found = stop(SILENT)

    # 1.2 m/s for 1 s and 0.3 s, and 1.2² / (2 × 0.6).
    assert found.unaware_m == pytest.approx(1.2)
    assert found.reaction_m == pytest.approx(0.36)
    assert found.braking_m == pytest.approx(1.2)


def test_a_scanner_needs_no_message_whatever_the_link_tolerates() -> None:
    assert stop(replace(SILENT, stopper="scanner", tolerated_ms=math.inf)).unaware_m == 0


def test_without_a_watchdog_a_vehicle_with_a_silent_link_does_not_stop() -> None:
    deaf = replace(SILENT, tolerated_ms=math.inf)
    assert math.isinf(stop(deaf).total_m)
    assert highest_speed_mps(deaf, 100) == 0


def test_a_vehicle_that_stands_is_refused() -> None:
    with pytest.raises(ValueError, match="stands"):
        stop(replace(SILENT, speed_mps=0))


@given(DRIVES, st.floats(0.05, 50))
def test_the_highest_speed_is_the_one_whose_stop_takes_the_whole_way(
    drive: Drive, free_m: float
) -> None:
    highest = highest_speed_mps(drive, free_m)
    assert stop(replace(drive, speed_mps=highest)).total_m == pytest.approx(free_m, rel=1e-6)


@given(DRIVES)
def test_braking_grows_with_the_square_and_the_rest_with_the_speed(drive: Drive) -> None:
    once, twice = stop(drive), stop(replace(drive, speed_mps=2 * drive.speed_mps))
    assert twice.braking_m == pytest.approx(4 * once.braking_m)
    assert twice.reaction_m == pytest.approx(2 * once.reaction_m)


# What the module says.


def test_the_first_parts_figures_hold() -> None:
    assert stop(replace(SILENT, stopper="scanner")).total_m == pytest.approx(1.6, abs=0.05)
    assert stop(replace(SILENT, stopper="order")).total_m == pytest.approx(1.6, abs=0.05)
    assert stop(SILENT).total_m == pytest.approx(2.8, abs=0.05)


@pytest.mark.parametrize(
    ("tolerated_ms", "floor", "stopper", "total_m", "limit_mps"),
    [
        (2000, "loaded", "order-in-silence", 3.96, 0.96),
        (500, "loaded", "order-in-silence", 2.16, 1.4),
        (500, "dusty", "order-in-silence", 3.36, 1.1),
        (500, "loaded", "scanner", 1.56, 1.7),
    ],
)
def test_the_last_parts_figures_hold(
    tolerated_ms: float, floor: str, stopper: str, total_m: float, limit_mps: float
) -> None:
    drive = Drive(1.2, stopper, tolerated_ms, 300, floor)  # type: ignore[arg-type]
    assert stop(drive).total_m == pytest.approx(total_m, abs=0.01)
    steps = 10 if limit_mps >= 1 else 100
    assert math.floor(steps * highest_speed_mps(drive, 3.0)) / steps == limit_mps


def test_from_1_2_to_2_m_s_braking_goes_to_3_3_m_and_the_rest_to_1_6() -> None:
    fast = stop(Drive(2.0, "order-in-silence", 500, 300, "loaded"))
    assert fast.braking_m == pytest.approx(3.3, abs=0.05)
    assert fast.unaware_m + fast.reaction_m == pytest.approx(1.6)
