"""The explorers of the module, driven to their ends in both languages."""

import json
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import pytest

from campus5g.courseware.explorers import (
    frozen_call,
    lone_worker,
    readable_plate,
    sliding_mark,
)
from campus5g.courseware.explorers.explorer import Explorer
from campus5g.language import LANGUAGES, Language, set_language

EXPLORERS: dict[Callable[[], Explorer], str] = {
    readable_plate: "same",
    frozen_call: "up",
    sliding_mark: "neighbour",
    lone_worker: "tenth",
}


@pytest.fixture(params=LANGUAGES, autouse=True)
def language(request: pytest.FixtureRequest) -> Iterator[Language]:
    set_language(request.param)
    yield request.param
    set_language(None)


@pytest.fixture(params=EXPLORERS, ids=lambda each: str(each.__name__))
def explorer(request: pytest.FixtureRequest) -> Callable[[], Explorer]:
    found: Callable[[], Explorer] = request.param
    return found


def opened(explorer: Callable[[], Explorer]) -> Any:
    widget = explorer().children[1]
    widget.locked = False
    return widget


def test_nothing_is_shown_before_the_prediction(explorer: Callable[[], Explorer]) -> None:
    assert explorer().children[1].shown == {}


def test_the_prediction_is_answered_by_the_model(explorer: Callable[[], Explorer]) -> None:
    asked = explorer().children[0]
    guesses = [each["id"] for each in asked.words["guesses"]]

    asked.choice = EXPLORERS[explorer]

    assert EXPLORERS[explorer] in guesses
    assert asked.outcome_words["verdict"] in ("Bien vu.", "Well spotted.")
    assert "{" not in asked.outcome_words["why"]


def test_every_corner_of_the_controls_answers_in_numbers(
    explorer: Callable[[], Explorer],
) -> None:
    widget = opened(explorer)
    ends = [(0, len(each["labels"]) - 1) for each in widget.controls]
    for positions in product(*ends):
        widget.stops = dict(zip((each["id"] for each in widget.controls), positions, strict=True))
        shown = json.dumps(widget.shown, allow_nan=False)
        assert widget.shown["advice"]
        assert " nan" not in shown.lower()
        assert "inf" not in [cell for table in widget.shown["tables"] for cell in table["rows"][0]]


def test_a_position_that_does_not_exist_counts_as_the_first(
    explorer: Callable[[], Explorer],
) -> None:
    widget = opened(explorer)
    before = widget.shown
    widget.stops = dict.fromkeys(widget.stops, 10_000)
    assert widget.shown == before


@pytest.mark.parametrize("moving", [frozen_call, sliding_mark])
def test_a_scene_that_moves_has_words_for_each_moment(moving: Callable[[], Explorer]) -> None:
    scene = opened(moving).shown["scene"]
    lengths = {len(value) for key, value in scene["data"].items() if key in PER_MOMENT}
    assert lengths == {len(scene["told"])}
    assert scene["moment_s"] > 0
    assert scene["alt"]


PER_MOMENT = ("pictures", "frozen", "head_deg", "slip_deg")


def test_the_plate_is_drawn_with_the_points_that_are_left() -> None:
    widget = opened(readable_plate)
    rich = widget.shown["scene"]["data"]["letter_points"]
    widget.stops = {**widget.stops, "rate": 0}
    assert widget.shown["scene"]["data"]["letter_points"] < rich
