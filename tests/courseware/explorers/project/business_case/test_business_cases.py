"""The six cases that learners are given: every figure is what the models give."""

from itertools import pairwise
from typing import Any

import pytest

from campus5g.courseware.explorers.project.business_case.cases import CASES, draws_of_case
from campus5g.courseware.explorers.project.business_case.returns import Span, drawn, swings
from campus5g.courseware.quiz.model import load_quiz
from campus5g.manifest import load_yaml
from campus5g.places import COURSES

MODULE = COURSES / "project" / "business-case"
BANK = load_yaml((MODULE / "quiz.yaml").read_text(encoding="utf-8"))
VARIANTS: dict[str, dict[str, Any]] = BANK["variants"]
SPANS = {
    "capex": ("capex_keur", 1),
    "opex": ("opex_keur", 1),
    "stopped": ("stopped_h", 1),
    "network": ("network_share", 100),
    "avoided": ("avoided_share", 100),
    "hour": ("hour_keur", 1),
}
QUOTED = {
    "people": "people",
    "integration": "integration",
    "licence": "licence",
    "modems": "modems",
}


def number(figure: Any) -> float:
    """A figure as the English reader sees it."""
    text = str(figure["en"] if isinstance(figure, dict) else figure)
    return float(text.replace(",", "").replace("\N{MINUS SIGN}", "-"))


@pytest.fixture(params=sorted(VARIANTS))
def figures(request: pytest.FixtureRequest) -> dict[str, Any]:
    return VARIANTS[request.param]


def test_there_are_six_cases() -> None:
    assert set(VARIANTS) == set(CASES)
    assert len(CASES) == 6


def test_no_two_learners_answers_are_alike() -> None:
    for name in (
        *("break_even", "gap", "running", "five_years"),
        *("network_hours", "gain", "gain_low", "simple"),
    ):
        answers = [each[name] for each in VARIANTS.values()]
        assert len(set(answers)) == len(answers), name


def test_a_neighbours_break_even_earns_nothing() -> None:
    # Half of the points go to answers within twice the tolerance of 1.4 ha.
    areas = sorted(each["break_even"] for each in VARIANTS.values())
    assert all(later - earlier > 2.8 for earlier, later in pairwise(areas))


def test_costs_and_the_break_even_of_both_networks(figures: dict[str, Any]) -> None:
    case = CASES[figures["site"]]
    assert number(figures["area"]) == case.area_ha
    assert figures["fixed_5g"] == case.private_5g.fixed_keur
    assert figures["each_5g"] == case.private_5g.hectare_keur
    assert figures["fixed_wifi"] == case.wifi.fixed_keur
    assert figures["each_wifi"] == case.wifi.hectare_keur
    assert figures["break_even"] == round(case.break_even_ha, 1)
    cost_5g = case.private_5g.fixed_keur + case.area_ha * case.private_5g.hectare_keur
    cost_wifi = case.wifi.fixed_keur + case.area_ha * case.wifi.hectare_keur
    assert (figures["cost_5g"], figures["cost_wifi"]) == (cost_5g, cost_wifi)
    assert figures["gap"] == abs(cost_5g - cost_wifi)
    assert figures["cheaper"] == ("private" if cost_5g < cost_wifi else "wifi")


def test_the_assumptions_are_those_that_are_drawn(figures: dict[str, Any]) -> None:
    project = CASES[figures["site"]].project
    for name, (field, factor) in SPANS.items():
        span: Span = getattr(project, field)
        for end in ("low", "likely", "high"):
            assert number(figures[f"{name}_{end}"]) == pytest.approx(factor * getattr(span, end))


def test_five_years_of_the_project_cost_what_the_area_says(figures: dict[str, Any]) -> None:
    project = CASES[figures["site"]].project
    assert figures["running"] == 5 * project.opex_keur.likely
    assert figures["five_years"] == project.capex_keur.likely + figures["running"]
    assert figures["five_years"] == figures["cost_5g"]


def test_the_gain_of_a_year(figures: dict[str, Any]) -> None:
    project = CASES[figures["site"]].project

    def gain(end: str) -> float:
        spans = (
            project.stopped_h,
            project.network_share,
            project.avoided_share,
            project.hour_keur,
        )
        product = 1.0
        for span in spans:
            product *= getattr(span, end)
        return product

    hours = project.stopped_h.likely * project.network_share.likely
    assert figures["network_hours"] == pytest.approx(hours)
    assert figures["gain"] == pytest.approx(gain("likely"), abs=0.051)
    assert number(figures["gain_words"]) == figures["gain"]
    assert figures["gain_low"] == pytest.approx(gain("low"), abs=0.051)
    assert figures["simple"] == pytest.approx(
        4.5 * gain("likely") - figures["five_years"], abs=0.051
    )


def test_the_range_and_what_it_says(figures: dict[str, Any]) -> None:
    found = drawn(CASES[figures["site"]].project)
    low, middle, high = (found.percentile_keur(each) for each in (10, 50, 90))
    assert [number(figures[each]) for each in ("p10", "p50", "p90")] == [
        round(low),
        round(middle),
        round(high),
    ]
    assert figures["verdict"] == ("yes" if low > 0 else "no" if high < 0 else "open")


def test_the_longest_of_the_bars(figures: dict[str, Any]) -> None:
    found = swings(CASES[figures["site"]].project)
    by_field = {each.name: each for each in found}
    for name in ("network", "hour", "opex", "stopped"):
        swing = by_field[SPANS[name][0]]  # type: ignore[index]
        assert number(figures[f"{name}_worst"]) == round(swing.worst_keur)
        assert number(figures[f"{name}_best"]) == round(swing.best_keur)
    assert found[0].name == SPANS[figures["tips"]][0]


def test_all_three_verdicts_and_both_networks_occur() -> None:
    assert {each["verdict"] for each in VARIANTS.values()} == {"yes", "no", "open"}
    assert {each["cheaper"] for each in VARIANTS.values()} == {"private", "wifi"}


def test_exactly_one_of_the_choices_is_missing_from_the_quotation(figures: dict[str, Any]) -> None:
    quoted = figures["quoted"]["en"]
    assert [name for name in QUOTED if name not in quoted] == [figures["missing"]]


def test_a_third_of_each_learners_bank_is_about_their_case() -> None:
    final = [item for item in load_quiz(MODULE).items if item.part == "final"]
    for name in VARIANTS:
        own = [item for item in final if item.variant == name]
        all_of_it = [item for item in final if item.variant in (None, name)]
        assert len(own) / len(all_of_it) >= 1 / 3


def test_a_case_is_drawn_with_its_percentiles(figures: dict[str, Any]) -> None:
    drawing = draws_of_case(figures["site"])
    assert drawing.startswith("<svg")
    assert "nan" not in drawing
    assert all(each in drawing for each in ("P10", "P50", "P90"))
