"""The explorers of the module port-logistics as a learner uses them: predict, then try."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from campus5g.courseware.explorers import quay, quay_uplink, stacked_yard
from campus5g.courseware.explorers.explorer import Explorer
from campus5g.courseware.explorers.use_cases.port_logistics.quay.view import (
    CARRIERS,
    FEW_CRANES,
    THAT_NIGHT,
    Quay,
    stops_of,
    terminal_at,
)
from campus5g.courseware.explorers.use_cases.port_logistics.stacked_yard.view import (
    FAR_BANK,
    StackedYard,
    plan_of,
    settings_of,
)
from campus5g.language import LANGUAGES, Language, set_language

EXPLORERS: dict[str, Callable[[], Explorer]] = {
    "quay": quay,
    "outages": lambda: quay("no-more-outages"),
    "yard": stacked_yard,
    "uplink": quay_uplink,
}

each_explorer = pytest.mark.parametrize("name", EXPLORERS)


@pytest.fixture(autouse=True)
def french() -> Iterator[None]:
    set_language("fr")
    yield
    set_language(None)


def answer(widget: Any) -> dict[str, Any]:
    found: dict[str, Any] = widget.shown if hasattr(widget, "shown") else widget.found
    return found


def unlocked(name: str) -> Any:
    asked, widget = EXPLORERS[name]().children
    asked.choice = asked.words["guesses"][0]["id"]
    return widget


@each_explorer
def test_nothing_is_found_before_the_learner_commits(name: str) -> None:
    asked, widget = EXPLORERS[name]().children
    assert (widget.locked, answer(widget), asked.outcome_words) == (True, {}, {})


@each_explorer
def test_it_unlocks_with_the_prediction(name: str) -> None:
    assert answer(unlocked(name))["advice"]


@each_explorer
def test_exactly_one_guess_is_what_the_model_answers(name: str) -> None:
    verdicts = []
    for guess in EXPLORERS[name]().children[0].words["guesses"]:
        asked, _ = EXPLORERS[name]().children
        asked.choice = guess["id"]
        verdicts.append(asked.outcome_words["verdict"])
    assert verdicts.count("Bien vu.") == 1


@each_explorer
@pytest.mark.parametrize("language", LANGUAGES)
def test_where_no_widget_runs_there_is_a_table(name: str, language: Language) -> None:
    set_language(language)
    assert EXPLORERS[name]()._repr_mimebundle_()["text/html"].count("<tr>") >= 4


@pytest.mark.parametrize("name", ["quay", "outages", "uplink"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_slider_has_an_honest_answer_at_both_ends(name: str, language: Language) -> None:
    set_language(language)
    widget = unlocked(name)
    start = dict(widget.stops)
    for control in widget.controls:
        for end in (0, len(control["labels"]) - 1):
            widget.stops = {**start, control["id"]: end}
            found = json.dumps(answer(widget), allow_nan=False)
            assert answer(widget)["advice"]
            assert "nan" not in found.lower()
            assert "{" not in answer(widget)["advice"]


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ({"cranes": 0}, "Sans portique"),
        ({"carriers": 0}, "Sans cavalier"),
        ({"carriers": len(CARRIERS) - 1}, "ne tiennent pas sur ce quai"),
        ({"places": 0, "lorries": 6}, "tous les rangs"),
        ({"outage": 4, "every": 0}, "ne revient jamais"),
    ],
)
def test_an_impossible_quay_is_told_in_a_sentence_and_shows_no_film(
    setting: dict[str, int], words: str
) -> None:
    widget = Quay(THAT_NIGHT, locked=False)
    widget.stops = {**widget.stops, **setting}
    assert words in widget.found["advice"]
    assert "film" not in widget.found


@pytest.mark.parametrize("terminal", [FEW_CRANES, THAT_NIGHT])
def test_the_sliders_stand_for_the_terminal_exactly(terminal: Any) -> None:
    assert terminal_at(stops_of(terminal)) == terminal


def test_slider_positions_that_make_no_sense_count_as_the_first() -> None:
    assert terminal_at({"cranes": "3", "carriers": 99, "drive": None}).cranes == 0


def test_what_sets_the_pace_is_named() -> None:
    widget = Quay(FEW_CRANES, locked=False)
    assert "Les portiques donnent la cadence" in widget.found["advice"]
    widget.stops = stops_of(THAT_NIGHT)
    assert "Le parc donne la cadence" in widget.found["advice"]
    assert "ne coûtent rien de visible" in widget.found["advice"]


def test_the_film_has_a_track_for_each_carrier_and_the_outages() -> None:
    film = Quay(THAT_NIGHT, locked=False).found["film"]
    assert len(film["carriers"]) == THAT_NIGHT.carriers
    assert len(film["ground"]) == len(film["waits"]) == THAT_NIGHT.cranes
    since_s, until_s = film["outages"][::2], film["outages"][1::2]
    assert [until - since for since, until in zip(since_s, until_s, strict=True)] == [20] * 6


def test_a_yard_without_a_mast_is_told_in_a_sentence() -> None:
    widget = StackedYard(locked=False)
    widget.settings = {**widget.settings, "sites": []}
    assert "Aucun mât" in widget.found["advice"]
    assert widget.found["lines"] == []


def test_the_ship_is_on_the_plan_when_it_is_berthed() -> None:
    widget = StackedYard(locked=False)
    assert not widget.found["ship"]
    widget.settings = {**widget.settings, "hour": 4}
    assert widget.found["ship"]
    assert "navire à quai" in widget.found["advice"]


@pytest.mark.parametrize("nonsense", [{}, {"sites": 3, "hour": "x", "height": 99, "band": 5}])
def test_settings_that_make_no_sense_count_as_the_first_choice(nonsense: dict[str, Any]) -> None:
    plan = plan_of(nonsense)
    assert (plan.sites, plan.hour, plan.height_m, plan.band) == ((), 0, 12.0, "2600")


def test_the_settings_stand_for_the_plan_exactly() -> None:
    assert plan_of(settings_of(FAR_BANK)) == FAR_BANK


def test_ten_thousand_tablets_are_told_in_a_sentence() -> None:
    widget = unlocked("uplink")
    tablets = next(each for each in widget.controls if each["id"] == "tablets")
    widget.stops = {**widget.stops, "tablets": len(tablets["labels"]) - 1}
    assert "ne tiennent pas dans une cellule" in widget.shown["advice"]
    assert widget.shown["figures"] == []


def test_the_uplink_says_who_is_starved_and_who_is_kept() -> None:
    widget = unlocked("uplink")
    assert "il reste" in widget.shown["advice"]
    widget.stops = {**widget.stops, "sharing": 1}
    assert "garde son débit" in widget.shown["advice"]
