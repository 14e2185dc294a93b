"""Which questions of a final are weak, and why."""

from collections.abc import Mapping

import pytest

from campus5g.site.learning.final_answers import Taken
from campus5g.site.learning.statistics.item_analysis import item_figures
from campus5g.site.learning.statistics.weak_items import ENOUGH_ANSWERS, Weakness, weaknesses

LEARNERS = [f"learner{number:02}" for number in range(ENOUGH_ANSWERS)]

# The later in the list, the better at the rest.
REST = {learner: number / len(LEARNERS) for number, learner in enumerate(LEARNERS)}
RIGHT_BY_THE_BEST = {learner: float(rest >= 0.4) for learner, rest in REST.items()}


def found(right: Mapping[str, float], taken: list[Taken] | None = None) -> list[Weakness]:
    """Return the weaknesses of a question, given who got it right."""
    shares = {learner: {"q": right[learner], "rest": REST[learner]} for learner in right}
    [figures] = [each for each in item_figures(shares) if each.item == "q"]
    return weaknesses(figures, taken or [], shares)


def choice(words: str, learners: list[str], *, right: bool = False) -> Taken:
    return Taken(words, right, frozenset(learners))


def test_a_discriminating_question_is_not_weak() -> None:
    assert found(RIGHT_BY_THE_BEST) == []


def test_fewer_than_thirty_answers_give_no_verdict() -> None:
    few = dict(list(RIGHT_BY_THE_BEST.items())[1:])

    assert found(dict.fromkeys(few, 0.0)) == []


@pytest.mark.parametrize(
    ("best", "why"), [(2, ["too-hard"]), (30, ["too-easy"]), (29, ["too-easy"])]
)
def test_a_question_that_nearly_all_or_none_solve_is_weak(best: int, why: list[str]) -> None:
    right = {learner: float(learner in LEARNERS[-best:]) for learner in LEARNERS}

    assert [each.why for each in found(right)] == why


def test_a_question_without_discrimination_is_weak() -> None:
    right = {learner: float(number % 2) for number, learner in enumerate(LEARNERS)}

    assert [each.why for each in found(right)] == ["does-not-tell"]


def test_a_wrong_choice_that_is_never_taken_is_reported() -> None:
    taken = [
        choice("the UPF", LEARNERS[12:], right=True),
        choice("the SMF", []),
        choice("the AMF", LEARNERS[:12]),
    ]

    assert found(RIGHT_BY_THE_BEST, taken) == [Weakness("never-taken", "the SMF")]


def test_a_wrong_choice_that_good_learners_prefer_is_reported() -> None:
    """Two of the best eight take it, and none of the weakest eight."""
    taken = [choice("the UPF", LEARNERS[12:28], right=True), choice("the SMF", LEARNERS[28:])]

    assert found(RIGHT_BY_THE_BEST, taken) == [Weakness("taken-by-the-best", "the SMF")]


def test_the_right_choice_is_not_reported_when_the_best_take_it() -> None:
    assert found(RIGHT_BY_THE_BEST, [choice("the UPF", LEARNERS[12:], right=True)]) == []
