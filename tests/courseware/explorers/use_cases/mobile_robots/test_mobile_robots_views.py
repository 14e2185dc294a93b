"""The explorers of the mobile robots as a learner uses them: predict, then try."""

import json
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from campus5g.courseware.explorers import driven_track, fleet_in_a_cell, stopping_distance
from campus5g.courseware.explorers.chart_panel import ChartPanel
from campus5g.courseware.explorers.explorer import Explorer
from campus5g.courseware.explorers.use_cases.mobile_robots.driven_track import model as rides
from campus5g.courseware.explorers.use_cases.mobile_robots.driven_track import view as ride_view
from campus5g.courseware.explorers.use_cases.mobile_robots.fleet_in_a_cell.view import VEHICLES
from campus5g.courseware.explorers.use_cases.mobile_robots.stopping_distance import view as stops
from campus5g.language import LANGUAGES, Language, set_language

EXPLORERS: list[Callable[[], Explorer]] = [
    driven_track,
    fleet_in_a_cell,
    stopping_distance,
    lambda: stopping_distance("which-part"),
]
IDS = ["driven_track", "fleet_in_a_cell", "who-stops", "which-part"]


@pytest.fixture(autouse=True, params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Iterator[Language]:
    set_language(request.param)
    yield request.param
    set_language(None)


def unlocked(explorer: Explorer) -> Any:
    prediction, widget = explorer.children
    prediction.choice = prediction.words["guesses"][0]["id"]
    return widget


def shown(widget: Any) -> dict[str, Any]:
    found: dict[str, Any] = widget.shown if isinstance(widget, ChartPanel) else widget.found
    return found


def plain(found: dict[str, Any]) -> str:
    """Return what goes to the page; a figure that is no number is refused, as a page would."""
    text = json.dumps(found, allow_nan=False)
    assert "nan" not in text.lower().replace("resonan", "")
    return text


@pytest.mark.parametrize("explorer", EXPLORERS, ids=IDS)
def test_nothing_is_answered_before_the_prediction(explorer: Callable[[], Explorer]) -> None:
    prediction, widget = explorer().children
    assert widget.locked
    assert shown(widget) == {}
    assert prediction.outcome_words == {}


@pytest.mark.parametrize("explorer", EXPLORERS, ids=IDS)
def test_the_outcome_is_one_of_the_guesses(explorer: Callable[[], Explorer]) -> None:
    prediction, _ = explorer().children
    verdicts = set()
    for guess in prediction.words["guesses"]:
        again, _ = explorer().children
        again.choice = guess["id"]
        verdicts.add(again.outcome_words["verdict"])
    assert len(verdicts) == 2


@pytest.mark.parametrize("explorer", EXPLORERS, ids=IDS)
def test_where_no_widget_runs_there_is_a_table(explorer: Callable[[], Explorer]) -> None:
    assert explorer()._repr_mimebundle_()["text/html"].count("<tr>") >= 4


def test_every_fleet_that_can_be_chosen_is_answered() -> None:
    panel = unlocked(fleet_in_a_cell())
    sizes = [range(len(one["labels"])) for one in panel.controls]
    ends = [(0, len(size) // 2, len(size) - 1) for size in sizes]
    for positions in product(*ends):
        panel.stops = dict(zip((one["id"] for one in panel.controls), positions, strict=True))
        assert plain(panel.shown)
        assert panel.shown["advice"]


def test_ten_thousand_vehicles_get_a_sentence_with_what_the_cell_holds(language: Language) -> None:
    panel = unlocked(fleet_in_a_cell())
    panel.stops = {**panel.stops, "vehicles": VEHICLES.index(10_000)}

    advice = panel.shown["advice"].replace("\N{NO-BREAK SPACE}", " ")
    assert ("non." if language == "fr" else "no.") in advice
    assert "533" in advice
    rows = panel.shown["tables"][0]["rows"]
    assert any("calcul" in value or "computed" in value for _, value in rows)


def test_every_stop_that_can_be_chosen_is_answered() -> None:
    choices = {
        "speed": stops.SPEEDS_MPS,
        "stopper": stops.STOPPERS,
        "tolerated": stops.TOLERATED_MS,
        "reaction": stops.REACTIONS_MS,
        "floor": stops.FLOORS,
        "free": stops.FREE_M,
    }
    for positions in product(*((0, len(each) - 1) for each in choices.values())):
        drive, free_m = stops.chosen(dict(zip(choices, positions, strict=True)))
        found = stops.found_words(drive, free_m)
        assert plain(found)
        assert found["lane"] >= free_m


def test_a_vehicle_that_never_stops_is_told_so_and_drawn_to_the_end_of_the_lane() -> None:
    drive, free_m = stops.chosen(
        {
            "stopper": stops.STOPPERS.index("order-in-silence"),
            "tolerated": len(stops.TOLERATED_MS) - 1,
        }
    )
    found = stops.found_words(drive, free_m)

    assert not found["ends"]
    assert found["motion"]["waiting"] is None
    assert found["parts"][0]["metres"] == found["lane"]


def test_a_speed_limit_is_never_rounded_upwards() -> None:
    drive = stops.Drive(1.2, "order-in-silence", 500.0, 300.0, "loaded")
    # 1.477 m/s: "1.5 m/s" would not fit.
    assert "1.4" in stops.found_words(drive, 3.0)["advice"].replace(",", ".")


@pytest.mark.parametrize("settings", [{}, {"track": 99, "tolerated": "x"}, {"track": None}])
def test_a_ride_is_shown_whatever_a_browser_sends(settings: dict[str, Any]) -> None:
    assert plain(ride_view.found_words(settings))


def test_every_ride_that_can_be_chosen_is_shown() -> None:
    for track, tolerated in product(range(len(rides.TRACKS)), range(len(ride_view.TOLERATED_MS))):
        found = ride_view.found_words({"track": track, "tolerated": tolerated})
        assert len(plain(found)) < 60_000
        assert len(found["places"]) == len(found["rows"])


def test_without_its_file_a_ride_is_told_in_one_sentence_and_the_rest_of_the_page_works(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(ride_view, "load_track", lambda name: rides.load_track(name, tmp_path))

    explorer = driven_track()
    widget = unlocked(explorer)

    assert set(widget.found) == {"missing"}
    assert "avenue.csv" in widget.found["missing"]
    assert "avenue.csv" in explorer._repr_mimebundle_()["text/html"]
    assert unlocked(stopping_distance()).found["advice"]


def test_without_its_file_the_prediction_does_not_claim_what_was_measured(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(ride_view, "load_track", lambda name: rides.load_track(name, tmp_path))

    prediction, _ = driven_track().children
    prediction.choice = "four"

    assert "avenue.csv" in prediction.outcome_words["why"]
