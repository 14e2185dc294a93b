"""Draws of packet-capture: what neighbours share of their answers, and how often each fault falls.

A typed answer that is another's text earns its points at most; the kit is not needed to see that.
"""

import ast
import json
import statistics
from collections import Counter
from itertools import pairwise

import pytest
from beside_the_notebook import program

from campus5g.authoring.catalogue import find_module
from campus5g.authoring.trials.solutions import typed_answers
from campus5g.courseware.lab.dealing import dealt
from campus5g.draw import Draw

LAB = find_module("packet-capture")
DRAWS = 200
FAULT = {
    "imsi": "fault-device",
    "step": "fault-step",
    "cause": "fault-cause",
    "action": "fault-action",
}


@pytest.fixture(scope="module")
def papers() -> list[dict[str, str]]:
    """What the learners of many draws type, by automatic item."""
    return [paper(Draw.named(f"learner {number}")) for number in range(DRAWS)]


def paper(draw: Draw) -> dict[str, str]:
    typed = typed_answers(LAB, draw)
    fault = ast.literal_eval(typed.pop("fault-answer").removeprefix("fault = "))
    answers = {item.removesuffix("-answer"): text for item, text in typed.items()}
    return answers | {item: str(fault[entry]) for entry, item in FAULT.items()}


def shared(own: dict[str, str], other: dict[str, str]) -> float:
    """The share of the automatic points that the other's answers could earn."""
    automatic = [item for item in LAB.manifest.items if item.kind == "automatic"]
    alike = [item for item in automatic if own.get(item.id) == other.get(item.id)]
    return sum(item.points for item in alike) / LAB.manifest.automatic_points


# Typing 200 papers takes seconds; copies of a short lab are graded in the default selection.
pytestmark = pytest.mark.proof


def test_neighbours_share_few_answers(papers: list[dict[str, str]]) -> None:
    shares = [shared(own, other) for own, other in pairwise(papers)]

    assert statistics.mean(shares) < 0.2
    assert statistics.quantiles(shares, n=20)[-1] <= 0.3


def test_nobody_is_spared_or_given_a_fault_more_often_than_chance(
    papers: list[dict[str, str]],
) -> None:
    readers = Counter(each["cause"] for each in papers)
    morning = Counter(each["fault-cause"] for each in papers)

    # Each of seven, and each of six: within four standard deviations of its share.
    for drawn, kinds in ((readers, 7), (morning, 6)):
        share = 1 / kinds
        spread = 4 * (DRAWS * share * (1 - share)) ** 0.5
        assert len(drawn) == kinds
        assert all(abs(times - DRAWS * share) < spread for times in drawn.values())


def test_each_choice_has_a_right_and_a_wrong_option(papers: list[dict[str, str]]) -> None:
    for each in papers:
        for item in ("allowed", "filter"):
            right = ast.literal_eval(each[item].partition(" = ")[2])
            assert 1 <= len(right) <= 4


def test_a_card_tells_in_both_languages_what_a_learner_types_of_it() -> None:
    for number in range(20):
        draw = Draw.named(f"learner {number}")
        cards = json.loads(dealt(LAB.folder, draw))
        with program("packet-capture", "case") as programs:
            case = programs.case_of(draw)
        for card in cards.values():
            words = " ".join(value for _, value in card["facts"])
            for typed in (
                f'"{case.mask}"',
                f"NEA{case.ciphering}",
                f"NIA{case.integrity}",
                ", ".join(case.name_parts),
                f'"{case.separator}"',
                *map(str, case.session_codes),
                case.n4_field,
                *(f"({field})" for field in (case.service_one, case.service_all, *case.inner)),
                case.gnb,
                case.upf,
                f"tos={case.tos:#04x}",
            ):
                assert typed in words
            assert card["given"] == {"variation": draw.variation}
