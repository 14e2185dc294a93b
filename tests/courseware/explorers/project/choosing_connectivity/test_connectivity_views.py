"""The explorers of the module choosing-connectivity as a learner uses them: predict, then try."""

import json
import re
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import pytest

from campus5g.courseware.explorers import battery_life, weighted_choice
from campus5g.courseware.explorers.explorer import Explorer
from campus5g.language import LANGUAGES, Language, set_language

EXPLORERS: list[Callable[[], Explorer]] = [battery_life, weighted_choice]

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
    explorer: Callable[[], Explorer],
) -> None:
    panel = unlocked(explorer())
    start = dict(panel.stops)
    for control in panel.controls:
        for position in range(len(control["labels"])):
            panel.stops = {**start, control["id"]: position}
            assert panel.shown["advice"]
            assert not _NOT_A_NUMBER.search(json.dumps(panel.shown))
            assert all(figure["title"] and figure["reading"] for figure in panel.shown["figures"])
            for table in panel.shown["tables"]:
                assert all(len(row) == len(table["headers"]) for row in table["rows"])


@pytest.mark.parametrize("explorer", EXPLORERS)
def test_all_controls_at_their_ends_are_answered(explorer: Callable[[], Explorer]) -> None:
    panel = unlocked(explorer())
    ends = [(0, len(control["labels"]) - 1) for control in panel.controls]
    for positions in product(*ends):
        panel.stops = dict(zip((one["id"] for one in panel.controls), positions, strict=True))
        assert not _NOT_A_NUMBER.search(json.dumps(panel.shown))
