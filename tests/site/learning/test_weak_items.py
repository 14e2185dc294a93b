"""Which questions of a final are weak, and what is told of them."""

from collections.abc import Mapping

import pytest

from campus5g.site.learning.final_answers import Taken
from campus5g.site.learning.item_analysis import item_figures
from campus5g.site.learning.weak_items import ENOUGH_ANSWERS, Weakness, weaknesses

LEARNERS = [f"learner{number:02}" for number in range(ENOUGH_ANSWERS)]

# The later in the list, the better at the rest.
REST = {learner: number / len(LEARNERS) for number, learner in enumerate(LEARNERS)}
RIGHT_BY_THE_BEST = {learner: float(rest >= 0.4) for learner, rest in REST.items()}


def told(right: Mapping[str, float], taken: list[Taken] | None = None) -> list[Weakness]:
    """What is told of a question, by who got it right."""
    shares = {learner: {"q": right[learner], "rest": REST[learner]} for learner in right}
    [figures] = [each for each in item_figures(shares) if each.item == "q"]
    return weaknesses(figures, taken or [], shares)


def choice(words: str, learners: list[str], *, right: bool = False) -> Taken:
    return Taken(words, right, frozenset(learners))


def test_a_question_that_good_learners_get_and_weak_ones_don_t_is_left() -> None:
    assert told(RIGHT_BY_THE_BEST) == []


def test_fewer_than_thirty_answers_tell_nothing() -> None:
    few = dict(list(RIGHT_BY_THE_BEST.items())[1:])

    assert told(dict.fromkeys(few, 0.0)) == []


@pytest.mark.parametrize(
    ("best", "why"), [(2, ["too-hard"]), (30, ["too-easy"]), (29, ["too-easy"])]
)
def test_one_that_nearly_nobody_or_everybody_gets_is_weak(best: int, why: list[str]) -> None:
    right = {learner: float(learner in LEARNERS[-best:]) for learner in LEARNERS}

    assert [each.why for each in told(right)] == why


def test_one_that_good_learners_get_no_more_often_is_weak() -> None:
    right = {learner: float(number % 2) for number, learner in enumerate(LEARNERS)}

    assert [each.why for each in told(right)] == ["does-not-tell"]


def test_a_wrong_choice_that_nobody_takes_is_told() -> None:
    taken = [
        choice("the UPF", LEARNERS[12:], right=True),
        choice("the SMF", []),
        choice("the AMF", LEARNERS[:12]),
    ]

    assert told(RIGHT_BY_THE_BEST, taken) == [Weakness("never-taken", "the SMF")]


def test_a_wrong_choice_that_good_learners_prefer_is_told() -> None:
    """Of the best eight two take it, of the weakest eight nobody."""
    taken = [choice("the UPF", LEARNERS[12:28], right=True), choice("the SMF", LEARNERS[28:])]

    assert told(RIGHT_BY_THE_BEST, taken) == [Weakness("taken-by-the-best", "the SMF")]


def test_the_right_choice_may_be_that_of_the_best() -> None:
    assert told(RIGHT_BY_THE_BEST, [choice("the UPF", LEARNERS[12:], right=True)]) == []
