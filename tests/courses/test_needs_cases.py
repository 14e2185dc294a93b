"""The six complaints that learners are given: every figure is what the models or a sum give."""

from typing import Any

import pytest

from campus5g.courseware.explorers.project.needs.trial_length.model import (
    messages_needed,
    shortest_trial,
)
from campus5g.courseware.quiz.model import load_quiz
from campus5g.manifest import load_yaml
from campus5g.places import COURSES

MODULE = COURSES / "project" / "needs"
VARIANTS: dict[str, dict[str, Any]] = load_yaml((MODULE / "quiz.yaml").read_text(encoding="utf-8"))[
    "variants"
]

BLANKS = {"ends", "interval", "share", "silence", "area", "speed", "number", "hours"}


def number(figure: Any) -> float:
    """A figure as the English reader sees it."""
    return float(figure["en"] if isinstance(figure, dict) else figure)


@pytest.fixture(params=sorted(VARIANTS))
def figures(request: pytest.FixtureRequest) -> dict[str, Any]:
    return VARIANTS[request.param]


@pytest.mark.parametrize(
    "answer",
    [
        "lost_h",
        "missed",
        "kbit",
        "wish_kbit",
        "burst_mbit",
        "spread_mbit",
        "per_shift",
        "samples",
        "trial_min",
        "late_shift",
        "burst_samples",
        "nine_h",
        "signer",
    ],
)
def test_no_two_learners_answers_are_alike(answer: str) -> None:
    answers = [each[answer] for each in VARIANTS.values()]
    assert len(set(answers)) == len(answers) == 6


def test_no_two_drafts_or_offers_have_the_same_gaps() -> None:
    for names in (("gap1", "gap2", "gap3", "gap4", "gap5"), ("easy1", "easy2", "easy3")):
        answers = {frozenset(each[name] for name in names) for each in VARIANTS.values()}
        assert len(answers) == 6


def test_five_blanks_are_left_and_three_conditions_are_easy(figures: dict[str, Any]) -> None:
    gaps = {figures[f"gap{place}"] for place in range(1, 6)}
    assert len(gaps) == 5
    assert gaps < BLANKS
    assert len({figures[f"easy{place}"] for place in range(1, 4)}) == 3


def test_what_the_draft_states_is_not_called_a_blank(figures: dict[str, Any]) -> None:
    gaps = {figures[f"gap{place}"] for place in range(1, 6)}
    draft = figures["draft"]["en"]
    assert (str(figures["devices"]) in draft) == ("number" not in gaps)
    every = f"every {number(figures['every']):g}"
    assert (every in draft.replace("\N{NO-BREAK SPACE}", " ")) == ("interval" not in gaps)
    assert ("silence" in draft) == ("silence" not in gaps)
    assert ("back" in draft) == ("ends" not in gaps)


def test_the_hours_lost(figures: dict[str, Any]) -> None:
    minutes = figures["people"] * figures["stop_min"] * figures["stops"]
    assert figures["lost_h"] == pytest.approx(minutes / 60)


def test_the_silence_is_so_many_messages_in_a_row(figures: dict[str, Any]) -> None:
    assert figures["missed"] == figures["silence"] / number(figures["every"])


def test_the_rates(figures: dict[str, Any]) -> None:
    every_s = number(figures["every"])
    kbit_s = figures["devices"] * figures["octets"] * 8 / every_s / 1000
    assert figures["kbit"] == pytest.approx(kbit_s)
    assert number(figures["kbit_words"]) == pytest.approx(kbit_s)
    assert figures["wish_kbit"] == pytest.approx(kbit_s * figures["factor"])
    pictures_mbit = figures["tablets"] * figures["pics"] * figures["mb"] * 8
    assert figures["burst_mbit"] == pytest.approx(pictures_mbit / (figures["window"] * 60))
    assert figures["spread_mbit"] == pytest.approx(pictures_mbit / 3600, abs=1e-4)


def test_the_trial(figures: dict[str, Any]) -> None:
    share, every_s = number(figures["share"]) / 100, number(figures["every"])
    found = shortest_trial(share, 0, 0.95, every_s)
    assert figures["samples"] == found.messages
    assert figures["trial_min"] == pytest.approx(found.duration_s / 60, abs=0.051)
    assert number(figures["trial_words"]) == figures["trial_min"]
    assert figures["burst_samples"] == figures["burst"] * found.messages
    stricter = 1 - (1 - share) / 10
    assert figures["nine_h"] == pytest.approx(
        messages_needed(stricter, 0, 0.95) * every_s / 3600, abs=0.051
    )


def test_the_rule_of_three_is_near_enough_to_be_right(figures: dict[str, Any]) -> None:
    allowed = 1 - number(figures["share"]) / 100
    assert abs(3 / allowed - figures["samples"]) <= figures["samples_tolerance"]
    by_hand_h = 10 * figures["trial_min"] / 60
    assert abs(by_hand_h - figures["nine_h"]) <= figures["nine_tolerance"]


def test_the_late_ones_of_a_shift(figures: dict[str, Any]) -> None:
    per_shift = figures["devices"] * 28_800 / number(figures["every"])
    assert figures["per_shift"] == per_shift
    assert figures["late_shift"] == pytest.approx(
        per_shift * (1 - number(figures["share"]) / 100), abs=0.051
    )


def test_a_third_of_the_finals_bank_is_about_the_learners_complaint() -> None:
    final = [each for each in load_quiz(MODULE).items if each.part == "final"]
    own = [each for each in final if each.variant == "dock-scanners"]
    common = [each for each in final if each.variant is None]
    assert len(own) + len(common) == 36
    assert len(own) >= 12
