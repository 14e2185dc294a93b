"""The six weeks that learners are given: every figure is what the data or a model gives."""

from typing import Any

import pytest

from campus5g.courseware.explorers.models.lorawan import SPREADING_FACTORS
from campus5g.courseware.explorers.use_cases.energy.load_curve.model import base_kw
from campus5g.courseware.explorers.use_cases.energy.saving_proof.model import changes, compare
from campus5g.courseware.explorers.use_cases.energy.shown import clock, date_words, day_name
from campus5g.courseware.explorers.use_cases.energy.steel_load import steel_week, steel_year
from campus5g.courseware.explorers.use_cases.energy.week_drawing import (
    SUBSCRIBED_KW,
    busiest_day,
    week_of_load,
)
from campus5g.courseware.quiz.model import load_quiz
from campus5g.language import LANGUAGES, set_language
from campus5g.manifest import load_yaml
from campus5g.places import COURSES

MODULE = COURSES / "use-cases" / "energy"
BANK = load_yaml((MODULE / "quiz.yaml").read_text(encoding="utf-8"))
VARIANTS: dict[str, dict[str, Any]] = BANK["variants"]

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SLOTS = (("early", 9), ("morning", 12), ("midday", 15), ("late", 24))
LOG = {
    "start": (None, 8 + 10 / 60),
    "furnace": (3, 9.5),
    "restart": (0, 13 + 25 / 60),
    "chargers": (0, 15.75),
    "late": (0, 19.75),
    "trial": (5, 14.75),
}
"""The lines of the shift log: the day, and when."""


def number(figure: Any) -> float:
    """A figure as the English reader sees it."""
    return float(figure["en"] if isinstance(figure, dict) else figure)


@pytest.fixture(params=sorted(VARIANTS))
def figures(request: pytest.FixtureRequest) -> dict[str, Any]:
    return VARIANTS[request.param]


def test_there_are_six_weeks_and_each_is_another() -> None:
    assert len({each["week"] for each in VARIANTS.values()}) == len(VARIANTS) == 6


def test_no_two_learners_answers_are_alike() -> None:
    for name in ("peak_kw", "over", "hidden", "base_kwh", "rest", "reaction", "spacing", "fallen"):
        answers = [each[name] for each in VARIANTS.values()]
        assert len(set(answers)) == len(answers), name


def test_the_peak_is_the_weeks_highest_quarter(figures: dict[str, Any]) -> None:
    week = steel_week(figures["week"])
    assert number(figures["peak_kwh"]) == pytest.approx(week.mean_kw.max() / 4, abs=0.001)
    assert figures["peak_kw"] == pytest.approx(week.mean_kw.max(), abs=0.051)
    assert number(figures["peak_words"]) == figures["peak_kw"]
    assert figures["over"] == pytest.approx(figures["peak_kw"] - figures["subscribed"])
    assert DAYS.index(figures["peak_day"]) == week.peak // 96


def test_the_hour_around_it_and_what_reading_by_the_hour_hides(figures: dict[str, Any]) -> None:
    week = steel_week(figures["week"])
    first = week.peak // 4 * 4
    assert figures["hour_kwh"] == round(float(week.mean_kw[first : first + 4].mean()))
    assert figures["hidden"] == pytest.approx(figures["peak_kw"] - figures["hour_kwh"], abs=0.06)


def test_base_energy_and_quarters_above(figures: dict[str, Any]) -> None:
    week = steel_week(figures["week"])
    assert number(figures["base"]) == pytest.approx(base_kw(week.mean_kw), abs=0.051)
    assert figures["base_kwh"] == round(number(figures["base"]) * 168)
    assert number(figures["energy"]) == pytest.approx(week.mean_kw.sum() / 4000, abs=0.051)
    assert figures["above"] == (week.mean_kw > figures["subscribed"]).sum()
    assert figures["subscribed"] == SUBSCRIBED_KW[figures["week"]]


