"""The explorers as a learner uses them: predict, then try."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from campus5g.courseware.explorers import connectivity_map, network_spider
from campus5g.courseware.explorers.essentials.connectivity_map.situations import (
    NEEDS,
    SituationId,
    beside,
)
from campus5g.courseware.explorers.essentials.connectivity_map.view import (
    STOPS,
    ConnectivityMap,
    stops_of,
    verdict_words,
)
from campus5g.courseware.explorers.explorer import Explorer
from campus5g.courseware.explorers.prediction import Guess, Prediction
from campus5g.courseware.explorers.record import NoRecord, ProgressRecord, Record, record_here
from campus5g.courseware.explorers.words import number, quantity
from campus5g.courseware.progress import Progress
from campus5g.language import Language, set_language

NO_BREAK = "\N{NO-BREAK SPACE}"


@pytest.fixture(autouse=True)
def french() -> Iterator[None]:
    set_language("fr")
    yield
    set_language(None)


def prediction(record: Record | None = None) -> Prediction:
    guesses = [Guess("a", "l’un"), Guess("b", "l’autre")]
    return Prediction("which", "?", guesses, lambda: ("b", "Parce que."), record)


def predicted(choice: str) -> Prediction:
    asked = prediction()
    asked.choice = choice
    return asked


def test_a_prediction_tells_what_was_said_and_what_turned_out() -> None:
    outcome = predicted("a").outcome_words
    assert outcome["yours"].endswith("l’un")
    assert outcome["why"] == "Parce que."


def test_a_right_prediction_is_told_so() -> None:
    assert predicted("b").outcome_words["verdict"] != predicted("a").outcome_words["verdict"]


def test_a_prediction_stands_once_made() -> None:
    asked = predicted("a")
    before = asked.outcome_words
    asked.choice = "b"
    assert asked.outcome_words == before


def test_an_unknown_choice_commits_to_nothing() -> None:
    assert not predicted("c").committed


def test_a_prediction_is_taken_down_and_unlocks_on_the_next_visit(tmp_path: Path) -> None:
    record = ProgressRecord(Progress("essentials-why-5g", "ada", tmp_path))
    asked = prediction(record)
    assert not asked.committed
    asked.choice = "a"
    again = prediction(ProgressRecord(Progress("essentials-why-5g", "ada", tmp_path)))
    assert again.committed
    assert again.outcome_words["why"] == "Parce que."


def test_another_learner_or_module_has_made_no_prediction(tmp_path: Path) -> None:
    prediction(ProgressRecord(Progress("essentials-why-5g", "ada", tmp_path))).choice = "a"
    assert not prediction(ProgressRecord(Progress("essentials-why-5g", "bob", tmp_path))).committed
    assert not prediction(ProgressRecord(Progress("essentials-radio", "ada", tmp_path))).committed


def test_a_notebook_with_its_author_takes_nothing_down(tmp_path: Path) -> None:
    assert isinstance(record_here(tmp_path), NoRecord)


@pytest.mark.parametrize("explorer", [connectivity_map, network_spider])
def test_where_no_widget_runs_there_is_a_table(explorer: Callable[[], Explorer]) -> None:
    bundle = explorer()._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert bundle["text/html"].count("<tr>") > 5
    assert "5G privée" in bundle["text/html"]


def test_the_answer_is_not_in_the_page_before_the_learner_commits() -> None:
    asked, explorer = connectivity_map("fan").children
    assert asked.outcome_words == {}
    assert (explorer.locked, explorer.verdicts) == (True, {})


def test_the_sliders_unlock_with_the_prediction() -> None:
    asked, explorer = connectivity_map("fan").children
    asked.choice = "wifi"
    assert not explorer.locked
    assert explorer.verdicts["networks"][0]["id"] == "lorawan"


def test_the_chart_unlocks_with_the_prediction() -> None:
    asked, spider = network_spider().children
    asked.choice = "none"
    assert not spider.locked
    assert "Bien vu" in asked.outcome_words["verdict"]


@pytest.mark.parametrize("question", ["which-network", "what-stops-wifi"])
@pytest.mark.parametrize("start", sorted(NEEDS))
def test_what_the_model_answers_can_be_predicted(start: SituationId, question: str) -> None:
    asked, _ = connectivity_map(start, question).children  # type: ignore[arg-type]
    ids = [guess["id"] for guess in asked.words["guesses"]]
    asked.choice = ids[0]
    answers = []
    for choice in ids:
        asked, _ = connectivity_map(start, question).children  # type: ignore[arg-type]
        asked.choice = choice
        answers.append(asked.outcome_words["verdict"])
    assert answers.count("Bien vu.") == 1


def test_the_answer_changes_as_a_slider_moves() -> None:
    explorer = ConnectivityMap("coil-stack", locked=False)
    before = explorer.verdicts["advice"]
    explorer.stops = {**explorer.stops, "distance": STOPS["distance"].index(30)}
    assert explorer.verdicts["advice"] != before
    assert "Wi-Fi" in explorer.verdicts["advice"]


@pytest.mark.parametrize("nonsense", [-1, 99, "3", None, 1.5])
def test_a_slider_position_that_is_none_counts_as_the_least(nonsense: object) -> None:
    explorer = ConnectivityMap("vehicle", locked=False)
    explorer.stops = {**explorer.stops, "speed": nonsense}
    assert explorer.need.speed_km_h == 0


@pytest.mark.parametrize("start", sorted(NEEDS))
def test_every_situation_can_be_set_exactly_by_the_sliders(start: SituationId) -> None:
    explorer = ConnectivityMap(start)
    assert explorer.need == NEEDS[start]
    assert explorer.stops == stops_of(NEEDS[start])


def test_the_table_says_in_words_all_that_the_bars_show() -> None:
    words = verdict_words(NEEDS["fan"])
    assert [row[0] for row in words["rows"]] == [one["name"] for one in words["networks"]]
    assert all(len(row) == len(words["asked"]) for row in words["rows"])
    assert all(cell for row in words["rows"] for cell in row)


def test_a_limit_has_its_source_beside_it() -> None:
    vehicle = verdict_words(NEEDS["vehicle"])
    public = next(one for one in vehicle["networks"] if one["id"] == "public-5g")
    assert f" 27 à 156{NO_BREAK}ms (CICV5G, n78)" in public["reason"]
    delays = {row[0]: row[3] for row in vehicle["rows"]}
    assert delays["5G privée"] == f"28 à 30{NO_BREAK}ms (CICV5G, n8)"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_slider_and_network_has_words_in_the_language(language: Language) -> None:
    set_language(language)
    explorer = ConnectivityMap("gate", locked=False)
    assert all(slider["name"] and all(slider["labels"]) for slider in explorer.sliders)
    assert all(one["reason"] and one["verdictName"] for one in explorer.verdicts["networks"])
    assert all(one.about for start in ("gate", "tablets") for one in beside(start))


@pytest.mark.parametrize(
    ("value", "text"), [(0.2, "0,2"), (41.2, "41"), (9.7, "9,7"), (17_857, f"18{NO_BREAK}000")]
)
def test_numbers_are_written_the_french_way(value: float, text: str) -> None:
    assert number(value) == text


@pytest.mark.parametrize(
    ("axis", "value", "text"),
    [
        ("rate", 0.0005, "0.5 bit/s"),
        ("rate", 46_875, "47 Mbit/s"),
        ("delay", 1048, "1 s"),
        ("distance", 3560, "3.6 km"),
        ("delay", 108.9, "109 ms"),
        ("devices", 0.01, "0"),
        ("power", 2, "years on a battery"),
        ("speed", 0, "standing still"),
    ],
)
def test_quantities_have_the_unit_that_suits_them(axis: str, value: float, text: str) -> None:
    set_language("en")
    assert quantity(axis, value).replace(NO_BREAK, " ") == text  # type: ignore[arg-type]
