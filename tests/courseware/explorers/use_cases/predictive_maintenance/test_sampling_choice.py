"""Rate, length and drift of a reading: what remains of a worn bearing."""

import pytest

from campus5g.courseware.explorers.use_cases.predictive_maintenance.sampling_choice.model import (
    DRIFTS,
    LENGTHS_S,
    RATES_HZ,
    Way,
    closest_hz,
    curve,
    peak_mps2,
    verdict,
)


@pytest.mark.parametrize("rate_hz", RATES_HZ)
@pytest.mark.parametrize("length_s", LENGTHS_S)
def test_no_reading_holds_more_than_half_of_its_rate(rate_hz: int, length_s: float) -> None:
    points = curve(Way(rate_hz, length_s))

    assert points
    assert max(hertz for hertz, _ in points) <= rate_hz / 2


@pytest.mark.parametrize("length_s", LENGTHS_S[2:])
def test_a_rate_below_the_ring_of_the_housing_shows_nothing(length_s: float) -> None:
    assert peak_mps2(Way(800, length_s)) < peak_mps2(Way(3200, length_s)) / 1000


def test_drift_never_makes_a_peak_higher() -> None:
    heights = [peak_mps2(Way(3200, 1.0, drift)) for drift in DRIFTS]

    assert heights == sorted(heights, reverse=True)


class TestWhatTheModuleSays:
    def test_nothing_up_to_800_hz_and_seven_times_more_at_3200_than_at_1600(self) -> None:
        assert [verdict(Way(rate, 1.0)) for rate in (200, 400, 800)] == ["silent"] * 3
        assert verdict(Way(3200, 1.0)) == "clear"
        assert peak_mps2(Way(3200, 1.0)) / peak_mps2(Way(1600, 1.0)) == pytest.approx(7, abs=0.4)

    def test_a_tenth_of_a_second_mixes_outer_race_and_ball(self) -> None:
        short = Way(3200, 0.1)

        assert verdict(short) == "mixed"
        assert short.apart_hz == 20
        assert round(closest_hz()) == 12

    def test_five_percent_of_speed_take_more_than_half_of_the_peak(self) -> None:
        assert verdict(Way(3200, 1.0, 0.05)) == "smeared"

    def test_at_three_percent_two_seconds_are_worse_than_one(self) -> None:
        assert verdict(Way(3200, 1.0, 0.03)) == "clear"
        assert verdict(Way(3200, 2.0, 0.03)) == "smeared"

    def test_a_good_reading_is_6400_bytes_and_two_seconds_twice_that(self) -> None:
        assert Way(3200, 1.0).size_bytes == 6400
        assert Way(3200, 2.0).size_bytes == 12_800
