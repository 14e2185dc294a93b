"""The machines of the learners' cases: what their quiz says is what the models give."""

import re
from collections import Counter
from itertools import pairwise
from typing import Any

import pytest

from campus5g.authoring.final_quiz import final_key
from campus5g.courseware.explorers.use_cases.predictive_maintenance.alarm_threshold.model import (
    Watch,
    year,
)
from campus5g.courseware.explorers.use_cases.predictive_maintenance.case_spectrum import (
    CASES,
    case_spectrum,
    envelope_chart,
)
from campus5g.courseware.explorers.use_cases.predictive_maintenance.worn_machine import PARTS
from campus5g.courseware.quiz.drawing.papers import paper
from campus5g.courseware.quiz.model import load_quiz
from campus5g.draw import Draw
from campus5g.manifest import load_yaml
from campus5g.places import COURSES
from campus5g.vibration.bearing import BearingPart, strikes_per_turn

MODULE = COURSES / "use-cases" / "predictive-maintenance"
WRITTEN = load_yaml((MODULE / "quiz.yaml").read_text(encoding="utf-8"))
VARIANTS: dict[str, dict[str, Any]] = WRITTEN["variants"]
THRESHOLDS_DB = (9, 12, 15, 18)
NAMES = {"outer-race": "outer", "inner-race": "inner", "ball": "ball"}


def read(value: Any) -> float:
    """Return a figure of the quiz as a number."""
    text = value["en"] if isinstance(value, dict) else str(value)
    return float(text.replace(",", ""))


@pytest.fixture(params=list(CASES))
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_there_are_six_machines_and_each_part_wears_on_two_of_them() -> None:
    assert list(VARIANTS) == list(CASES)
    assert Counter(case.part for case in CASES.values()) == dict.fromkeys(PARTS, 2)


def test_blows_and_frequencies_follow_from_the_bearing(name: str) -> None:
    said, machine = VARIANTS[name], CASES[name].machine
    asked = said["asked_name"]["en"].replace(" ", "-")

    assert read(said["rpm"]) == machine.speed_rpm
    for part in PARTS:
        turns = strikes_per_turn(machine.bearing, part)
        assert read(said[f"k_{NAMES[part]}"]) == pytest.approx(turns, abs=0.005)
    assert said["ball_hz"] == pytest.approx(machine.struck_hz("ball"), abs=0.06)
    assert said["asked_hz"] == pytest.approx(machine.struck_hz(asked), abs=0.06)
    assert read(said["part_hz"]) == pytest.approx(machine.struck_hz(said["part"]), abs=0.06)
    assert read(said["sister_hz"]) == pytest.approx(
        machine.struck_hz(said["sister_part"]), abs=0.06
    )
    slow = machine.struck_hz(said["part"]) * read(said["slow_rpm"]) / machine.speed_rpm
    assert said["slow_hz"] == pytest.approx(slow, abs=0.3)


def test_what_the_learner_works_out_by_hand_is_within_the_tolerance(name: str) -> None:
    """With blows a turn of two decimals, as the case gives them."""
    said = VARIANTS[name]
    turn_hz = read(said["rpm"]) / 60
    tolerance = {item["id"]: item.get("tolerance") for item in WRITTEN["items"]}

    assert abs(read(said["k_ball"]) * turn_hz - said["ball_hz"]) < tolerance["f-ball"] / 2
    assert abs(read(said["asked_k"]) * turn_hz - said["asked_hz"]) < tolerance["your-frequency"] / 2
    slow = read(said["part_hz"]) * read(said["slow_rpm"]) / read(said["rpm"])
    assert abs(slow - said["slow_hz"]) < tolerance["f-slower"] / 2
    length_ms = 2000 / read(said["closest"])
    assert abs(length_ms - said["length_ms"]) < tolerance["f-length"] / 2


@pytest.mark.parametrize("who", ["", "sister_"])
def test_the_worn_part_is_the_highest_of_the_three_in_the_drawn_spectrum(
    name: str, who: str
) -> None:
    said, case = VARIANTS[name], CASES[name]
    part: BearingPart = said[f"{who}part"]
    assert part == (case.sister_part if who else case.part)
    points = dict(envelope_chart(case, part).series[0].points)

    def height(of: BearingPart) -> float:
        struck_hz = case.machine.struck_hz(of)
        return max(value for hertz, value in points.items() if abs(hertz - struck_hz) <= 1.5)

    assert all(height(part) > 2 * height(other) for other in PARTS if other != part)


