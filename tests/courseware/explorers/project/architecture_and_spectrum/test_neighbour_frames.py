"""Two networks beside each other: by hand, by property, and as the module says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.courseware.explorers.project.architecture_and_spectrum.neighbour_frames.model import (
    FRAMES,
    GUARD_US,
    clock_error_us,
    heard,
    minutes_to_limit,
    noise_rise_db,
)


def test_the_frames_silence_is_four_symbols_of_35_7_us() -> None:
    assert pytest.approx(142.9, abs=0.1) == GUARD_US


def test_a_clock_that_drifts_by_10_ppb_is_off_by_36_us_after_an_hour() -> None:
    assert clock_error_us(10, 1) == pytest.approx(36)
    assert minutes_to_limit(10) == pytest.approx(2.5)


@given(st.floats(50, 5000), st.floats(50, 5000), st.sampled_from(["same", "next"]))
def test_a_neighbour_further_away_is_never_louder(first: float, second: float, where: str) -> None:
    near, far = sorted((first, second))
    assert noise_rise_db(where, far) <= noise_rise_db(where, near)  # type: ignore[arg-type]
    assert noise_rise_db("next", near) <= noise_rise_db("same", near)


@given(st.integers(0, 9), st.floats(0, 1e6), st.sampled_from(sorted(FRAMES)))
def test_no_more_slots_are_disturbed_than_there_are(shift: int, error: float, name: str) -> None:
    found = heard(name, "same", 50, shift, error)  # type: ignore[arg-type]
    assert 0 <= found.disturbed <= found.uplink_slots


def test_an_error_beyond_the_silence_reaches_the_slots_at_the_edge() -> None:
    assert heard("reference", "same", 100, 0, GUARD_US).disturbed == 0
    assert heard("reference", "same", 100, 0, GUARD_US + 1).disturbed > 0


class TestWhatTheModuleSays:
    def test_at_100_m_in_the_next_channel_five_slots_of_six_get_10_db(self) -> None:
        found = heard("dsuuu", "next", 100, 0, 0)
        assert (found.disturbed, found.uplink_slots) == (5, 6)
        assert round(found.rise_db) == 10

    def test_at_1000_m_the_next_channel_is_no_longer_heard(self) -> None:
        found = heard("dsuuu", "next", 1000, 0, 0)
        assert found.disturbed == 0
        assert found.rise_db == pytest.approx(0.4, abs=0.05)

    def test_in_the_same_channel_at_1000_m_the_noise_rises_by_35_db(self) -> None:
        assert round(noise_rise_db("same", 1000)) == 35

    def test_the_reference_frame_is_clear_in_step_and_hit_in_both_slots_5_slots_late(self) -> None:
        assert heard("reference", "same", 1000, 0, 0).disturbed == 0
        assert heard("reference", "same", 1000, 5, 0).disturbed == 2

    def test_an_hour_without_gnss_breaks_the_rule_and_is_not_heard(self) -> None:
        found = heard("reference", "same", 1000, 0, clock_error_us(10, 1))
        assert not found.keeps_the_rule
        assert found.disturbed == 0