def test_the_log_has_one_line_that_explains_the_peak(figures: dict[str, Any]) -> None:
    day, quarter = divmod(steel_week(figures["week"]).peak, 96)
    starts, ends = quarter / 4, (quarter + 1) / 4
    explaining = [
        name
        for name, (its_day, at) in LOG.items()
        if its_day in (None, day) and starts - 0.1 <= at < ends
    ]
    assert explaining == [figures["cause"]]
    assert figures["peak_slot"] == next(name for name, before in SLOTS if starts < before)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_of_a_week_are_those_of_its_data(figures: dict[str, Any], language: str) -> None:
    set_language(language)  # type: ignore[arg-type]
    week = steel_week(figures["week"])
    day, quarter = divmod(week.peak, 96)
    expected = {
        "week_words": date_words(week.start),
        "peak_day_words": day_name(day),
        "peak_time": clock(quarter / 4),
        "peak_end": clock((quarter + 1) / 4),
    }
    said = {name: figures[name][language] for name in expected}
    set_language(None)
    plain = str.maketrans("\N{NO-BREAK SPACE}", " ")
    assert {name: words.translate(plain) for name, words in said.items()} == {
        name: words.translate(plain) for name, words in expected.items()
    }


def test_what_is_left_for_the_last_five_minutes(figures: dict[str, Any]) -> None:
    assert 10 * figures["so_far"] + 5 * figures["rest"] == 15 * figures["subscribed"]
    assert 0 < figures["rest"] < figures["subscribed"] < figures["so_far"]


def test_the_metering_project(figures: dict[str, Any]) -> None:
    sent_a_day = 1440 / figures["every"]
    assert figures["daily"] == pytest.approx(figures["meters"] * 200 * sent_a_day / 1e6)
    for name in ("every", "poll"):
        if figures[name] > 1:
            assert str(figures[name]) in figures[f"{name}_words"]["en"]
    assert figures["reaction"] == 60 * figures["poll"] + 5 + 2 + 60
    assert figures["yearly"] == pytest.approx(figures["watts"] * 8760 / 1e6, abs=0.051)
    air_times = [round(33 * 8 / each.rate_bit_s, 2) for each in SPREADING_FACTORS]
    assert number(figures["air"]) in air_times
    assert figures["spacing"] == pytest.approx(100 * number(figures["air"]))


def test_before_and_after_are_eight_weeks_of_the_year(figures: dict[str, Any]) -> None:
    year = steel_year()
    found = [
        compare(year, change, 4)
        for change in changes(year, 4)
        if abs(compare(year, change, 4).before_kwh * 4 / 1000 - number(figures["before"])) < 0.051
        and abs(compare(year, change, 4).after_kwh * 4 / 1000 - number(figures["after"])) < 0.051
    ]
    [only] = found
    assert figures["before_h"] == round(4 * only.before_h)
    assert figures["after_h"] == round(4 * only.after_h)
    before, after = number(figures["before"]), number(figures["after"])
    assert figures["fallen"] == pytest.approx(100 * (1 - after / before), abs=0.051)
    assert figures["per_hour_before"] == round(1000 * before / figures["before_h"])
    assert figures["per_hour"] == round(1000 * after / figures["after_h"])


def test_a_third_of_each_learners_bank_is_about_their_week() -> None:
    final = [item for item in load_quiz(MODULE).items if item.part == "final"]
    for name in VARIANTS:
        own = [item for item in final if item.variant == name]
        all_of_it = [item for item in final if item.variant in (None, name)]
        assert len(own) / len(all_of_it) >= 1 / 3


@pytest.mark.parametrize("drawing", [week_of_load, busiest_day])
def test_a_week_and_its_busiest_day_are_drawn_with_the_subscribed_power(
    figures: dict[str, Any], drawing: Any
) -> None:
    drawn = drawing(figures["week"])
    assert drawn.startswith("<svg")
    assert "nan" not in drawn
    assert str(figures["subscribed"]) in drawn
