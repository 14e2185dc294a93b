"""The two risks of an acceptance trial: by hand, by property, and as the module says."""

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.courseware.explorers.project.needs.trial_length.model import messages_needed
from campus5g.courseware.explorers.project.roadmap.acceptance_gate.model import (
    Gate,
    chance_accepted,
    late_share_shown,
    risks,
    shortest_gate,
)

GATES = st.builds(
    Gate,
    allowed=st.sampled_from([0.001, 0.01, 0.05, 0.1]),
    messages=st.integers(1, 20_000),
    tolerated=st.integers(0, 300),
    burst=st.sampled_from([1, 5, 20, 50]),
)
SHARES = st.floats(0, 1)


def test_the_chance_is_the_sum_of_the_binomial_law() -> None:
    by_hand = sum(comb(20, late) * 0.1**late * 0.9 ** (20 - late) for late in range(3))
    assert chance_accepted(Gate(0.05, 20, 2), 0.1) == pytest.approx(by_hand)


@given(GATES, SHARES, SHARES)
def test_a_worse_network_is_never_more_likely_to_pass(gate: Gate, one: float, two: float) -> None:
    better, worse = sorted((one, two))
    assert 0 <= chance_accepted(gate, worse) <= chance_accepted(gate, better) + 1e-12 <= 1 + 1e-11


@given(GATES)
def test_tolerating_more_lowers_one_risk_and_raises_the_other(gate: Gate) -> None:
    softer = Gate(gate.allowed, gate.messages, gate.tolerated + gate.burst, gate.burst)
    assert risks(softer).bad_accepted >= risks(gate).bad_accepted - 1e-12
    assert risks(softer).good_refused <= risks(gate).good_refused + 1e-12


def test_with_more_tolerated_than_sent_everybody_passes() -> None:
    assert risks(Gate(0.01, 50, 200)).bad_accepted == 1
    assert late_share_shown(Gate(0.01, 50, 200)) == 1


def test_a_trial_shorter_than_a_burst_is_worth_one_message() -> None:
    assert Gate(0.01, 10, 0, 50).independent == 1


@pytest.mark.parametrize("burst", [1, 5, 20])
def test_the_shortest_gate_keeps_both_risks_and_one_message_less_does_not(burst: int) -> None:
    gate = shortest_gate(0.01, 0.05, burst)
    assert risks(gate).larger <= 0.05
    shorter = Gate(0.01, gate.messages - burst, gate.tolerated, burst)
    assert risks(shorter).bad_accepted > 0.05


def test_a_gate_that_would_take_too_long_says_so() -> None:
    with pytest.raises(ValueError, match="No trial of"):
        shortest_gate(1e-6, 0.01, 50)


class TestWhatTheModuleSays:
    def test_none_late_of_299_refuses_78_percent_of_good_networks(self) -> None:
        assert messages_needed(0.99, 0, 0.95) == 299
        found = risks(Gate(0.01, 299, 0))
        assert round(found.good_refused, 2) == 0.78
        assert round(found.bad_accepted, 3) == 0.002

    def test_five_late_of_299_lets_45_percent_of_bad_ones_pass(self) -> None:
        found = risks(Gate(0.01, 299, 5))
        assert round(found.good_refused, 3) == 0.004
        assert round(found.bad_accepted, 2) == 0.45

    def test_ten_of_a_thousand_keeps_both_about_one_percent(self) -> None:
        found = risks(Gate(0.01, 1000, 10))
        assert (round(found.bad_accepted, 3), round(found.good_refused, 3)) == (0.010, 0.013)

    def test_bursts_of_twenty_make_it_36_and_22_percent_until_it_is_twenty_times_longer(
        self,
    ) -> None:
        found = risks(Gate(0.01, 1000, 10, 20))
        assert (round(found.bad_accepted, 2), round(found.good_refused, 2)) == (0.36, 0.22)
        assert Gate(0.01, 1000, 10, 20).independent == 50
        assert risks(Gate(0.01, 20_000, 200, 20)) == risks(Gate(0.01, 1000, 10))

    def test_a_hundred_messages_let_a_network_with_two_percent_late_pass_one_time_in_ten(
        self,
    ) -> None:
        assert chance_accepted(Gate(0.01, 100, 0), 0.02) > 0.1

    def test_three_attempts_make_one_chance_in_five_almost_one_in_two(self) -> None:
        assert round(1 - 0.8**3, 2) == 0.49
