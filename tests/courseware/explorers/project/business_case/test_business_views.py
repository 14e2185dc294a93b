"""The explorers of the module business-case as a learner uses them: predict, then try."""

import json
import re
from collections.abc import Callable, Iterator
from itertools import combinations, product
from pathlib import Path
from typing import Any

import pytest
from catalogue_sample import by_turns
from ipywidgets import HTML

from campus5g.courseware.explorers import (
    break_even_area,
    five_year_cost,
    five_year_draws,
    tipping_point,
)
from campus5g.courseware.explorers.explorer import Explorer
from campus5g.courseware.explorers.project.business_case import prices as prices_module
from campus5g.courseware.explorers.project.business_case.histogram import amount_axis
from campus5g.courseware.explorers.project.business_case.shown import keur, price
from campus5g.language import LANGUAGES, Language, set_language

PRICED: list[Callable[[], Any]] = [five_year_cost, break_even_area]
EXPLORERS: list[Callable[[], Any]] = [*PRICED, five_year_draws, tipping_point]

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


def combinations_at_ends(controls: int) -> list[tuple[int, ...]]:
    """Every pair of controls at each of its four ends, the others all at one end or the other."""
    found = {
        tuple(
            one if index == first else other if index == second else rest
            for index in range(controls)
        )
        for first, second in combinations(range(controls), 2)
        for one, other, rest in product((0, 1), repeat=3)
    }
    return sorted(found)


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
@pytest.mark.parametrize("explorer", EXPLORERS)
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


@pytest.mark.proof
@pytest.mark.parametrize("explorer", EXPLORERS)
def test_controls_at_their_ends_are_answered_in_pairs(
    explorer: Callable[[], Any], language: Language
) -> None:
    panel = unlocked(explorer())
    names = [control["id"] for control in panel.controls]
    lasts = [len(control["labels"]) - 1 for control in panel.controls]
    for at_end in by_turns(combinations_at_ends(len(names)), language):
        panel.stops = {
            name: last * end for name, last, end in zip(names, lasts, at_end, strict=True)
        }
        assert not _NOT_A_NUMBER.search(json.dumps(panel.shown))


@pytest.mark.parametrize("explorer", EXPLORERS)
def test_where_no_widget_runs_there_is_a_table(explorer: Callable[[], Any]) -> None:
    assert explorer()._repr_mimebundle_()["text/html"].count("<tr>") > 4


@pytest.mark.parametrize("explorer", PRICED)
def test_without_prices_an_explorer_says_what_is_missing_and_the_others_work(
    explorer: Callable[[], Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        prices_module.prices.__wrapped__, "__defaults__", (tmp_path / "prices.yaml",)
    )
    prices_module.prices.cache_clear()
    said = explorer()
    prices_module.prices.cache_clear()
    assert isinstance(said, HTML)
    assert "prices.yaml" in said.value
    assert isinstance(five_year_draws(), Explorer)


@pytest.mark.parametrize("explorer", PRICED)
def test_invented_prices_are_called_invented(
    explorer: Callable[[], Any], language: Language
) -> None:
    _, panel = explorer().children
    assert {"fr": "inventés", "en": "invented"}[language] in panel.words["sources"]


def test_amounts_are_written_as_the_reader_writes_them(language: Language) -> None:
    said = [keur(-1234.4), keur(-0.3), price(0.18), price(3.5)]
    plain = [each.replace("\N{NO-BREAK SPACE}", " ") for each in said]
    assert (
        plain
        == {
            "fr": ["−1 234 k€", "0 k€", "180 €", "3,5 k€"],
            "en": ["−€1,234k", "€0k", "€180", "€3.5k"],
        }[language]
    )


@pytest.mark.parametrize("ends", [(-48, 150), (0, 0), (-3, -1), (-12_345, 67_890), (0.1, 0.2)])
def test_an_axis_of_amounts_holds_both_ends_between_few_round_ticks(
    ends: tuple[float, float],
) -> None:
    axis = amount_axis(*ends)
    assert axis.low <= ends[0] <= ends[1] <= axis.high
    assert axis.low < axis.high
    assert 2 <= len(axis.ticks) <= 7


def test_the_tornados_rows_fit_above_their_bars_on_a_phone() -> None:
    # The drawing is 400 wide, a letter of its size about 8.5.
    panel = unlocked(tipping_point())
    most = [len(control["labels"]) - 1 for control in panel.controls]
    panel.stops = {one["id"]: last for one, last in zip(panel.controls, most, strict=True)}
    rows = panel.shown["figures"][0]["rows"]
    assert max(len(row["words"]) for row in rows) * 8.5 <= 400
