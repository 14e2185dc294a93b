"""The explorers of the radio module as a learner uses them: predict, then try."""

import re
from collections.abc import Callable, Iterator

import pytest

from campus5g.courseware.explorers import bars_and_speed, coverage_map, tdd_frame
from campus5g.courseware.explorers.essentials.bars_and_speed.view import BarsAndSpeed
from campus5g.courseware.explorers.essentials.coverage_map.model import COLUMNS, ROWS
from campus5g.courseware.explorers.essentials.coverage_map.view import (
    AMONG_MACHINES,
    HUNG_HIGH,
    SUPPLIER,
    CoverageMap,
    plan_of,
    settings_of,
)
from campus5g.courseware.explorers.essentials.tdd_frame.view import PRESETS, TddFrame, uplink_of
from campus5g.courseware.explorers.explorer import Explorer
from campus5g.courseware.explorers.models.tdd_frame import FRENCH_REFERENCE
from campus5g.language import LANGUAGES, Language, set_language

EXPLORERS: dict[str, Callable[[], Explorer]] = {
    "change": coverage_map,
    "band": lambda: coverage_map("which-band"),
    "frame": tdd_frame,
    "bars": bars_and_speed,
}

each_explorer = pytest.mark.parametrize("name", EXPLORERS)


@pytest.fixture(autouse=True)
def french() -> Iterator[None]:
    set_language("fr")
    yield
    set_language(None)


def percents_in(words: str) -> list[int]:
    return [int(number) for number in re.findall(r"(\d+)\N{NO-BREAK SPACE}%", words)]


@each_explorer
def test_nothing_is_found_before_the_learner_commits(name: str) -> None:
    asked, widget = EXPLORERS[name]().children
    assert (widget.locked, widget.found, asked.outcome_words) == (True, {}, {})


@each_explorer
def test_it_unlocks_with_the_prediction(name: str) -> None:
    asked, widget = EXPLORERS[name]().children
    asked.choice = asked.words["guesses"][0]["id"]
    assert not widget.locked
    assert widget.found["advice"]


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


@pytest.mark.parametrize("plan", [AMONG_MACHINES, HUNG_HIGH, SUPPLIER])
def test_the_settings_stand_for_the_plan_exactly(plan: object) -> None:
    assert plan_of(settings_of(plan)) == plan  # type: ignore[arg-type]


def test_the_map_has_a_letter_for_each_square() -> None:
    lines = CoverageMap(HUNG_HIGH, locked=False).found["lines"]
    assert [len(line) for line in lines] == [COLUMNS] * ROWS
    assert set("".join(lines)) <= set("ABC.")


def test_the_three_shares_that_are_told_add_up() -> None:
    for plan in (AMONG_MACHINES, HUNG_HIGH, SUPPLIER):
        advice = CoverageMap(plan, locked=False).found["advice"]
        assert sum(percents_in(advice)) == 100


def test_an_antenna_within_a_machine_is_told_of() -> None:
    hall = CoverageMap(AMONG_MACHINES, locked=False)
    assert hall.found["note"] == ""
    hall.settings = {**hall.settings, "places": [[3, 4]]}
    assert "L’antenne 1" in hall.found["note"]


@pytest.mark.parametrize(
    "nonsense",
    [
        {},
        {"places": []},
        {"places": [[99, 0], [1, "2"], None]},
        {"places": 3, "band": "7", "height": "9", "power": None, "yard": 1},
    ],
)
def test_settings_that_make_no_sense_count_as_the_first_choice(nonsense: dict[str, object]) -> None:
    plan = plan_of(nonsense)
    assert len(plan.places) == 1
    assert plan.height_m == 3.0


def test_the_frame_follows_its_buttons() -> None:
    frame = TddFrame("dddsu", locked=False)
    frame.uplink = uplink_of(PRESETS["ddsuu"])
    assert frame.pattern == PRESETS["ddsuu"]
    assert "43" in frame.found["advice"]


def test_a_frame_in_step_with_the_neighbours_is_told_so() -> None:
    frame = TddFrame("french", locked=False)
    assert frame.pattern == FRENCH_REFERENCE
    assert frame.found["inStep"]
    frame.uplink = uplink_of(PRESETS["dsuuu"])
    assert not frame.found["inStep"]


@pytest.mark.parametrize(("up", "words"), [(False, "n’écoute jamais"), (True, "se tait")])
def test_a_frame_in_one_direction_only_is_refused(up: bool, words: str) -> None:
    frame = TddFrame(locked=False)
    frame.uplink = [up] * 10
    assert words in frame.found["advice"]


def test_a_played_frame_tells_who_speaks_in_each_slot_and_how_long_a_message_waits() -> None:
    told = TddFrame("dddsu", locked=False).found["told"]

    assert len(told) == 10
    assert "l’antenne parle" in told[0]
    assert "écoute les demandes" in told[3]
    assert "les appareils parlent" in told[4]
    # DDDSU: from just after the start of slot 1 to slot 5, and from slot 5 to slot 10.
    waits = [said.partition(" attend ")[2].partition("\N{NO-BREAK SPACE}ms")[0] for said in told]
    assert waits[:5] == ["2", "1,5", "1", "0,5", "2,5"]
    assert waits[5:] == waits[:5]


def test_a_frame_in_one_direction_tells_no_wait() -> None:
    frame = TddFrame(locked=False)
    frame.uplink = [False] * 10
    assert not any("attend" in said for said in frame.found["told"])


def test_slots_that_make_no_sense_go_down() -> None:
    frame = TddFrame(locked=False)
    frame.uplink = [True, "x", None]
    assert frame.pattern == "UDDDDDDDDS"


def test_the_rate_follows_the_interference() -> None:
    tablet = BarsAndSpeed(locked=False)
    before = tablet.received.rate_mbit_s
    tablet.stops = {**tablet.stops, "interference": 0}
    assert tablet.received.rate_mbit_s > 5 * before


@pytest.mark.parametrize("nonsense", [-1, 99, "3", None])
def test_a_slider_position_that_is_none_counts_as_the_first(nonsense: object) -> None:
    tablet = BarsAndSpeed(locked=False)
    tablet.stops = {"level": nonsense}
    assert tablet.received.bars == 0