@pytest.mark.parametrize("who", ["", "sister_"])
def test_the_peaks_that_the_words_name_are_those_of_the_drawing(name: str, who: str) -> None:
    said = VARIANTS[name][f"{who}peaks"]
    words = said["en"] if isinstance(said, dict) else said
    named = [float(word) for word in words.split() if word != "and"]
    points = envelope_chart(CASES[name], VARIANTS[name][f"{who}part"]).series[0].points
    highest = max(value for _, value in points)
    high = {hertz for hertz, value in points if value >= highest / 3}

    assert max(points, key=lambda point: point[1])[0] in named
    assert set(named) <= high


def test_a_drawing_is_an_svg_that_does_not_name_the_part(name: str) -> None:
    for drawn in (case_spectrum(name), case_spectrum(f"{name}-sister")):
        assert drawn.startswith("<svg")
        assert "race" not in drawn
        assert "bague" not in drawn


def test_the_two_closest_parts(name: str) -> None:
    machine = CASES[name].machine
    low, middle, high = sorted(machine.struck_hz(part) for part in PARTS)

    closest = min(middle - low, high - middle)
    assert read(VARIANTS[name]["closest"]) == pytest.approx(closest, abs=0.06)


def test_alarms_and_costs_are_those_of_the_threshold_model(name: str) -> None:
    said = VARIANTS[name]
    costs = {}
    for threshold_db in THRESHOLDS_DB:
        found = year(Watch("envelope", 2), threshold_db, said["machines"])
        alarms = read(said[f"false{threshold_db}"])
        missed = read(said[f"missed{threshold_db}"])
        assert alarms == pytest.approx(found.false_alarms, abs=0.5 if alarms >= 10 else 0.05)
        assert missed == pytest.approx(found.missed, abs=0.005)
        costs[threshold_db] = alarms * read(said["false_cost"]) + missed * read(said["missed_cost"])
    cheapest, second = sorted(costs.values())[:2]

    assert said["cheapest"] == f"db{min(costs, key=lambda each: costs[each])}"
    assert second > 1.1 * cheapest
    assert said["cost12"] == round(costs[12])
    assert said["false_week"] == pytest.approx(read(said["false9"]) / 52, abs=0.05)


def test_bits_and_bytes(name: str) -> None:
    said = VARIANTS[name]
    bit_s = read(said["khz"]) * 1000 * 16 * said["axes"]

    assert said["ring_rate"] == 2 * read(said["ring"])
    assert said["kilobytes"] == pytest.approx(bit_s * read(said["seconds"]) / 8000, abs=0.06)
    assert said["raw_mbit_s"] == pytest.approx(bit_s * said["machines"] / 1e6, abs=0.06)
    assert said["figures_kb"] == pytest.approx(20 * 24 * said["machines"] / 1000, abs=0.06)
    assert said["times_million"] == pytest.approx(bit_s * 3600 / 160 / 1e6, abs=0.06)


@pytest.mark.parametrize("item", [i for i in WRITTEN["items"] if i["kind"] == "numeric"])
def test_a_neighbours_figure_does_not_earn_the_mark(item: dict[str, Any]) -> None:
    key = str(item["answer"]).strip("{}")
    if key not in VARIANTS["pump"]:
        return
    answers = sorted(VARIANTS[name][key] for name in VARIANTS)
    apart = [after - before for before, after in pairwise(answers)]

    # Half of the mark is given up to twice the tolerance.
    assert min(apart) > 2 * item["tolerance"]


def test_a_third_of_the_bank_and_of_each_paper_is_on_the_learners_own_machine() -> None:
    quiz = load_quiz(MODULE)
    key = final_key(quiz)
    assert key
    bank = [item for item in WRITTEN["items"] if item["part"] == "final"]
    own = [item for item in bank if re.search(r"\{\w+\}", str(item))]
    assert (len(own), len(bank)) == (12, 36)
    variants = {item.id: item.variant for item in key.items}
    shares = [
        sum(variants[each] is not None for each in paper(key.items, key.draw, draw, 1))
        for draw in (Draw.named(f"learner {number}") for number in range(100))
    ]

    assert sum(shares) / len(shares) == pytest.approx(4, abs=0.7)
