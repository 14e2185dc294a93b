"""The companies of the project's assessment: each figure is a model's, and the file is marked."""

import math
import re
from collections import Counter
from typing import Any

import pytest

from campus5g.authoring.catalogue import Item, Module, find_module
from campus5g.courseware.explorers.project.architecture_and_spectrum.designs import (
    Asset,
    suiting,
)
from campus5g.courseware.explorers.project.architecture_and_spectrum.fibre_cut.model import (
    fibre_ms,
)
from campus5g.courseware.explorers.project.architecture_and_spectrum.neighbour_frames.model import (
    clock_error_us,
)
from campus5g.courseware.explorers.project.assessment.companies import COMPANIES, STRETCHES
from campus5g.courseware.explorers.project.business_case.costs import break_even
from campus5g.courseware.explorers.project.business_case.returns import drawn
from campus5g.courseware.explorers.project.needs.trial_length.model import shortest_trial
from campus5g.courseware.explorers.project.roadmap.acceptance_gate.model import Gate, risks
from campus5g.courseware.explorers.project.roadmap.frozen_calendar.model import Migration, migrate
from campus5g.courseware.explorers.project.roadmap.on_call.model import Stock
from campus5g.courseware.quiz.drawing.papers import example_papers
from campus5g.courseware.quiz.figure import svg_of
from campus5g.courseware.quiz.model import Quiz, load_quiz
from campus5g.courseware.weighted_choice import (
    mean,
    tippings,
    winners,
)
from campus5g.language import LANGUAGES, Language, set_language
from campus5g.manifest import load_yaml
from campus5g.places import COURSES
from campus5g.site.teaching.project_file.marks import defence_item, file_item

MODULE = COURSES / "project" / "assessment"
BANK = load_yaml((MODULE / "quiz.yaml").read_text(encoding="utf-8"))
VARIANTS: dict[str, dict[str, Any]] = BANK["variants"]
OPTIONS = ("wifi", "public", "private")
CRITERIA = ("need", "cost", "repair", "growth")
NAMES = {"wifi": "Cable and Wi-Fi", "public": "Public 5G", "private": "Private 5G"}
STAYS: dict[str, frozenset[Asset]] = {
    "data, signalling, identities": frozenset({"data", "signalling", "identities"}),
    "the data": frozenset({"data"}),
    "nothing in particular": frozenset(),
}


@pytest.fixture(params=sorted(VARIANTS))
def figures(request: pytest.FixtureRequest) -> dict[str, Any]:
    return VARIANTS[request.param]


@pytest.fixture(scope="module")
def module() -> Module:
    return find_module("project-assessment")


@pytest.fixture(scope="module")
def quiz() -> Quiz:
    return load_quiz(MODULE)


def words(figure: Any) -> str:
    return str(figure["en"] if isinstance(figure, dict) else figure)


def number(figure: Any) -> float:
    return float(words(figure).replace(",", "").replace("−", "-"))


def points_of(figures: dict[str, Any]) -> dict[str, dict[str, float]]:
    return {option: {each: figures[f"{option}_{each}"] for each in CRITERIA} for option in OPTIONS}


def test_there_are_six_companies_and_every_verdict_is_some_learners() -> None:
    assert set(VARIANTS) == set(COMPANIES)
    for name, answers in {
        "gap": {"ends", "interval", "share", "silence"},
        "fixed": {"first", "second", "third"},
        "worst": set("abcde"),
        "winner": set(OPTIONS),
        "design": {"standalone", "shared-ran", "hybrid", "slice"},
        "missing": {"masts", "eirp", "clock", "contact"},
        "verdict": {"no", "doubt", "rather", "yes"},
        "gate": {"sign", "strict", "lax", "blind"},
        "rule_gap": {"figure", "who", "action", "over"},
        "unsafe": {"first", "second", "third"},
        "cut_gap": {"goes-on", "told", "tried", "seen"},
        "first_hour": {"safe", "cut", "back", "facts"},
    }.items():
        assert {each[name] for each in VARIANTS.values()} == answers, name


