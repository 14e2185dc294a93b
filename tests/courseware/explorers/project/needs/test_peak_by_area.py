"""What a warehouse sends: sums worked out by hand, and what the module says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.courseware.explorers.project.needs.peak_by_area.model import (
    CELL_MBIT_S,
    LORRY_HOURS,
    Fleet,
    busiest_hour,
    mean_mbit_s,
    sent_mbit_s,
    total_mbit_s,
)

NADIA = Fleet(tablets=20, picture_mb=2, pictures_an_hour=12, window_min=5, cameras=0)


def with_window(minutes: float) -> Fleet:
    return Fleet(20, 2, 12, minutes, 0)


def test_twenty_tablets_send_3840_megabits_within_the_window() -> None:
    # 20 tablets x 12 pictures x 2 MB x 8 = 3,840 Mbit, in 300 s.
    assert sent_mbit_s(NADIA, LORRY_HOURS[0])["dock"]["tablets"] == pytest.approx(12.8)


def test_forty_scanners_send_27_kbit_s_when_all_are_at_work() -> None:
    # 40 x 500 bytes x 8 / 6 s.
    sent = sent_mbit_s(NADIA, 6)
    assert sum(sent[area]["scanners"] for area in sent) * 1000 == pytest.approx(26.667, abs=0.01)


@given(st.integers(0, 40), st.sampled_from([1, 5, 10, 30, 60]), st.integers(0, 12))
def test_the_mean_is_never_above_the_busiest_hour(
    tablets: int, window_min: float, cameras: int
) -> None:
    fleet = Fleet(tablets, 2, 12, window_min, cameras)
    assert mean_mbit_s(fleet) <= total_mbit_s(fleet, busiest_hour(fleet)) + 1e-9


@given(st.sampled_from([1, 5, 10, 30]))
def test_how_fast_pictures_leave_does_not_change_the_days_mean(window_min: float) -> None:
    assert mean_mbit_s(with_window(window_min)) == pytest.approx(mean_mbit_s(with_window(60)))


class TestWhatTheModuleSays:
    def test_the_peak_is_122_times_the_mean(self) -> None:
        assert busiest_hour(NADIA) == 6
        assert round(total_mbit_s(NADIA, 6) / mean_mbit_s(NADIA)) == 122

    def test_the_dock_goes_from_some_kilobits_to_13_megabits(self) -> None:
        at_ten, at_six = (sum(sent_mbit_s(NADIA, hour)["dock"].values()) for hour in (10, 6))
        assert at_ten < 0.01
        assert round(at_six) == 13

    def test_within_a_minute_the_pictures_fill_a_cell_of_18(self) -> None:
        assert round(CELL_MBIT_S) == 18
        assert round(total_mbit_s(with_window(1), 6)) == 64
        assert round(total_mbit_s(with_window(60), 6), 1) == 1.1

    def test_eight_cameras_never_rest(self) -> None:
        fleet = Fleet(20, 2, 12, 5, 8)
        assert min(sent_mbit_s(fleet, hour)["wash"]["cameras"] for hour in range(24)) == 32
