"""The shortest trial: published values, the exact bound, and what the module says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.courseware.explorers.models.requirement import samples_to_show
from campus5g.courseware.explorers.project.needs.trial_length.model import (
    late_share_at_most,
    messages_needed,
    shortest_trial,
)
from campus5g.kit.measuring.late_share import late_share_bounds

DAY_S = 86_400


@pytest.mark.parametrize(("late", "needed"), [(0, 299), (1, 473), (2, 628), (5, 1049)])
def test_to_show_99_percent_as_tables_of_attribute_sampling_say(late: int, needed: int) -> None:
    # Success-run tables, 99 % reliability at 95 % confidence: 299, 473, 628, … 1049.
    assert messages_needed(0.99, late, 0.95) == needed


@pytest.mark.parametrize("share", [0.9, 0.99, 0.999, 0.9999, 0.99999])
def test_with_none_late_it_is_what_the_other_explorers_use(share: float) -> None:
    assert messages_needed(share, 0, 0.95) == samples_to_show(share)


def test_the_bound_is_that_of_the_kits_measuring() -> None:
    assert late_share_at_most(3, 500, 0.95) == pytest.approx(late_share_bounds(3, 500)[1])


@given(
    st.sampled_from([0.9, 0.95, 0.99, 0.995, 0.999]),
    st.integers(0, 6),
    st.sampled_from([0.8, 0.9, 0.95, 0.99]),
)
def test_one_message_fewer_would_not_do(share: float, late: int, confidence: float) -> None:
    needed = messages_needed(share, late, confidence)
    assert late_share_at_most(late, needed, confidence) <= (1 - share) * (1 + 1e-9)
    assert late_share_at_most(late, needed - 1, confidence) > (1 - share) * (1 - 1e-9)


@given(st.integers(1, 50))
def test_bursts_make_the_trial_so_many_times_longer(burst: int) -> None:
    single, in_bursts = (shortest_trial(0.99, 0, 0.95, 6, each) for each in (1, burst))
    assert in_bursts.messages == burst * single.messages


class TestWhatTheModuleSays:
    def test_half_an_hour_at_6_s_and_47_min_with_one_late(self) -> None:
        assert shortest_trial(0.99, 0, 0.95, 6).duration_s / 60 == pytest.approx(30, abs=0.2)
        assert shortest_trial(0.99, 1, 0.95, 6).duration_s / 60 == pytest.approx(47, abs=0.5)

    def test_five_nines_take_21_days_at_6_s_and_208_at_a_minute(self) -> None:
        assert messages_needed(0.99999, 0, 0.95) == 299_572
        assert round(shortest_trial(0.99999, 0, 0.95, 6).duration_s / DAY_S) == 21
        assert round(shortest_trial(0.99999, 0, 0.95, 60).duration_s / DAY_S) == 208

    def test_bursts_of_20_take_ten_hours(self) -> None:
        found = shortest_trial(0.99, 0, 0.95, 6, 20)
        assert found.messages == 5980
        assert found.duration_s / 3600 == pytest.approx(10, abs=0.1)

    def test_three_shifts_without_a_stop_show_about_one_a_shift(self) -> None:
        # Stops are counted, not messages: the rate's bound at 95 % is -ln(0.05) = 3.0 in three.
        assert messages_needed(1 - 1 / 300, 0, 0.95) == pytest.approx(3 * 300, rel=0.01)

    def test_one_more_nine_is_ten_times_as_long(self) -> None:
        assert messages_needed(0.9999, 0, 0.95) / messages_needed(0.999, 0, 0.95) == pytest.approx(
            10, rel=0.01
        )