def test_no_two_companies_have_the_same_answers_to_the_sums_that_differ() -> None:
    for name in ("tipping", "excess", "fibre", "cost5", "even", "gain", "away"):
        answers = [each[name] for each in VARIANTS.values()]
        assert len(set(answers)) == len(answers), name


def test_french_and_english_figures_are_the_same_number(figures: dict[str, Any]) -> None:
    for figure in figures.values():
        if isinstance(figure, dict) and re.fullmatch(r"[\d.,]+", figure["en"]):
            french = re.sub(r"\s", "", figure["fr"]).replace(",", ".")
            assert float(french) == number(figure)


def test_the_need(figures: dict[str, Any]) -> None:
    trial = shortest_trial(number(figures["share"]) / 100, 0, 0.95, figures["every"])
    assert number(figures["samples"]) == trial.messages
    assert figures["trial_min"] == pytest.approx(trial.duration_s / 60, abs=0.06)
    sent_mbit = figures["tablets"] * figures["pics"] * figures["mb"] * 8
    assert figures["burst_mbit"] == pytest.approx(sent_mbit / (60 * figures["window"]), abs=0.01)


def test_the_survey(figures: dict[str, Any]) -> None:
    company = COMPANIES[figures["key"]]
    slowest = company.slowest_ms
    assert [number(figures[f"ms_{each}"]) for each in "abcde"] == slowest
    assert figures["limit"] == company.limit_ms
    assert figures["worst"] == STRETCHES[slowest.index(max(slowest))].lower()
    assert figures["over"] == sum(each > company.limit_ms for each in slowest)
    # A learner reads it off the drawing: no bar ends near the line, and one is clearly the tallest.
    assert all(abs(math.log10(each / company.limit_ms)) > 0.09 for each in slowest)
    assert max(slowest) > 1.4 * sorted(slowest)[-2]


def test_the_draft_lacks_what_it_is_said_to_lack(figures: dict[str, Any]) -> None:
    draft = words(figures["draft"])
    there = {
        "ends": re.search(r"[Ff]rom the .* to the", draft),
        "interval": re.search(r"[Ee]very \d", draft),
        "share": "%" in draft,
        "silence": re.search(r"silence|outage", draft),
    }
    assert [name for name, found in there.items() if not found] == [figures["gap"]]


def test_the_weighted_choice(figures: dict[str, Any]) -> None:
    points = points_of(figures)
    weights = {**dict.fromkeys(CRITERIA, 1.0), "need": float(figures["weight"])}
    assert winners(points, weights) == [figures["winner"]]
    assert figures["wifi_mean"] == pytest.approx(mean(points["wifi"], weights), abs=0.005)
    (tipping,) = tippings(points, weights, "need")
    assert figures["tipping"] == pytest.approx(100 * tipping.share, abs=0.06)
    assert words(figures["first"]) == NAMES[figures["winner"]]
    assert {words(figures["first"]), words(figures["second"])} == {
        NAMES[tipping.before],
        NAMES[tipping.after],
    }


def test_the_architecture(figures: dict[str, Any]) -> None:
    owner = words(figures["antennas_words"])
    assert suiting(
        stays=STAYS[words(figures["stays_words"])],
        antennas_of="site" if "yours" in owner else "operator" if "operator" in owner else None,
        runs_a_core=words(figures["core_words"]).startswith("yes"),
        houses_servers=words(figures["room_words"]).startswith("yes"),
    ) == [figures["design"]]
    assert figures["excess"] == number(figures["level"]) - number(figures["agreed"])
    assert figures["fibre"] == pytest.approx(fibre_ms(figures["km"]))
    assert figures["error"] == pytest.approx(clock_error_us(figures["drift"], figures["hours"]))
    assert len(words(figures["file_words"]).split(";")) == 3


