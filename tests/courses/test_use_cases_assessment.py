"""The committees of the use cases' assessment: one request of each kind, and no telling length."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from campus5g.courseware.explorers.use_cases.augmented_operator.call_readings import (
    INCIDENTS,
    rates,
)
from campus5g.courseware.explorers.use_cases.augmented_operator.sliding_mark.model import slip_cm
from campus5g.courseware.explorers.use_cases.energy.steel_load import QUARTERS_A_DAY, steel_week
from campus5g.courseware.explorers.use_cases.energy.week_drawing import SUBSCRIBED_KW
from campus5g.courseware.explorers.use_cases.mobile_robots.halt_record.model import STORIES
from campus5g.courseware.explorers.use_cases.port_logistics.quay.model import constraint
from campus5g.courseware.explorers.use_cases.port_logistics.quay.waits_drawing import terminal_of
from campus5g.courseware.explorers.use_cases.predictive_maintenance.case_spectrum import CASES
from campus5g.courseware.explorers.use_cases.predictive_maintenance.worn_machine import (
    near,
    spectra,
)
from campus5g.courseware.quiz.drawing.papers import example_papers
from campus5g.courseware.quiz.figure import svg_of
from campus5g.courseware.quiz.model import Quiz, load_quiz
from campus5g.language import LANGUAGES, Language, set_language
from campus5g.manifest import load_yaml
from campus5g.places import COURSES

MODULE = COURSES / "use-cases" / "assessment"
VARIANTS: dict[str, dict[str, Any]] = load_yaml(
    Path(MODULE / "quiz.yaml").read_text(encoding="utf-8")
)["variants"]
REQUESTS = ("vibration", "vehicles", "shedding", "assistance")
RULE = ("ready", "unproven", "unsafe", "simple")
LINE_AT_FAULT = {"simple": "need", "unproven": "proof", "unsafe": "cut"}
PARTS = {"outer-race": "outer", "inner-race": "inner", "ball": "ball"}
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

each_committee = pytest.mark.parametrize("committee", VARIANTS)


@pytest.fixture(scope="module")
def quiz() -> Quiz:
    return load_quiz(MODULE)


def number(value: object) -> float:
    """Return a figure as the English reads it."""
    text = value["en"] if isinstance(value, dict) else value
    return float(str(text))


def states(committee: str) -> dict[str, str]:
    return {request: VARIANTS[committee][f"{request}_state"] for request in REQUESTS}


def test_there_are_six_committees_and_no_two_are_alike() -> None:
    orders = {tuple(states(committee).values()) for committee in VARIANTS}
    assert len(orders) == len(VARIANTS) == 6


@each_committee
def test_each_request_is_one_of_four_and_its_rank_follows_the_rule(committee: str) -> None:
    found = states(committee)
    assert sorted(found.values()) == sorted(RULE)
    ranked = [VARIANTS[committee][f"rank{place}"] for place in (1, 2, 3, 4)]
    assert [found[request] for request in ranked] == list(RULE)


@pytest.mark.parametrize("request_name", REQUESTS)
def test_a_request_differs_only_in_the_line_at_fault(request_name: str) -> None:
    lines: dict[tuple[str, bool], set[str]] = {}
    for committee, figures in VARIANTS.items():
        fault = LINE_AT_FAULT.get(states(committee)[request_name])
        for line in ("need", "proof", "cut"):
            text = figures[f"{request_name}_{line}"]["fr"]
            lines.setdefault((line, line == fault), set()).add(text)
    assert all(len(texts) == 1 for texts in lines.values())
    for line in ("need", "proof", "cut"):
        assert lines[line, False].isdisjoint(lines.get((line, True), set()))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_length_of_a_file_does_not_give_its_state_away(language: str) -> None:
    longest, shortest = Counter[str](), Counter[str]()
    for committee, figures in VARIANTS.items():
        lengths = {
            request: sum(len(figures[f"{request}_{line}"][language]) for line in LINES)
            for request in REQUESTS
        }
        longest[states(committee)[max(lengths, key=lengths.__getitem__)]] += 1
        shortest[states(committee)[min(lengths, key=lengths.__getitem__)]] += 1
    assert max(longest.values()) <= 3
    assert max(shortest.values()) <= 3


LINES = ("need", "proof", "cut")


@each_committee
def test_the_spectra_show_the_parts_that_are_asked_for(committee: str) -> None:
    figures = VARIANTS[committee]
    case = CASES[figures["machine"]]
    assert figures["sister"] == f"{figures['machine']}-sister"
    for part, key in PARTS.items():
        assert number(figures[f"{key}_hz"]) == pytest.approx(
            case.machine.struck_hz(part),
            abs=0.51,  # type: ignore[arg-type]
        )
    for part, answer, peak in (
        (case.part, figures["part"], figures["peak_hz"]),
        (case.sister_part, figures["sister_part"], figures["sister_hz"]),
    ):
        assert answer == PARTS[part]
        frequencies, amplitudes = spectra(case.machine, part, case.week, envelope=True)
        turns = case.machine.rotation_hz
        beside = (abs(frequencies - turns) > 3) & (frequencies > 3) & (frequencies <= 300)
        tallest = float(frequencies[beside][amplitudes[beside].argmax()])
        assert tallest == pytest.approx(peak, abs=4)
        assert near(frequencies, amplitudes, peak) > 0


@each_committee
def test_the_record_the_quay_and_the_call_have_the_causes_that_are_asked_for(
    committee: str,
) -> None:
    figures = VARIANTS[committee]
    stories = {str(name): story for name, story in STORIES.items()}
    story = stories[figures["record"]]
    assert figures["record_cause"] == story.cause
    assert figures["halted"] == story.others_halted
    assert figures["quay_limit"] == constraint(terminal_of(figures["quay"]))
    incident = INCIDENTS[figures["call"]]
    before, during = rates(incident.before), rates(incident.during)
    lost = {
        "glasses": before.coded - during.coded,
        "radio": during.coded - during.antenna,
        "beyond": during.antenna - during.expert,
    }
    assert figures["stage"] == max(lost, key=lost.__getitem__)
    assert figures["lost_mbit"] == pytest.approx(before.expert - during.expert, abs=0.06)


@each_committee
def test_the_week_has_the_peak_that_is_asked_for(committee: str) -> None:
    figures = VARIANTS[committee]
    week = steel_week(figures["week"])
    day, quarter = divmod(week.peak, QUARTERS_A_DAY)
    highest = float(week.mean_kw.max())

    assert (figures["peak_day"], figures["peak_h"]) == (DAYS[day], quarter / 4)
    assert figures["subscribed"] == SUBSCRIBED_KW[figures["week"]]
    assert figures["over_kw"] == pytest.approx(highest - figures["subscribed"], abs=0.51)


@each_committee
def test_what_is_calculated_is_right(committee: str) -> None:
    figures = VARIANTS[committee]

    def of(name: str) -> float:
        return number(figures[name])

    stop = of("speed") * (of("silence") + of("reaction")) + of("brake")
    assert figures["stop"] == pytest.approx(stop)
    assert figures["cranes_mbit"] == of("cranes") * of("cameras") * of("camera_mbit")
    photos = of("tablets") * of("photo_mb") * 8 / of("photo_s")
    assert figures["photos_mbit"] == pytest.approx(photos, abs=0.06)
    assert figures["raw_mbit"] == pytest.approx(0.41 * of("axes"), abs=0.06)
    slip = slip_cm(of("turn") * of("delay") / 1000, of("valve_m"))
    assert figures["slip"] == pytest.approx(slip, abs=0.06)
    assert figures["users_mbit"] == pytest.approx(of("users") * of("each_mbit"), abs=0.01)


@pytest.mark.proof
def test_every_paper_ranks_the_requests_once_and_half_reads_graphs(quiz: Quiz) -> None:
    papers = example_papers(quiz.bank, 20)
    assert {sum(item.kind == "order" for item in paper) for paper in papers} == {1}
    graphs = sum(item.figure is not None for paper in papers for item in paper)
    assert 0.45 <= graphs / sum(map(len, papers)) <= 0.55


@pytest.mark.proof
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_graph_is_drawn(quiz: Quiz, language: Language) -> None:
    set_language(language)
    figures = {(figure.drawing, figure.of): figure for item in quiz.bank if (figure := item.figure)}
    for figure in figures.values():
        assert "viewBox" in str(svg_of(figure, MODULE))
    set_language(None)
