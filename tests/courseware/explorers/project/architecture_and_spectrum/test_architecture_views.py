"""The explorers of architecture-and-spectrum as a learner uses them: predict, then try."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from campus5g.courseware.explorers import (
    fence_plan,
    fibre_cut,
    neighbour_frames,
    network_designs,
)
from campus5g.courseware.explorers.project.architecture_and_spectrum.fence_plan.view import (
    plan_of,
)
from campus5g.language import LANGUAGES, Language, set_language

EXPLORERS: list[Callable[[], Any]] = [network_designs, fibre_cut, fence_plan, neighbour_frames]
CHARTS: list[Callable[[], Any]] = [fibre_cut, neighbour_frames]

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


def shown(panel: Any) -> dict[str, Any]:
    return dict(panel.found if hasattr(panel, "found") else panel.shown)


@pytest.mark.parametrize("explorer", EXPLORERS)
def test_nothing_is_answered_before_the_prediction(explorer: Callable[[], Any]) -> None:
    _, panel = explorer().children
    assert panel.locked
    assert shown(panel) == {}


@pytest.mark.parametrize("explorer", EXPLORERS)
def test_one_guess_is_right_and_the_others_are_not(explorer: Callable[[], Any]) -> None:
    verdicts = []
    for guess in explorer().children[0].words["guesses"]:
        prediction = explorer().children[0]
        prediction.choice = guess["id"]
        verdicts.append(prediction.outcome_words["verdict"])
    assert sorted(verdicts.count(each) for each in set(verdicts)) == [1, len(verdicts) - 1]


@pytest.mark.parametrize("explorer", CHARTS)
def test_both_ends_of_every_control_have_an_answer(explorer: Callable[[], Any]) -> None:
    panel = unlocked(explorer())
    for control in panel.controls:
        for position in (0, len(control["labels"]) - 1):
            panel.stops = {**panel.stops, control["id"]: position}
            assert panel.shown["advice"]
            assert not _NOT_A_NUMBER.search(json.dumps(panel.shown))


def test_every_design_has_its_way_and_its_words() -> None:
    panel = unlocked(network_designs())
    for design in range(4):
        for task in range(2):
            for cut in range(2):
                panel.stops = {"design": design, "task": task, "cut": cut}
                assert panel.shown["way"]
                assert panel.shown["result"]


def test_a_plan_without_a_building_says_so() -> None:
    panel = unlocked(fence_plan())
    panel.settings = {**panel.settings, "outline": []}
    assert "dBm" in panel.found["advice"]
    assert not _NOT_A_NUMBER.search(json.dumps(panel.found))


def test_a_plan_can_be_put_into_the_project_file_once_the_prediction_is_made() -> None:
    explorer = fence_plan()
    assert explorer.children[1].drawing() is None
    drawing = unlocked(explorer).drawing()
    assert drawing is not None
    assert drawing.svg.startswith("<svg")
    assert drawing.reading == explorer.children[1].found["advice"]


def test_four_antennas_and_twelve_corners_are_kept_and_more_are_not() -> None:
    corners = [[each, each % 20] for each in range(20)]
    plan, _ = plan_of({"outline": corners, "masts": [[each, 0, 0] for each in range(9)]})
    assert (len(plan.outline), len(plan.masts)) == (12, 4)
