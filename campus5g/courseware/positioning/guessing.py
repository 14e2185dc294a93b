"""How likely a learner who knows nothing is to guess the answer of a question."""

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

# From this share upwards an answer counts as right: one of four pairs may be wrong.
RIGHT_FROM = 0.75

# Guessing a number or a word is rare, but not impossible.
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
