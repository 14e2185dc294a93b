"""What a project returns: by hand, as properties, and as the module says."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.courseware.explorers.project.business_case.five_year_draws import view as draws_view
from campus5g.courseware.explorers.project.business_case.returns import (
    DRAWS,
    Project,
    Span,
    around,
    doing_nothing,
    drawn,
    likely_npv_keur,
    swings,
)
from campus5g.courseware.explorers.project.business_case.tipping_point import view as tipping_view

START = draws_view._START
TIPPING = tipping_view._START


def sure(value: float) -> Span:
    return Span(value, value, value)


BY_HAND = Project(
    sure(100), sure(10), sure(50), sure(0.4), sure(0.5), sure(4), sure(0.5), years=2, rate=0.25
)
PROJECTS = st.builds(
    lambda likely, doubt, years: Project(
        around(likely[0], doubt),
        around(likely[1], doubt),
        around(likely[2], doubt),
        around(likely[3], doubt, 1.0),
        around(likely[4], doubt, 1.0),
        around(likely[5], doubt),
        around(0.5, doubt, 1.0),
        years,
    ),
    st.tuples(
        st.floats(0, 500),
        st.floats(0, 80),
        st.floats(0, 200),
        st.floats(0, 1),
        st.floats(0, 1),
        st.floats(0, 10),
    ),
    st.floats(0, 0.5),
    st.integers(1, 10),
)


def percentiles(project: Project) -> tuple[int, int, int]:
    found = drawn(project)
    low, middle, high = (round(found.percentile_keur(each)) for each in (10, 50, 90))
    return low, middle, high


def test_a_project_of_two_years_by_hand() -> None:
    # 40 a year, 20 in the first; less 10 each: 10 / 1.25 + 30 / 1.5625 - 100.
    assert likely_npv_keur(BY_HAND) == pytest.approx(8 + 19.2 - 100)


def test_without_doubt_every_draw_is_the_likely_result() -> None:
    found = drawn(BY_HAND)
    assert len(found.npv_keur) == DRAWS
    assert np.allclose(found.npv_keur, likely_npv_keur(BY_HAND))


@given(PROJECTS)
def test_p10_p50_and_p90_are_in_order_and_finite(project: Project) -> None:
    found = drawn(project)
    assert np.isfinite(found.npv_keur).all()
    assert found.percentile_keur(10) <= found.percentile_keur(50) <= found.percentile_keur(90)
    assert 0 <= found.chance <= 1


@given(PROJECTS)
def test_a_higher_purchase_price_never_returns_more(project: Project) -> None:
    dearer = replace(project, capex_keur=Span(*(10 + each for each in _ends(project.capex_keur))))
    assert drawn(dearer).percentile_keur(50) < drawn(project).percentile_keur(50)


@given(PROJECTS)
def test_doing_nothing_costs_and_returns_nothing(project: Project) -> None:
    assert not drawn(doing_nothing(project)).npv_keur.any()


@given(PROJECTS)
def test_at_its_threshold_an_assumption_makes_the_result_zero(project: Project) -> None:
    for swing in swings(project):
        if swing.threshold is not None and swing.threshold < 1e6:
            there = replace(project, **{swing.name: sure(swing.threshold)})
            assert likely_npv_keur(there) == pytest.approx(0, abs=1e-4)


@given(PROJECTS)
def test_the_widest_swing_comes_first(project: Project) -> None:
    widths = [each.width_keur for each in swings(project)]
    assert widths == sorted(widths, reverse=True)


def test_draws_of_a_triangle_have_its_mean() -> None:
    project = replace(BY_HAND, capex_keur=Span(60, 90, 180))
    mean_capex = -drawn(project).by_year_keur[:, 0].mean()
    assert mean_capex == pytest.approx((60 + 90 + 180) / 3, rel=0.01)


def test_the_same_project_is_drawn_alike_twice() -> None:
    project = draws_view._chosen(START)
    assert np.array_equal(drawn(project).npv_keur, drawn(project).npv_keur)


class TestWhatTheModuleSays:
    def test_48_is_likely_and_nearly_one_draw_in_three_loses(self) -> None:
        project = draws_view._chosen(START)
        assert round(likely_npv_keur(project)) == 48
        assert percentiles(project)[::2] == (-48, 150)
        assert round(100 * (1 - drawn(project).chance)) == 30

    def test_a_doubt_of_50_percent_goes_from_minus_110_to_209(self) -> None:
        assert percentiles(draws_view._chosen({**START, "doubt": 4}))[::2] == (-110, 209)

    def test_with_20_percent_due_to_the_network_even_p90_loses(self) -> None:
        assert percentiles(draws_view._chosen({**START, "network": 1}))[2] == -47

    def test_over_ten_years_p50_is_192(self) -> None:
        assert percentiles(draws_view._chosen({**START, "years": 3}))[1] == 192

    def test_with_60_percent_due_to_the_network_even_p10_earns_58(self) -> None:
        assert percentiles(draws_view._chosen({**START, "network": 3}))[0] == 58

    def test_the_share_due_to_the_network_tips_it_at_34_percent(self) -> None:
        first, *_, last = swings(tipping_view._chosen(TIPPING))
        assert first.name == "network_share"
        assert first.threshold is not None
        assert round(100 * first.threshold) == 34
        assert last.name == "capex_keur"
        assert (round(last.worst_keur), round(last.best_keur)) == (36, 60)

    def test_the_cost_of_an_hour_makes_the_result_zero_at_2_9(self) -> None:
        by_name = {each.name: each for each in swings(tipping_view._chosen(TIPPING))}
        threshold = by_name["hour_keur"].threshold
        assert threshold is not None
        assert round(threshold, 1) == 2.9

    def test_a_firm_quotation_hardly_narrows_the_range(self) -> None:
        assert percentiles(tipping_view._chosen(TIPPING))[::2] == (-56, 156)
        firm = tipping_view._chosen({**TIPPING, "capex_keur": 0})
        assert percentiles(firm)[::2] == (-54, 156)

    def test_a_month_of_records_narrows_it_and_puts_the_hour_first(self) -> None:
        recorded = tipping_view._chosen({**TIPPING, "network_share": 1})
        assert percentiles(recorded)[::2] == (-21, 120)
        assert swings(recorded)[0].name == "hour_keur"


def _ends(span: Span) -> tuple[float, float, float]:
    return span.low, span.likely, span.high
