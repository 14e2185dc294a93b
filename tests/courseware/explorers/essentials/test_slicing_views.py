"""The explorers of slices and classes of service as a learner uses them."""

from collections.abc import Callable, Iterator

import pytest

from campus5g.courseware.explorers import choose_5qi, full_cell
from campus5g.courseware.explorers.essentials.choose_5qi.view import (
    NEEDS,
    Choose5qi,
    FlowSituation,
    controls_of,
    verdict_words,
)
from campus5g.courseware.explorers.essentials.full_cell.model import Cell
from campus5g.courseware.explorers.essentials.full_cell.view import (
    STARTS,
    CellQuestion,
    FullCell,
    outcome_words,
)
from campus5g.courseware.explorers.explorer import Explorer
from campus5g.language import Language, set_language


@pytest.fixture(autouse=True)
def french() -> Iterator[None]:
    set_language("fr")
    yield
    set_language(None)


EXPLORERS: list[tuple[Callable[[], Explorer], str]] = [
    (lambda: full_cell("fifth-caller"), "crane"),
    (lambda: full_cell("empty-cell"), "same"),
    (choose_5qi, "3"),
]


@pytest.mark.parametrize(("explorer", "answer"), EXPLORERS)
def test_one_prediction_is_right_and_unlocks(explorer: Callable[[], Explorer], answer: str) -> None:
    asked, widget = explorer().children
    assert widget.locked
    assert asked.outcome_words == {}
    assert answer in [guess["id"] for guess in asked.words["guesses"]]

    asked.choice = answer

    assert asked.outcome_words["verdict"] == "Bien vu."
    assert not widget.locked


@pytest.mark.parametrize(("explorer", "answer"), EXPLORERS)
def test_where_no_widget_runs_there_is_a_table(
    explorer: Callable[[], Explorer], answer: str
) -> None:
    assert explorer()._repr_mimebundle_()["text/html"].count("<tr>") >= 5


def test_nothing_is_computed_for_the_page_before_the_prediction() -> None:
    assert FullCell("fifth-caller").outcome == {}
    assert Choose5qi(NEEDS["agv"]).verdicts == {}


def test_the_outcome_follows_a_control() -> None:
    explorer = FullCell("fifth-caller", locked=False)
    assert "Tous ont ce qu’il leur faut" in explorer.outcome["advice"]
    explorer.controls = {**explorer.controls, "callers": 5}
    assert explorer.outcome["advice"].endswith("le pont.")
    explorer.controls = {**explorer.controls, "scheduler": 1}
    assert "les AGV" in explorer.outcome["advice"]


@pytest.mark.parametrize("question", ["fifth-caller", "empty-cell"])
def test_a_cell_opens_as_its_question_describes_it(question: CellQuestion) -> None:
    assert FullCell(question).cell == STARTS[question]


@pytest.mark.parametrize("nonsense", [-1, 99, "3", None, 1.5])
def test_a_position_that_is_none_counts_as_the_first(nonsense: object) -> None:
    explorer = FullCell("fifth-caller")
    explorer.controls = {**explorer.controls, "callers": nonsense}
    assert explorer.cell.callers == 0


def test_what_is_lost_stands_at_the_edge_of_the_chart_and_is_told_in_words() -> None:
    found = outcome_words(Cell("one-queue", callers=10))
    crane = next(one for one in found["flows"] if one["id"] == "crane")
    assert crane["p99"] == 1
    assert "perdus" in crane["reason"]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_table_has_a_cell_for_every_head_in_both_languages(language: Language) -> None:
    set_language(language)
    cell, choice = FullCell("empty-cell", locked=False), Choose5qi(NEEDS["arm"], locked=False)
    assert all(len(row) == len(cell.words["headers"]) for row in cell.outcome["rows"])
    assert all(len(row) == len(choice.words["headers"]) for row in choice.verdicts["rows"])
    assert all(text for row in choice.verdicts["rows"] for text in row)


@pytest.mark.parametrize("start", sorted(NEEDS))
def test_every_situation_can_be_set_by_the_controls_and_has_a_class(start: FlowSituation) -> None:
    explorer = Choose5qi(NEEDS[start])
    assert explorer.need == NEEDS[start]
    assert explorer.controls == controls_of(NEEDS[start])
    assert verdict_words(NEEDS[start])["suits"]


def test_why_a_class_does_not_suit_is_told() -> None:
    rows = {row[0]: row[1] for row in verdict_words(NEEDS["agv"])["rows"]}
    assert rows["5QI 3"].startswith("✓")
    assert "trop lent" in rows["5QI 9"]
    assert "pas de débit garanti" in rows["5QI 9"]
    assert "trop de pertes" in rows["5QI 65"]


@pytest.mark.parametrize(
    ("language", "reason"),
    [
        (
            "fr",
            "trop de données d’un coup (40\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}octets en "
            "10\N{NO-BREAK SPACE}ms, pour 255 au plus)",
        ),
        (
            "en",
            "too much data at once (40,000\N{NO-BREAK SPACE}bytes in 10\N{NO-BREAK SPACE}ms, "
            "where at most 255 fit)",
        ),
    ],
)
def test_a_video_is_told_what_a_delay_critical_class_takes_at_once(
    language: Language, reason: str
) -> None:
    set_language(language)
    rows = {row[0]: row[1] for row in verdict_words(NEEDS["crane"])["rows"]}
    assert rows["5QI 82"] == f"✕ {reason}"


def test_a_class_that_suits_says_what_it_takes_at_once() -> None:
    found = verdict_words(NEEDS["arm"])
    assert "5QI 82" in found["advice"]
    reasons = {one["name"]: one["reason"] for one in found["suits"]}
    assert "255\N{NO-BREAK SPACE}octets d’un coup au plus" in reasons["5QI 82"]


def test_the_prediction_of_a_class_is_told_why_each_other_guess_is_worse() -> None:
    asked, _ = choose_5qi().children
    asked.choice = "79"
    told = asked.outcome_words["why"]
    assert all(f"5QI {guess['id']}" in told for guess in asked.words["guesses"])
    assert "exige davantage" in told
