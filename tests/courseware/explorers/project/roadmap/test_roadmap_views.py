"""The explorers of roadmap as a learner uses them: predict, then try."""

import json
import re
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import pytest
from catalogue_sample import by_turns

from campus5g.courseware.explorers import acceptance_gate, frozen_calendar, on_call
from campus5g.courseware.explorers.project.roadmap.acceptance_gate.view import chance
from campus5g.courseware.explorers.project.roadmap.frozen_calendar.model import AREAS, WEEKS
from campus5g.courseware.explorers.project.roadmap.on_call.view import available
from campus5g.language import LANGUAGES, Language, set_language

EXPLORERS: list[Callable[[], Any]] = [acceptance_gate, frozen_calendar, on_call]
CHARTS: list[Callable[[], Any]] = [acceptance_gate, on_call]

_NOT_A_NUMBER = re.compile(r"\b(nan|NaN|inf|Infinity)\b")


@pytest.fixture(autouse=True, params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Iterator[Language]:
    set_language(request.param)
    yield request.param
    set_language(None)


def unlocked(explorer: Any) -> Any:
    prediction, panel = explorer.children
    prediction.choice = prediction.words["guesses"][0]["id"]
    return panel


@pytest.mark.parametrize("explorer", EXPLORERS)
def test_nothing_is_answered_before_the_prediction(explorer: Callable[[], Any]) -> None:
    _, panel = explorer().children
    assert panel.locked
    assert panel.shown == {}


@pytest.mark.parametrize("explorer", EXPLORERS)
def test_one_guess_is_right_and_the_others_are_not(explorer: Callable[[], Any]) -> None:
    verdicts = []
    for guess in explorer().children[0].words["guesses"]:
        prediction = explorer().children[0]
        prediction.choice = guess["id"]
        verdicts.append(prediction.outcome_words["verdict"])
    assert sorted(verdicts.count(each) for each in set(verdicts)) == [1, len(verdicts) - 1]


@pytest.mark.parametrize("explorer", CHARTS)
def test_all_corners_of_the_controls_have_an_answer(
    explorer: Callable[[], Any], language: Language
) -> None:
    panel = unlocked(explorer())
    names = [control["id"] for control in panel.controls]
    ends = [(0, len(control["labels"]) - 1) for control in panel.controls]
    for positions in by_turns(product(*ends), language):
        panel.stops = dict(zip(names, positions, strict=True))
        assert panel.shown["advice"]
        assert not _NOT_A_NUMBER.search(json.dumps(panel.shown))


def test_every_calendar_has_all_its_weeks_and_its_words(language: Language) -> None:
    panel = unlocked(frozen_calendar())
    controls = panel.words["controls"]
    every = product(*(range(len(each["labels"])) for each in controls))
    for positions in by_turns(every, language):
        panel.stops = {
            each["id"]: position for each, position in zip(controls, positions, strict=True)
        }
        weeks = panel.shown["weeks"]
        assert panel.shown["advice"]
        assert len(weeks) == WEEKS
        assert all(len(week["states"]) == AREAS and week["words"] for week in weeks)


@pytest.mark.parametrize("position", [-1, 99, "2", None, 1.5])
def test_a_position_that_makes_no_sense_counts_as_the_first(position: object) -> None:
    panel = unlocked(frozen_calendar())
    panel.stops = dict.fromkeys(("first", "step", "watch", "back", "freeze", "fault"), position)
    assert (panel.plan.first, panel.plan.watch_weeks, panel.plan.freeze) == (1, 0, "none")


def test_the_trial_can_be_put_into_the_project_file_once_the_prediction_is_made() -> None:
    from campus5g.courseware.explorers.chart_svg import panel_drawing

    explorer = acceptance_gate()
    assert panel_drawing(explorer.children[1]) is None
    drawing = panel_drawing(unlocked(explorer))
    assert drawing is not None
    assert drawing.svg.startswith("<svg")


def test_chances_too_small_or_too_large_to_say_are_said_in_words(language: Language) -> None:
    less, more = {"fr": ("moins de", "plus de"), "en": ("less than", "more than")}[language]
    assert chance(1e-6).startswith(less)
    assert chance(1 - 1e-6).startswith(more)


def test_an_availability_is_never_rounded_up_to_what_it_is_not() -> None:
    assert available(0.99899) == available(0.9989)
    assert "100" not in available(0.999999)
