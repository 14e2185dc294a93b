"""Each learner's record: its cause shows, its drawing is whole, and the quiz prints its figures."""

import math
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from campus5g.courseware.explorers.use_cases.mobile_robots.fleet_in_a_cell.model import (
    Fleet,
    outcome,
)
from campus5g.courseware.explorers.use_cases.mobile_robots.halt_record.drawing import halt_record
from campus5g.courseware.explorers.use_cases.mobile_robots.halt_record.model import (
    MESSAGES_PER_S,
    STORIES,
    Record,
    RecordId,
    record,
)
from campus5g.courseware.explorers.use_cases.mobile_robots.stopping_distance.model import (
    Drive,
    FloorId,
    highest_speed_mps,
    stop,
)
from campus5g.courseware.quiz.model import load_quiz
from campus5g.language import LANGUAGES, Language, set_language
from campus5g.manifest import load_yaml
from campus5g.places import COURSES

MODULE = COURSES / "use-cases" / "mobile-robots"
VARIANTS: dict[RecordId, dict[str, Any]] = load_yaml((MODULE / "quiz.yaml").read_text("utf-8"))[
    "variants"
]

FLOORS: dict[RecordId, FloorId] = {"six": "dusty", "three": "dusty"}
"""The floor of each vehicle's zone, where it is not dry."""

CASES = sorted(VARIANTS)


def minus(text: object) -> float:
    return float(str(text).replace("−", "-").replace(",", "."))


def shown(variant: dict[str, Any], name: str) -> float:
    value = variant[name]
    return minus(value["en"] if isinstance(value, dict) else value)


def drive(name: RecordId, speed_mps: float) -> Drive:
    variant = VARIANTS[name]
    return Drive(
        speed_mps,
        "order-in-silence",
        variant["tolerated"],
        1000 * shown(variant, "reaction"),
        FLOORS.get(name, "loaded"),
    )


def test_there_are_six_cases_and_each_of_the_five_causes() -> None:
    assert set(VARIANTS) == set(STORIES)
    assert {one.cause for one in STORIES.values()} == {
        *("shadow", "handover", "load", "core", "vehicle")
    }


def test_a_variants_name_does_not_tell_its_cause() -> None:
    causes = {one.cause for one in STORIES.values()}
    assert not causes & {*VARIANTS, *(each["record"] for each in VARIANTS.values())}


@pytest.mark.parametrize("name", CASES)
def test_the_case_prints_the_figures_of_the_model(name: RecordId) -> None:
    found, variant = record(name), VARIANTS[name]
    story, halt = found.story, found.at_halt

    assert variant["record"] == name
    assert variant["cause"] == story.cause
    assert variant["tolerated"] == story.tolerated_ms
    assert variant["silence"] == pytest.approx(found.longest_silence_ms, abs=6)
    assert variant["slowest"] == pytest.approx(found.slowest_ms, abs=6)
    assert minus(variant["rsrp"]) == round(halt.rsrp_dbm)
    assert minus(variant["sinr"]) == round(halt.sinr_db)
    assert variant["sure"] == pytest.approx(100 * halt.position_quality, abs=1)
    assert variant["others"] == story.others_halted
    assert variant["cameras"] == story.cameras
    assert all(cell in variant["cells"]["en"] for cell in found.cells)
    assert ("B" in variant["cells"]["en"]) is ("B" in found.cells)
    slip = str(round(100 * story.slip))
    assert (slip in variant["wheels"]["en"]) is bool(story.slip)


@pytest.mark.parametrize("name", CASES)
def test_elsewhere_it_is_sure_of_its_position_as_the_case_says(name: RecordId) -> None:
    found = record(name)
    elsewhere = [one for one in found.samples if found.halt_m - one.along_m > 18]
    assert elsewhere
    assert min(one.position_quality for one in elsewhere) >= 0.919


@pytest.mark.parametrize("name", CASES)
def test_the_case_prints_the_stops_of_the_model(name: RecordId) -> None:
    variant = VARIANTS[name]
    found = stop(drive(name, shown(variant, "speed")))

    assert shown(variant, "brake") == pytest.approx(found.braking_m, abs=0.006)
    assert variant["wait_m"] == pytest.approx(found.unaware_m + found.reaction_m, abs=0.006)
    assert variant["total_m"] == pytest.approx(found.total_m, abs=0.006)
    assert (shown(variant, "wait"), shown(variant, "total")) == (
        variant["wait_m"],
        variant["total_m"],
    )
    for at in "1234":
        total_m = stop(drive(name, shown(variant, f"s{at}"))).total_m
        assert shown(variant, f"d{at}") == pytest.approx(total_m, abs=0.006)


