"""Defect frequencies against those that are published with a bearing's geometry."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from campus5g.vibration.bearing import (
    Bearing,
    BearingPart,
    defect_frequencies,
    strikes_per_turn,
)

DRIVE_END_6205 = Bearing(balls=9, ball_mm=7.94, pitch_mm=39.04)
FAN_END_6203 = Bearing(balls=8, ball_mm=6.746, pitch_mm=28.499)
"""Both of Case Western Reserve University's Bearing Data Center."""


@pytest.mark.parametrize(
    ("bearing", "part", "published"),
    [
        (DRIVE_END_6205, "outer-race", 3.5848),
        (DRIVE_END_6205, "inner-race", 5.4152),
        (DRIVE_END_6205, "ball", 4.7135),
        (FAN_END_6203, "outer-race", 3.0530),
        (FAN_END_6203, "inner-race", 4.9469),
        (FAN_END_6203, "ball", 3.9874),
    ],
)
def test_strikes_a_turn_are_those_that_are_published(
    bearing: Bearing, part: BearingPart, published: float
) -> None:
    assert strikes_per_turn(bearing, part) == pytest.approx(published, abs=5e-4)


def test_the_cage_of_the_6205_turns_as_published() -> None:
    found = defect_frequencies(DRIVE_END_6205, rotation_hz=1)

    assert found.ftf_hz == pytest.approx(0.39828, abs=1e-4)
    assert found.bsf_hz == pytest.approx(4.7135 / 2, abs=1e-4)


def test_a_contact_angle_counts_as_in_the_bearing_of_the_ims_data() -> None:
    """ZA-2115 at 2,000 rpm: 236.4 Hz (Qiu et al., J. Sound Vib. 289, 2006)."""
    za_2115 = Bearing(balls=16, ball_mm=8.407, pitch_mm=71.501, contact_deg=15.17)

    assert defect_frequencies(za_2115, 2000 / 60).bpfo_hz == pytest.approx(236.4, abs=0.2)


@given(
    balls=st.integers(3, 30),
    ball_mm=st.floats(1, 50),
    pitch_mm=st.floats(10, 500),
    contact_deg=st.floats(0, 89),
)
def test_each_ball_strikes_one_of_the_races_once_a_turn(
    balls: int, ball_mm: float, pitch_mm: float, contact_deg: float
) -> None:
    assume(balls * ball_mm < 3 * pitch_mm)
    bearing = Bearing(balls=balls, ball_mm=ball_mm, pitch_mm=pitch_mm, contact_deg=contact_deg)
    outer, inner = strikes_per_turn(bearing, "outer-race"), strikes_per_turn(bearing, "inner-race")

    assert 0 < outer <= inner
    assert outer + inner == pytest.approx(balls)