def test_the_budget(figures: dict[str, Any]) -> None:
    fixed5, each5 = figures["fixed5"], figures["each5"]
    assert figures["cost5"] == fixed5 + each5 * figures["area"]
    even = break_even(fixed5, each5, figures["fixedw"], figures["eachw"])
    assert figures["even"] == pytest.approx(even, abs=0.006)
    project = COMPANIES[figures["key"]].project
    assert number(figures["stopped"]) == project.stopped_h.likely
    assert number(figures["network"]) == pytest.approx(100 * project.network_share.likely)
    assert number(figures["hour"]) == project.hour_keur.likely
    assert project.avoided_share.likely == 0.7
    gain = number(figures["stopped"]) * number(figures["network"]) / 100 * 0.7
    assert figures["gain"] == pytest.approx(gain * number(figures["hour"]), abs=0.06)
    found = drawn(project)
    p10, p50, p90 = (found.percentile_keur(each) for each in (10, 50, 90))
    assert [number(figures[each]) for each in ("p10", "p50", "p90")] == [
        round(each) for each in (p10, p50, p90)
    ]
    verdict = "yes" if p10 > 0 else "rather" if p50 > 0 else "doubt" if p90 > 0 else "no"
    assert figures["verdict"] == verdict


def test_the_roadmap(figures: dict[str, Any]) -> None:
    gate = Gate(
        number(figures["allowed"]) / 100,
        int(number(figures["messages"])),
        figures["tolerated"],
        figures["burst"],
    )
    found = risks(gate)
    small = (found.bad_accepted <= 0.05, found.good_refused <= 0.05)
    verdicts = {
        (True, True): "sign",
        (True, False): "strict",
        (False, True): "lax",
        (False, False): "blind",
    }
    assert figures["gate"] == verdicts[small]
    for name, risk in (("bad", found.bad_accepted), ("good", found.good_refused)):
        if words(figures[name]).startswith("less"):
            assert risk < 0.001
        else:
            assert number(figures[name]) == pytest.approx(100 * risk, abs=0.5)
    assert figures["worth"] == gate.independent
    plan = Migration(
        figures["first_areas"],
        figures["step"],
        figures["watch"],
        None,
        True,
        "none",
        figures["areas"],
    )
    done = migrate(plan).done
    assert done is not None
    assert figures["weeks"] == done - 1
    stock = Stock(figures["units"], number(figures["failures"]), figures["away_days"], 0, 0, 0)
    assert figures["away"] == pytest.approx(stock.away, abs=0.0006)


def test_one_function_alone_protects_somebody_by_radio_alone(figures: dict[str, Any]) -> None:
    alone = [
        place
        for place, at in (("first", 1), ("second", 2), ("third", 3))
        if "by radio alone" in words(figures[f"function{at}"])
    ]
    assert alone == [figures["unsafe"]]


def test_a_neighbours_paper_has_other_answers_on_half_of_each_objective(quiz: Quiz) -> None:
    on_case = Counter(item.objectives[0] for item in quiz.bank if item.variant == "haulier")

    assert set(on_case.values()) <= {4, 5, 6}
    assert len(on_case) == 6


def test_every_paper_asks_four_of_each_objective(quiz: Quiz) -> None:
    assert quiz.final is not None
    for paper in example_papers(quiz.bank, quiz.final.draw):
        asked = Counter(item.objectives[0] for item in paper)
        assert set(asked.values()) == {4}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_of_the_bank_is_drawn(quiz: Quiz, language: Language) -> None:
    set_language(language)
    try:
        drawings = [svg_of(item.figure, MODULE) for item in quiz.bank if item.figure]
    finally:
        set_language(None)

    assert len(drawings) == 3 * len(VARIANTS)
    assert all("<svg" in each and "viewBox" in each for each in drawings)


def test_the_file_has_eight_lines_with_anchors_and_the_defence_its_own(module: Module) -> None:
    file, defence = file_item(module), defence_item(module)
    assert isinstance(file, Item)
    assert isinstance(defence, Item)
    assert len(file.rubric) == 8
    for line in file.rubric:
        assert [anchor.points for anchor in line.anchors] == [1, 2, 3]
    assert [anchor.points for anchor in defence.anchors] == [3, 6, 9, 12]


def test_questions_and_file_weigh_40_percent_each_and_the_defence_20(module: Module) -> None:
    points = {item.id: item.points for item in module.manifest.items}
    total = sum(points.values())

    assert {name: each / total for name, each in points.items()} == {
        "final": 0.4,
        "project-file": 0.4,
        "defence": 0.2,
    }
