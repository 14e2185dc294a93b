"""The explorers of delay as a learner uses them: predict, then try."""

from collections.abc import Callable, Iterator

import pytest
from catalogue_sample import by_turns

from campus5g.courseware.explorers import measured_traces, nines, packet_race
from campus5g.courseware.explorers.chart_panel import ChartPanel
from campus5g.courseware.explorers.essentials.nines.view import how_often
from campus5g.courseware.explorers.explorer import Explorer
from campus5g.language import LANGUAGES, Language, set_language

EXPLORERS: list[Callable[[], Explorer]] = [
    packet_race,
    lambda: packet_race("largest-part"),
    nines,
    measured_traces,
]


@pytest.fixture(autouse=True, params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Iterator[Language]:
    set_language(request.param)
    yield request.param
    set_language(None)


def unlocked(explorer: Explorer) -> ChartPanel:
    prediction, panel = explorer.children
    prediction.choice = prediction.words["guesses"][0]["id"]
    assert isinstance(panel, ChartPanel)
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
            assert panel.shown["advice"]
            assert all(figure["title"] and figure["reading"] for figure in panel.shown["figures"])
            for table in panel.shown["tables"]:
                assert all(len(row) == len(table["headers"]) for row in table["rows"])


@pytest.mark.parametrize("explorer", EXPLORERS)
def test_a_position_out_of_range_counts_as_the_start(explorer: Callable[[], Explorer]) -> None:
    panel = unlocked(explorer())
    before = panel.shown
    panel.stops = {control["id"]: 99 for control in panel.controls}
    assert panel.shown == before


@pytest.mark.parametrize(
    ("per_shift", "french", "english"),
    [
        (86.4, "86 par poste", "86 a shift"),
        (0.1, "2,1 par semaine", "2.1 a week"),
        (0.01, "11 par an", "11 a year"),
        (0.0001, "1 tous les 9,1 ans", "1 every 9.1 years"),
        (1e-9, "moins de 1 par siècle", "less than 1 a century"),
    ],
)
def test_how_often_is_told_in_the_span_that_one_can_picture(
    per_shift: float, french: str, english: str, language: Language
) -> None:
    assert how_often(per_shift) == {"fr": french, "en": english}[language]
