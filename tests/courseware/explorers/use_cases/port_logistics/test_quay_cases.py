"""The eight terminals of the quiz: every figure is worked out again from the explorers' models."""

from dataclasses import replace
from typing import Any

import pytest

from campus5g.courseware.explorers.use_cases.port_logistics.quay.model import (
    Terminal,
    capacities,
    constraint,
    improved,
    shift,
)
from campus5g.courseware.explorers.use_cases.port_logistics.quay.view import stops_of
from campus5g.courseware.explorers.use_cases.port_logistics.quay.waits_drawing import (
    terminal_of,
    waits_drawing,
)
from campus5g.courseware.explorers.use_cases.port_logistics.quay_uplink.model import (
    Cell,
    Quay,
    burst,
    needed_mbit_s,
)
from campus5g.language import LANGUAGES, Language, set_language
from campus5g.manifest import load_yaml
from campus5g.places import COURSES

QUIZ = COURSES / "use-cases" / "port-logistics" / "quiz.yaml"
VARIANTS: dict[str, dict[str, Any]] = load_yaml(QUIZ.read_text(encoding="utf-8"))["variants"]

each_case = pytest.mark.parametrize("case", list(VARIANTS))

WIDE = Cell(100, "DDSUU")


def terminal(case: str) -> Terminal:
    return terminal_of(VARIANTS[case]["terminal"])


def senders(case: str) -> Quay:
    of = VARIANTS[case]
    return Quay(of["remote"], of["cameras"], of["camera_rate"], of["tablets"], of["photo"])


@each_case
def test_the_sheet_describes_the_terminal_that_is_drawn(case: str) -> None:
    of, own = VARIANTS[case], terminal(case)
    assert own == Terminal(
        cranes=of["cranes"],
        carriers=of["carriers"],
        crane_cycle_s=of["cycle"],
        drive_s=of["drive"],
        yard_places=of["rows"],
        lorries_per_h=of["lorries"],
        outage_s=of["outage"],
        outage_every_s=60 * of["every"],
    )
    assert own.round_s == of["round"]


@each_case
def test_the_learner_can_set_the_terminal_in_the_explorer(case: str) -> None:
    assert stops_of(terminal(case))


@each_case
def test_the_capacities_are_those_of_the_model(case: str) -> None:
    of, alone = VARIANTS[case], capacities(terminal(case))
    figures = (of["cranes_per_h"], of["carriers_per_h"], of["yard_per_h"])
    assert (alone.cranes, alone.carriers, alone.yard) == pytest.approx(figures)
    least = min(zip(figures, ("cranes", "carriers", "yard"), strict=True))
    assert of["least"] == least[1]
    assert sorted(figures)[1] >= 1.04 * least[0]


@each_case
def test_what_was_measured_is_what_the_model_gives(case: str) -> None:
    of, found = VARIANTS[case], shift(terminal(case))
    assert of["moves"] == round(found.moves_per_h)
    assert of["idle"] == round(100 * found.cranes_waiting)
    waits = {name: found.carriers[name] for name in ("at-crane", "at-yard", "no-order")}
    for name, share in waits.items():
        assert of[name.replace("-", "_")] == round(100 * share)
    without = shift(improved(terminal(case), "network")).moves_per_h
    assert of["moves_without_outage"] == round(without)


@each_case
def test_the_answers_on_outages_and_cranes_follow_from_the_model(case: str) -> None:
    of, own = VARIANTS[case], terminal(case)
    now = shift(own).moves_per_h
    lost = 1 - now / shift(improved(own, "network")).moves_per_h
    assert of["outages_cost"] == ("much" if lost >= 0.25 else "nothing")
    assert lost >= 0.25 or lost < 0.03
    more = shift(improved(own, "cranes")).moves_per_h / now - 1
    assert of["crane_gain"] == ("quarter" if more >= 0.25 else "none")
    assert more >= 0.25 or more < 0.03


@each_case
def test_the_best_of_four_measures_is_the_constraints(case: str) -> None:
    of, own = VARIANTS[case], terminal(case)
    measures = {
        "cranes": improved(own, "cranes"),
        "carriers": improved(own, "carriers"),
        "yard": replace(own, lorries_per_h=max(0, own.lorries_per_h - 40)),
        "network": replace(own, orders_ahead=1),
    }
    moves = {name: shift(changed).moves_per_h for name, changed in measures.items()}
    first, second = sorted(moves.values(), reverse=True)[:2]
    assert of["constraint"] == max(moves, key=moves.__getitem__) == constraint(own)
    assert first >= second + 5


@each_case
def test_the_figure_shows_what_the_answer_says(case: str) -> None:
    found = shift(terminal(case)).carriers
    waits = {"crane": found["at-crane"], "yard": found["at-yard"], "order": found["no-order"]}
    most = max(waits, key=waits.__getitem__)
    assert VARIANTS[case]["mostly_waits"] == (most if waits[most] >= 0.1 else "nothing")


@each_case
def test_the_uplink_is_worked_out_from_what_the_sheet_says(case: str) -> None:
    of, own = VARIANTS[case], senders(case)
    assert of["video"] == own.video_mbit_s
    assert of["margin"] == needed_mbit_s(own)
    assert of["photos"] == pytest.approx(own.photos_mbit_s(of["within"]))
    found = burst(own, WIDE, "class")
    assert of["photo_time"] == pytest.approx(found.lasts_s, abs=0.9)
    assert of["share"] == pytest.approx(WIDE.uplink_mbit_s / (own.cranes + own.tablets), abs=0.01)


@each_case
def test_the_smallest_carrier_that_will_do_is_the_answer(case: str) -> None:
    of = VARIANTS[case]
    offered = {
        "narrow": Cell(40, "DDDSU").uplink_mbit_s,
        "two-slots": Cell(40, "DDSUU").uplink_mbit_s,
        "wide": WIDE.uplink_mbit_s,
    }
    assert [round(rate) for rate in offered.values()] == [21, 43, 86]
    enough = [name for name, rate in offered.items() if rate >= of["margin"]]
    assert of["channel"] == enough[0]


@pytest.mark.parametrize(
    "figure", ["cranes_per_h", "carriers_per_h", "yard_per_h", "video", "margin", "photos"]
)
def test_no_neighbour_has_the_same_figure(figure: str) -> None:
    figures = [of[figure] for of in VARIANTS.values()]
    assert len(set(figures)) == len(figures)


def test_each_constraint_is_drawn_by_two_cases() -> None:
    constraints = [of["constraint"] for of in VARIANTS.values()]
    assert sorted(constraints) == sorted(2 * ["cranes", "carriers", "yard", "network"])


@each_case
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_drawing_is_an_svg_in_the_reader_language(case: str, language: Language) -> None:
    set_language(language)
    try:
        drawn = waits_drawing(VARIANTS[case]["terminal"])
    finally:
        set_language(None)
    assert drawn.startswith("<svg")
    assert {"fr": "attend", "en": "waits"}[language] in drawn
    assert "nan" not in drawn
