"""The explorers of the module energy as a learner uses them: predict, then try."""

import json
import re
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from catalogue_sample import by_turns
from ipywidgets import HTML

from campus5g.courseware.explorers import (
    load_curve,
    reaction_ladder,
    saving_proof,
    shift_batch,
)
from campus5g.courseware.explorers.explorer import Explorer
from campus5g.courseware.explorers.use_cases.energy import steel_load
from campus5g.courseware.explorers.use_cases.energy.reaction_ladder.view import (
    ReactionLadder,
    duration,
)
from campus5g.courseware.explorers.use_cases.energy.shown import clock, share, when
from campus5g.language import LANGUAGES, Language, set_language

CHARTS: list[Callable[[], Any]] = [load_curve, shift_batch, saving_proof]
EXPLORERS: list[Callable[[], Any]] = [*CHARTS, reaction_ladder]

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
def test_nothing_is_answered_before_the_prediction(explorer: Callable[[], Any]) -> None:
    _, panel = explorer().children
    assert panel.locked
    assert panel.shown == {}


@pytest.mark.parametrize("explorer", EXPLORERS)
def test_the_outcome_is_one_of_the_guesses(explorer: Callable[[], Any]) -> None:
    prediction, _ = explorer().children
    verdicts = set()
    for guess in prediction.words["guesses"]:
        again, _ = explorer().children
        again.choice = guess["id"]
        verdicts.add(again.outcome_words["verdict"])
    assert len(verdicts) == 2


@pytest.mark.proof
@pytest.mark.parametrize("explorer", CHARTS)
def test_every_position_is_answered_with_figures_and_tables(
    explorer: Callable[[], Any], language: Language
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


@pytest.mark.parametrize("explorer", CHARTS)
def test_all_controls_at_their_ends_are_answered(
    explorer: Callable[[], Any], language: Language
) -> None:
    panel = unlocked(explorer())
    ends = [(0, len(control["labels"]) - 1) for control in panel.controls]
    for positions in by_turns(product(*ends), language):
        panel.stops = dict(zip((one["id"] for one in panel.controls), positions, strict=True))
        assert not _NOT_A_NUMBER.search(json.dumps(panel.shown))


def test_every_task_runs_over_every_network_at_every_interval() -> None:
    ladder = ReactionLadder(locked=False)
    sizes = [len(ladder.words[name]) for name in ("tasks", "networks", "intervals")]
    for task, network, interval in product(*(range(size) for size in sizes)):
        ladder.stops = {"task": task, "network": network, "interval": interval}
        shown = ladder.shown
        assert shown["advice"]
        assert all(0 <= each["from"] <= each["to"] <= 1 for each in shown["stages"])
        assert all(len(row) == len(ladder.words["headers"]) for row in shown["rows"])


def test_a_position_that_the_ladder_does_not_have_counts_as_the_first() -> None:
    ladder = ReactionLadder(locked=False)
    ladder.stops = {"task": 99, "network": "cable"}
    assert ladder.chosen == ("bill", "local", 1)


@pytest.mark.parametrize("explorer", EXPLORERS)
def test_where_no_widget_runs_there_is_a_table(explorer: Callable[[], Any]) -> None:
    assert explorer()._repr_mimebundle_()["text/html"].count("<tr>") > 4


@pytest.mark.parametrize("explorer", CHARTS)
def test_without_its_data_an_explorer_says_what_is_missing(
    explorer: Callable[[], Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for function in (
        steel_load.steel_weeks,
        steel_load.steel_week,
        steel_load.steel_year,
    ):
        defaults = tuple(
            tmp_path if each == steel_load.DATA else each for each in function.__defaults__ or ()
        )
        monkeypatch.setattr(function, "__defaults__", defaults)
    said = explorer()
    assert isinstance(said, HTML)
    assert ".csv" in said.value
    assert isinstance(reaction_ladder(), Explorer)


@pytest.mark.parametrize(
    ("time_ms", "said"),
    [(28, "28 ms"), (10_200, "10 s"), (60_000, "60 s"), (900_000, "15 min"), (3_600_000, "1 h")],
)
def test_a_time_has_the_unit_that_suits_it(time_ms: float, said: str) -> None:
    assert duration(time_ms).replace("\N{NO-BREAK SPACE}", " ") == said


def test_times_of_the_week_are_said_in_the_readers_language(language: Language) -> None:
    said = when(3 * 1440 + 9 * 60 + 30).replace("\N{NO-BREAK SPACE}", " ")
    assert said == {"fr": "jeudi 9 h 30", "en": "Thursday 9:30"}[language]
    assert clock(24).startswith("24")


@pytest.mark.parametrize(("part", "said"), [(-0.004, "0 %"), (-0.22, "−22 %"), (0.06, "6 %")])
def test_a_share_has_no_minus_before_zero(part: float, said: str) -> None:
    assert share(part).replace("\N{NO-BREAK SPACE}", " ") == said
