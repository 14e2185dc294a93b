"""The explorers of predictive maintenance as a learner uses them: predict, then try."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from catalogue_sample import by_turns

from campus5g.courseware.explorers import (
    alarm_threshold,
    bearing_spectrum,
    sampling_choice,
    what_travels,
)
from campus5g.courseware.explorers.explorer import Explorer
from campus5g.language import LANGUAGES, Language, set_language

EXPLORERS: list[Callable[[], Explorer]] = [
    bearing_spectrum,
    sampling_choice,
    alarm_threshold,
    what_travels,
]


@pytest.fixture(autouse=True, params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Iterator[Language]:
    set_language(request.param)
    yield request.param
    set_language(None)


def unlocked(explorer: Explorer) -> Any:
    prediction, panel = explorer.children
    prediction.choice = prediction.words["guesses"][0]["id"]
    return panel


@pytest.mark.parametrize("explorer", EXPLORERS)
def test_nothing_is_answered_before_the_prediction(explorer: Callable[[], Explorer]) -> None:
    _, panel = explorer().children

    assert panel.locked
    assert panel.shown == {}


@pytest.mark.parametrize("explorer", EXPLORERS)
def test_the_outcome_is_one_of_the_guesses(explorer: Callable[[], Explorer]) -> None:
    prediction, _ = explorer().children
    verdicts = set()
    for guess in prediction.words["guesses"]:
        again, _ = explorer().children
        again.choice = guess["id"]
        verdicts.add(again.outcome_words["verdict"])

    assert len(verdicts) == 2


@pytest.mark.parametrize("explorer", EXPLORERS)
def test_every_position_of_every_control_is_answered_with_figures_and_tables(
    explorer: Callable[[], Explorer], language: Language
) -> None:
    panel = unlocked(explorer())
    start = dict(panel.stops)
    for control in panel.controls:
        for position in by_turns(range(len(control["labels"])), language):
            panel.stops = {**start, control["id"]: position}
            shown = panel.shown
            json.dumps(shown, allow_nan=False)
            assert shown["advice"]
            assert all(figure["title"] and figure["reading"] for figure in shown.get("figures", []))
            for table in shown["tables"]:
                assert all(table["headers"])
                assert all(len(row) == len(table["headers"]) for row in table["rows"])


@pytest.mark.parametrize("explorer", EXPLORERS)
def test_a_position_out_of_range_is_answered(explorer: Callable[[], Explorer]) -> None:
    panel = unlocked(explorer())
    panel.stops = {control["id"]: 99 for control in panel.controls}

    assert panel.shown["advice"]


def test_the_drawing_of_the_bearing_says_what_is_struck_and_how_often() -> None:
    panel = unlocked(bearing_spectrum())
    worn = panel.shown["bearing"]
    panel.stops = {**panel.stops, "week": 0}
    sound = panel.shown["bearing"]

    assert worn["part"] == "outer-race"
    assert sound["part"] == ""
    assert any(number in worn["words"] for number in ("4,5", "4.5", "4,48", "4.48"))


def test_no_sensors_are_answered_with_a_sentence(language: Language) -> None:
    panel = unlocked(what_travels())
    panel.stops = {**panel.stops, "sensors": 0}

    said = {"fr": "Aucun capteur", "en": "No sensors"}
    assert panel.shown["advice"].startswith(said[language])


def test_a_figure_that_sees_nothing_is_said_to_be_of_no_use(language: Language) -> None:
    panel = unlocked(alarm_threshold())
    panel.stops = {**panel.stops, "figure": 1}

    said = {"fr": "Aucun seuil ne fait mieux", "en": "No threshold does better"}
    assert said[language] in panel.shown["advice"]
