"""What pure guessing earns at a question: the exact distribution of its share.

A guess is even over the answers that fit the question. A guesser ticks as many choices as are
right, as if every question said how many there are, the most that they could know; puts all steps
in some order; gives each term a choice, another one to each where the key does so too; and finds no
number and no word. Shares are those of `campus5g.courseware.quiz.grading`.
"""

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
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

Distribution = Mapping[Fraction, Fraction]
"""The probability of each share that can be earned; the probabilities add up to 1."""


def shares_by_guessing(key: Key, choices: int) -> Distribution:
    """Return how likely a guess is to earn each share of a question.

    Args:
        key: the question's key.
        choices: how many choices the question shows.
    """
    match key:
        case SingleKey():
            return _even({Fraction(1): 1, Fraction(1, 2): len(key.nearly)}, choices)
        case MultipleKey():
            return _multiple(len(set(key.answer)), choices)
        case OrderKey():
            return _order(len(key.answer))
        case MatchKey():
            return _match(key, choices)
        case NumericKey() | TextKey():
            return {Fraction(0): Fraction(1)}


def _even(ways: Mapping[Fraction, int], of: int) -> Distribution:
    """Return shares with their number of ways, the rest of all ways earning nothing."""
    earning = {share: Fraction(count, of) for share, count in ways.items() if share and count}
    return {**earning, Fraction(0): 1 - sum(earning.values(), Fraction(0))}


def _multiple(right: int, choices: int) -> Distribution:
    """As many ticks as right answers: the number that hits is hypergeometric."""
    ways = {
        Fraction(2 * hit - right, right): comb(right, hit) * comb(choices - right, right - hit)
        for hit in range(right + 1)
        if 2 * hit > right
    }
    return _even(ways, comb(choices, right))


def _order(steps: int) -> Distribution:
    """Return the shares of a random order, from the numbers of permutations by inversions.

    Those are the Mahonian numbers: one step more multiplies their generating function by
    1 + q + … + q^(steps − 1) (MacMahon, American Journal of Mathematics 35, 1913).
    """
    by_inversions = [1]
    for step in range(2, steps + 1):
        longer = [0] * (len(by_inversions) + step - 1)
        for inversions, count in enumerate(by_inversions):
            for more in range(step):
                longer[inversions + more] += count
        by_inversions = longer
    pairs = comb(steps, 2)
    ways = {
        Fraction(pairs - 2 * inversions, pairs): count
        for inversions, count in enumerate(by_inversions)
        if 2 * inversions < pairs
    }
    return _even(ways, factorial(steps))


def _match(key: MatchKey, choices: int) -> Distribution:
    terms = len(key.answer)
    if max(Counter(key.answer.values()).values()) > 1:
        ways = {
            Fraction(right, terms): comb(terms, right) * (choices - 1) ** (terms - right)
            for right in range(1, terms + 1)
        }
        return _even(ways, choices**terms)
    ways = {
        Fraction(right, terms): comb(terms, right) * _none_right(terms - right, choices - right)
        for right in range(1, terms + 1)
    }
    return _even(ways, factorial(choices) // factorial(choices - terms))


def _none_right(terms: int, choices: int) -> int:
    """Ways to give terms a choice each, all different, none of them right."""
    return sum(
        (-1) ** fixed
        * comb(terms, fixed)
        * factorial(choices - fixed)
        // factorial(choices - terms)
        for fixed in range(terms + 1)
    )
