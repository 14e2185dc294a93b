"""Measured round trips against what TS 22.104 asks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.courseware.explorers import measured_traces
from campus5g.courseware.explorers.essentials.measured_traces.model import MEASURED
from campus5g.courseware.explorers.essentials.measured_traces.view import verdict
from campus5g.courseware.explorers.models.requirement import (
    REQUIREMENTS,
    Requirement,
    judge,
    samples_to_show,
)
from campus5g.language import set_language

NEED = Requirement(latency_ms=10, availability=0.99, survival_ms=None, clause="")


@pytest.mark.parametrize(
    ("availability", "about"), [(0.99, 300), (0.999, 3000), (0.999_999, 3_000_000)]
)
def test_three_measurements_for_each_late_one_allowed(availability: float, about: int) -> None:
    assert samples_to_show(availability) == pytest.approx(about, rel=0.01)


def late(count: int, samples: int) -> dict[float, float]:
    """Percentiles of round trips that fit the limit, but for so many beyond twice of it."""
    if not count:
        return {1.0: 9.0}
    return {1 - count / samples: 9.0, 1 - (count - 1) / samples: 21.0}


def test_a_round_trip_within_the_limit_has_both_ways_within_it() -> None:
    assert judge(NEED, {1.0: 9}, 1000, 0.99).verdict == "met"


def test_a_round_trip_beyond_twice_the_limit_has_a_late_way() -> None:
    assert judge(NEED, {0.5: 15, 0.95: 21}, 1000, 0.99).verdict == "missed"


def test_between_the_two_nobody_knows() -> None:
    assert judge(NEED, {0.5: 12, 0.99: 15}, 1000, 0.99).verdict == "not-proven"


def test_too_few_measurements_prove_nothing_however_good_they_are() -> None:
    assert judge(NEED, {1.0: 5}, 100, 0.99).verdict == "not-proven"


def test_as_many_late_ones_as_are_allowed_prove_nothing() -> None:
    # 5 of 5,000 against 0.1 %: with 95 % confidence the share is only known to be below 0.21 %.
    found = judge(NEED, late(5, 5000), 5000, 0.999)

    assert found.verdict == "not-proven"
    assert found.late_at_most == pytest.approx(0.0021, abs=5e-5)


@pytest.mark.parametrize(("count", "verdict"), [(0, "met"), (1, "not-proven"), (7, "missed")])
def test_the_verdict_is_that_of_the_bounds(count: int, verdict: str) -> None:
    # Of 3,000: 0 late is below 0.1 %, 1 is below 0.16 %, 7 are above 0.11 %.
    assert judge(NEED, late(count, 3000), 3000, 0.999).verdict == verdict


@given(st.floats(1, 1000), st.floats(1, 1000))
def test_a_laxer_limit_is_never_missed_where_a_stricter_one_is_met(a: float, b: float) -> None:
    strict, lax = sorted((a, b))
    trips = {0.5: 20.0, 0.99: 40.0}

    def found(limit: float) -> str:
        return judge(Requirement(limit, 0.99, None, ""), trips, 10_000, 0.99).verdict

    assert found(strict) != "met" or found(lax) == "met"


def test_the_percentiles_are_the_published_ones() -> None:
    private = MEASURED["private-driving"].percentiles_ms
    assert [private[share] for share in (0.5, 0.95, 0.99, 0.999)] == [18, 25, 28, 208]


def test_published_delays_are_shown_with_the_digits_that_were_published() -> None:
    set_language("fr")
    _, panel = measured_traces().children
    panel.locked = False
    set_language(None)
    rows = {row[0]: row for row in panel.shown["tables"][0]["rows"]}
    nobreak = "\N{NO-BREAK SPACE}"
    assert rows["5G privée, en roulant (ville)"][4] == f"208{nobreak}ms"
    assert rows["5G publique, en roulant (NUWiNS)"][1] == f"32,2{nobreak}ms"
    assert rows["5G privée, mauvaise couverture"][2] == f"5{nobreak}014{nobreak}ms"


class TestWhatTheModuleSays:
    def test_the_private_network_keeps_500_ms_and_proves_nothing_of_100(self) -> None:
        assert verdict("private-driving", "robot-standard")[0].verdict == "met"
        assert verdict("private-driving", "robot-remote")[0].verdict == "not-proven"
        assert verdict("private-poor-coverage", "robot-standard")[0].verdict == "missed"

    def test_no_network_measured_keeps_the_emergency_stop(self) -> None:
        assert {verdict(network, "panel-stop")[0].verdict for network in MEASURED} <= {
            "missed",
            "not-proven",
        }

    def test_nine_late_round_trips_leave_between_0_08_and_0_4_percent(self) -> None:
        found, _ = verdict("private-driving", "robot-remote")
        assert found.late_at_least == pytest.approx(0.00076, abs=5e-6)
        assert found.late_at_most == pytest.approx(0.00356, abs=5e-6)

    def test_the_slowest_of_all_is_not_the_longest_silence(self) -> None:
        public, poor = MEASURED["public-driving"], MEASURED["private-poor-coverage"]
        assert (public.percentiles_ms[1.0], public.longest_silence_ms) == (694, 426)
        assert poor.percentiles_ms[0.99] > (poor.longest_silence_ms or 0)

    def test_6143_measurements_without_a_late_one_would_show_99_95(self) -> None:
        assert samples_to_show(0.9995) < MEASURED["private-driving"].samples
        assert samples_to_show(0.9996) > MEASURED["private-driving"].samples

    def test_every_limit_stands_for_one_way_and_none_is_below_8_ms(self) -> None:
        assert min(one.latency_ms for one in REQUIREMENTS.values()) == 8
