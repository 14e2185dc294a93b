"""The cases of *augmented-operator*: their figures are the models', and no two share an answer."""

import math
from pathlib import Path
from typing import Any

import pytest

from campus5g.courseware.explorers.use_cases.augmented_operator.call_readings import (
    INCIDENTS,
    rates,
)
from campus5g.courseware.explorers.use_cases.augmented_operator.cell_edge import (
    uplink_each_mbit_s,
)
from campus5g.courseware.explorers.use_cases.augmented_operator.sliding_mark.model import slip_cm
from campus5g.courseware.explorers.use_cases.augmented_operator.video import (
    PHOTO,
    PICTURES,
    READABLE_POINTS,
    Movement,
    needed_mbit_s,
    points_per_letter,
)
from campus5g.courseware.quiz.model import Quiz, load_quiz
from campus5g.manifest import load_yaml
from campus5g.places import COURSES

MODULE = COURSES / "use-cases" / "augmented-operator"
VARIANTS: dict[str, dict[str, Any]] = load_yaml(
    Path(MODULE / "quiz.yaml").read_text(encoding="utf-8")
)["variants"]
MOVEMENTS: dict[str, Movement] = {
    "held still": "still",
    "moving slowly": "slow",
    "moving fast": "fast",
}
EDGE_DBM = {
    "press": -112,
    "oven": -115,
    "silo": -118,
    "cellar": -120,
    "roof": -105,
    "dock": -110,
}
"""Where each case's eight people stand."""

each_place = pytest.mark.parametrize("place", VARIANTS)


@pytest.fixture(scope="module")
def quiz() -> Quiz:
    return load_quiz(MODULE)


def number(value: object) -> float:
    """Return a figure as the English reads it."""
    text = value["en"] if isinstance(value, dict) else value
    return float(str(text).replace("−", "-").replace("+", ""))


def test_there_are_six_cases_and_each_incident_is_one() -> None:
    assert list(VARIANTS) == list(INCIDENTS)


@each_place
def test_the_readings_are_those_of_the_incident(place: str) -> None:
    figures, incident = VARIANTS[place], INCIDENTS[place]
    before, during = rates(incident.before), rates(incident.during)

    for stage in ("coded", "antenna", "expert"):
        assert number(figures[f"{stage}0"]) == pytest.approx(getattr(before, stage), abs=0.06)
        assert number(figures[f"{stage}1"]) == pytest.approx(getattr(during, stage), abs=0.06)
    assert number(figures["rsrp0"]) == incident.before.rsrp_dbm
    assert number(figures["rsrp1"]) == incident.during.rsrp_dbm
    assert (figures["calls0"], figures["calls1"]) == (
        incident.before.calls,
        incident.during.calls,
    )
    assert number(figures["noise1"]) == incident.during.noise_db
    assert (figures["heat1"], figures["cell1"]) == (
        incident.during.glasses_c,
        incident.during.cell,
    )
    assert figures["lost"] == pytest.approx(
        number(figures["expert0"]) - number(figures["expert1"]), abs=0.11
    )


@each_place
def test_the_letter_and_the_lightest_picture_are_the_models(place: str) -> None:
    figures = VARIANTS[place]
    letter, distance = number(figures["letter"]), number(figures["plate_m"])
    points = {each.name: points_per_letter(letter, distance, each) for each in (*PICTURES, PHOTO)}

    assert figures["points"] == pytest.approx(points["720p"], abs=0.06)
    lightest = next(name for name, found in points.items() if found >= READABLE_POINTS)
    assert figures["least"] == lightest


@each_place
def test_the_sum_of_eight_and_what_the_edge_carries_are_the_models(place: str) -> None:
    figures = VARIANTS[place]
    picture = next(each for each in PICTURES if each.name == figures["picture"])
    need = needed_mbit_s(picture, MOVEMENTS[figures["moving"]["en"]])
    carried = 8 * uplink_each_mbit_s(EDGE_DBM[place], 8)

    assert number(figures["need"]) == pytest.approx(need, abs=0.06)
    assert figures["sum"] == pytest.approx(8 * number(figures["need"]))
    assert number(figures["carried"]) == pytest.approx(carried, abs=0.6)
    assert figures["fits"] == ("fits" if 8 * need <= carried else "up")


@each_place
def test_the_slip_and_the_valve_are_the_models(place: str) -> None:
    figures = VARIANTS[place]
    degrees = figures["speed"] * figures["delay"] / 1000
    slip = slip_cm(degrees, number(figures["distance"]))

    assert figures["delay"] == 20 + 40 + figures["network"]
    assert figures["slip"] == pytest.approx(slip, abs=0.06)
    off = math.floor(slip / figures["gap"] + 0.5)
    assert figures["valve"] == ("right", "next", "farther")[off]
    # By the rule of thumb of the module one gets there, too.
    by_hand = degrees * 1.7 * number(figures["distance"])
    assert by_hand == pytest.approx(slip, abs=1)


@each_place
def test_the_notice_and_the_battery_are_worked_out(place: str) -> None:
    figures = VARIANTS[place]
    amount, unit = figures["check_in"]["en"].split()
    minutes = float(amount) * {"s": 1 / 60, "min": 1}[unit]
    mean_w = sum(number(figures[f"{use}_w"]) for use in ("wait", "call", "radio"))
    hours = number(figures["wh"]) / mean_w

    assert figures["within"] == pytest.approx(minutes * figures["missed"])
    assert figures["hours"] == pytest.approx(hours, abs=0.01)
    expected = "short" if hours < 8 else "bare" if hours < 1.2 * 8 else "reserve"
    assert figures["lasts"] == expected


@pytest.mark.parametrize(
    "answer", ["cause", "points", "sum", "slip", "delay", "within", "hours", "lost"]
)
def test_a_neighbours_answer_is_mostly_wrong(answer: str) -> None:
    found = [str(VARIANTS[place][answer]) for place in VARIANTS]
    assert len(set(found)) >= 4


def test_a_third_of_the_bank_is_about_the_learners_case(quiz: Quiz) -> None:
    for place in VARIANTS:
        asked = [item for item in quiz.bank if item.variant in (None, place)]
        own = [item for item in asked if item.variant]
        assert len(asked) >= 36
        assert len(own) >= len(asked) / 3
