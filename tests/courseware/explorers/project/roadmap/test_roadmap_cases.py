"""The six projects that learners are given: every figure is what a model gives."""

import re
from dataclasses import replace
from typing import Any

import pytest

from campus5g.courseware.explorers.project.roadmap.acceptance_gate.model import Gate, risks
from campus5g.courseware.explorers.project.roadmap.frozen_calendar.model import Migration, migrate
from campus5g.courseware.explorers.project.roadmap.on_call.model import (
    Stock,
    availability,
    down,
    hours_lost,
    spares_for,
)
from campus5g.manifest import load_yaml
from campus5g.places import COURSES

MODULE = COURSES / "project" / "roadmap"
BANK = load_yaml((MODULE / "quiz.yaml").read_text(encoding="utf-8"))
VARIANTS: dict[str, dict[str, Any]] = BANK["variants"]
SPARES = ("one", "two", "three", "four")
MOST = 0.05


@pytest.fixture(params=sorted(VARIANTS))
def figures(request: pytest.FixtureRequest) -> dict[str, Any]:
    return VARIANTS[request.param]


def words(figure: Any) -> str:
    return str(figure["en"] if isinstance(figure, dict) else figure)


def number(figure: Any) -> float:
    return float(words(figure).replace(",", ""))


def gate(figures: dict[str, Any]) -> Gate:
    return Gate(
        number(figures["allowed"]) / 100,
        int(number(figures["messages"])),
        figures["tolerated"],
        figures["burst"],
    )


def stock(figures: dict[str, Any], spares: int) -> Stock:
    return Stock(
        figures["units"],
        number(figures["failures"]),
        figures["away_days"],
        spares,
        number(figures["answer_h"]),
        figures["swap_h"],
    )


def test_there_are_six_projects_and_every_verdict_and_trap_is_some_learners() -> None:
    assert len(VARIANTS) == 6
    for name, answers in {
        "verdict": {"sign", "strict", "lax", "blind"},
        "rule_gap": {"figure", "who", "action", "over"},
        "spares": set(SPARES),
        "longest": {"wait", "answer", "swap"},
        "trap": {"two", "night", "judge", "told"},
        "first_hour": {"safe", "cut", "back", "facts"},
        "board": {"mean", "ends", "quiet"},
    }.items():
        assert {each[name] for each in VARIANTS.values()} == answers, name


def test_no_two_learners_numbers_are_alike() -> None:
    for name in ("trial_min", "in_all", "away", "back", "down", "lost"):
        answers = [each[name] for each in VARIANTS.values()]
        assert len(set(answers)) == len(answers), name


def test_french_and_english_figures_are_the_same_number(figures: dict[str, Any]) -> None:
    for figure in figures.values():
        if isinstance(figure, dict) and re.fullmatch(r"[\d.,]+", figure["en"]):
            french = re.sub(r"\s", "", figure["fr"]).replace(",", ".")
            assert float(french) == number(figure)


def test_the_trial(figures: dict[str, Any]) -> None:
    offered = gate(figures)
    assert figures["worth"] == offered.independent
    assert figures["share_late"] == pytest.approx(offered.allowed * offered.messages)
    minutes = offered.messages * number(figures["interval"]) / 60
    assert figures["trial_min"] == pytest.approx(minutes)
    found = risks(offered)
    for said, risk in (("bad", found.bad_accepted), ("good", found.good_refused)):
        if words(figures[said]).startswith("less"):
            assert risk < 0.001
        else:
            assert number(figures[said]) == pytest.approx(
                100 * risk, abs=0.5 if risk > 0.05 else 0.06
            )
    small = (found.bad_accepted <= MOST, found.good_refused <= MOST)
    verdicts = {
        (True, True): "sign",
        (True, False): "strict",
        (False, True): "lax",
        (False, False): "blind",
    }
    assert figures["verdict"] == verdicts[small]


def test_the_migration(figures: dict[str, Any]) -> None:
    plan = Migration(
        figures["first"],
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
    second_watched = 2 * (1 + plan.watch_weeks)
    with_fault = migrate(replace(plan, fault_weeks=second_watched - 1))
    assert max(week.disturbed for week in with_fault.weeks) == figures["back"]


def test_the_stock(figures: dict[str, Any]) -> None:
    bare = stock(figures, 0)
    assert figures["in_all"] == pytest.approx(bare.failures_of_all)
    assert figures["away"] == pytest.approx(bare.away, abs=0.001)
    for spares in range(1, 5):
        each = stock(figures, spares)
        said = number(figures[f"a{spares}"])
        assert said == pytest.approx(100 * availability(each), abs=0.0055)
        wait_h = down(each).wait_h
        assert number(figures[f"w{spares}"]) == pytest.approx(
            wait_h, abs=0.5 if wait_h > 10 else 0.06
        )


def test_the_fewest_spares_and_what_a_failure_then_lasts(figures: dict[str, Any]) -> None:
    wanted = number(figures["wanted"])
    enough = spares_for(stock(figures, 0), wanted / 100)
    assert enough == figures["spares_words"] == SPARES.index(figures["spares"]) + 1
    # The sheet's rounded figures say the same.
    read = [number(figures[f"a{spares}"]) >= wanted for spares in range(1, 5)]
    assert read.index(True) + 1 == enough
    chosen = stock(figures, enough)
    found = down(chosen)
    assert figures["lost"] == pytest.approx(hours_lost(chosen), abs=1)
    read_lost = chosen.units * (100 - number(figures[f"a{enough}"])) / 100 * 8760
    asked = next(item for item in BANK["items"] if item["id"] == "site-lost")
    assert read_lost == pytest.approx(figures["lost"], abs=asked["tolerance"])
    assert number(figures["down"]) == pytest.approx(found.total_h, abs=0.5)
    read_down = sum(number(figures[each]) for each in ("answer_h", "swap_h", f"w{enough}"))
    assert number(figures["down"]) == pytest.approx(read_down)
    parts = {"answer": found.answer_h, "wait": found.wait_h, "swap": found.swap_h}
    longest, second = sorted(parts.values(), reverse=True)[:2]
    assert parts[figures["longest"]] == longest > second + 0.5
