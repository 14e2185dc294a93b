"""The explorers of the module needs as a learner uses them: predict, then try."""

import json
import re
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import pytest
from catalogue_sample import by_turns

from campus5g.courseware.explorers import (
    peak_by_area,
    requirement_blanks,
    trial_length,
    wish_price,
)
from campus5g.courseware.explorers.explorer import Explorer
from campus5g.courseware.explorers.project.needs.trial_length.view import duration
from campus5g.language import LANGUAGES, Language, set_language

EXPLORERS: list[Callable[[], Explorer]] = [
    requirement_blanks,
    peak_by_area,
    trial_length,
    wish_price,
]

_NOT_A_NUMBER = re.compile(r"\b(nan|NaN|inf|Infinity)\b")


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
def test_one_guess_is_the_models_answer_and_the_others_are_not(
    explorer: Callable[[], Explorer],
) -> None:
    prediction, _ = explorer().children
    verdicts = []
    for guess in prediction.words["guesses"]:
        again, _ = explorer().children
        again.choice = guess["id"]
        verdicts.append(again.outcome_words["verdict"])
    assert sorted(map(verdicts.count, set(verdicts))) == [1, len(verdicts) - 1]


@pytest.mark.parametrize("explorer", EXPLORERS)
def test_every_position_is_answered_with_figures_and_tables(
    explorer: Callable[[], Explorer], language: Language
) -> None:
    panel = unlocked(explorer())
    start = dict(panel.stops)
    for control in panel.controls:
        for position in by_turns(range(len(control["labels"])), language):
            panel.stops = {**start, control["id"]: position}
            assert panel.shown["advice"]
            assert not _NOT_A_NUMBER.search(json.dumps(panel.shown))
            assert all(figure["title"] and figure["reading"] for figure in panel.shown["figures"])
            for table in panel.shown["tables"]:
                assert all(len(row) == len(table["headers"]) for row in table["rows"])


@pytest.mark.parametrize("explorer", EXPLORERS)
def test_all_controls_at_their_ends_are_answered(
    explorer: Callable[[], Explorer], language: Language
) -> None:
    panel = unlocked(explorer())
    ends = [(0, len(control["labels"]) - 1) for control in panel.controls]
    for positions in by_turns(product(*ends), language):
        panel.stops = dict(zip((one["id"] for one in panel.controls), positions, strict=True))
        assert not _NOT_A_NUMBER.search(json.dumps(panel.shown))


def test_a_duration_has_the_unit_that_suits_it(language: Language) -> None:
    day, year = ("jours", "ans") if language == "fr" else ("days", "years")
    shown = [duration(each).replace("\N{NO-BREAK SPACE}", " ") for each in (0.1, 6, 600, 86_400)]
    assert shown == ["100 ms", "6 s", "10 min", "24 h"]
    assert duration(30 * 86_400).endswith(day)
    assert duration(10 * 365 * 86_400).endswith(year)