@pytest.mark.parametrize("name", CASES)
def test_the_right_speed_limit_is_the_highest_offered_that_fits(name: RecordId) -> None:
    variant = VARIANTS[name]
    limit_mps = highest_speed_mps(drive(name, 1.0), variant["free"])
    fitting = [at for at in ("s1", "s2", "s3", "s4") if shown(variant, at) <= limit_mps]
    assert variant["limit"] == fitting[-1]


@pytest.mark.parametrize("name", CASES)
def test_the_answers_on_intervals_follow_from_the_silence_tolerated(name: RecordId) -> None:
    variant = VARIANTS[name]
    interval_ms = 1000 / MESSAGES_PER_S

    assert variant["missed"] == variant["tolerated"] / interval_ms - 1
    assert variant["survival"] == variant["tolerated"] - interval_ms
    assert variant["beat"] == variant["tolerated"] / 5
    assert variant["intervals"] == pytest.approx(variant["silence"] / interval_ms, abs=0.05)


@pytest.mark.parametrize("name", CASES)
def test_the_network_explains_a_halt_only_where_the_silence_exceeds_what_is_tolerated(
    name: RecordId,
) -> None:
    variant = VARIANTS[name]
    silenced = variant["silence"] > variant["tolerated"]

    assert (variant["cause"] == "vehicle") is not silenced
    assert variant["explains"] == ("silence" if silenced else "position")
    assert variant["guard"] == ("watchdog" if silenced else "own")


def test_a_shadow_makes_both_levels_fall_and_the_others_do_not() -> None:
    for name in STORIES:
        halt = record(name).at_halt
        weak = halt.rsrp_dbm < -105 and halt.sinr_db < 0
        assert weak is (STORIES[name].cause == "shadow")


def test_the_cell_changes_at_the_halt_of_the_handover_only() -> None:
    for name in STORIES:
        found = record(name)
        tolerated_s = found.story.tolerated_ms / 1000
        around = {
            one.cell
            for one in found.samples
            if found.halt_s - tolerated_s - 1 <= one.at_s <= found.halt_s + 1
        }
        assert (len(around) == 2) is (found.story.cause == "handover")


def test_a_full_cell_makes_delays_long_before_the_halt_and_asks_for_more_than_it_carries() -> None:
    def late(found: Record) -> int:
        before = [one for one in found.samples if one.at_s < found.halt_s - 3]
        return sum(one.delay_ms > 300 for one in before)

    for name in STORIES:
        assert (late(record(name)) > 20) is (STORIES[name].cause == "load")
    assert not outcome(Fleet(STORIES["two"].cameras, 2.0)).fits


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", CASES)
def test_the_drawing_is_a_whole_svg_that_does_not_tell_the_cause(
    name: RecordId, language: Language
) -> None:
    set_language(language)
    try:
        drawing = ElementTree.fromstring(halt_record(name))  # noqa: S314
    finally:
        set_language(None)

    words = " ".join(drawing.itertext()).lower()
    assert drawing.get("viewBox")
    assert "nan" not in halt_record(name)
    assert not any(told in words for told in ("ombre", "shadow", "laser", "vidéo", "video"))


def test_no_record_has_a_message_that_arrives_before_it_was_sent() -> None:
    for name in STORIES:
        delays = [one.delay_ms for one in record(name).samples]
        assert min(delays) > 0
        assert not any(math.isnan(delay) for delay in delays)


def test_a_third_of_the_final_is_about_the_learners_own_record() -> None:
    quiz = load_quiz(Path(MODULE))
    for name in VARIANTS:
        own = [one for one in quiz.items if one.part == "final" and one.variant == name]
        shared = [one for one in quiz.items if one.part == "final" and one.variant is None]
        assert 3 * len(own) >= len(own) + len(shared)


@pytest.mark.parametrize("figure", ["total_m", "wait_m"])
def test_no_neighbour_has_the_same_figure(figure: str) -> None:
    figures = [variant[figure] for variant in VARIANTS.values()]
    assert len(set(figures)) == len(figures)


def test_no_neighbour_has_the_same_choices() -> None:
    chosen = ("beat", "cause", "explains", "guard", "limit", "missed", "refuted")
    choices = [tuple(variant[each] for each in chosen) for variant in VARIANTS.values()]
    assert len(set(choices)) == len(choices)
