"""How likely somebody who knows nothing hits on the answer of a question."""

from math import comb, factorial

from campus5g.courseware.quiz.keys import (
    Key,
    MatchKey,
    MultipleKey,
    NumericKey,
    OrderKey,
    SingleKey,
    TextKey,
)

# From this share of a question on, its answer is right: one of four pairs may be amiss.
RIGHT_FROM = 0.75

# A number or a word that was hit upon by luck is rare; it is not impossible.
_WRITTEN = 0.02


def guess_rate(key: Key, choices: int) -> float:
    """Return the probability that an answer by chance counts as right.

    A question with several right choices tells how many there are.

    Args:
        key: the question's key.
        choices: how many choices the question shows.
    """
    match key:
        case SingleKey():
            return 1 / choices
        case MultipleKey():
            return 1 / comb(choices, len(key.answer))
        case OrderKey():
            return 1 / factorial(len(key.answer))
        case MatchKey():
            return _match_rate(terms=len(key.answer), choices=choices)
        case NumericKey() | TextKey():
            return _WRITTEN


def _match_rate(terms: int, choices: int) -> float:
    one = 1 / choices
    return sum(
        comb(terms, right) * one**right * (1 - one) ** (terms - right)
        for right in range(terms + 1)
        if right / terms >= RIGHT_FROM
    )
