"""Whether an objective can be achieved by luck: by guessing all answers of a final."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from campus5g.authoring.catalogue import Module
from campus5g.authoring.findings import Finding
from campus5g.authoring.rules.banks.guesses import Distribution, shares_by_guessing
from campus5g.courseware.quiz.model import QUIZ_FILE, Item, Quiz
from campus5g.courseware.quiz.points import ACHIEVED_FROM

MOST_BY_LUCK = 0.1
"""An objective that more than one guesser in ten achieves says nothing of the others."""

# A question as a guesser sees it: its points, and the shares that a guess earns.
_Chance = tuple[Fraction, tuple[tuple[Fraction, Fraction], ...]]


def luck_findings(quiz: Quiz, module: Module) -> Iterator[Finding]:
    """Find objectives that guessing achieves too often, whatever is drawn."""
    for objective, luck in luck_by_objective(quiz, module).items():
        if luck >= MOST_BY_LUCK:
            yield Finding(
                f"Guessing achieves the objective {objective} in {100 * luck:.0f} % of attempts at "
                "the final.",
                f"Draw more questions, or give them more choices: below {100 * MOST_BY_LUCK:.0f} % "
                "whatever is drawn.",
                file=QUIZ_FILE,
            )


def luck_by_objective(quiz: Quiz, module: Module) -> dict[str, float]:
    """Return the probability that guessing achieves each objective, at the most favourable draw.

    It is exact. Each question's share is distributed as `shares_by_guessing` says; the shares of a
    draw, weighted by points as in `campus5g.courseware.quiz.points.by_objective`, add up by
    convolution; an objective is achieved from `ACHIEVED_FROM` of its points. Of all sets of
    questions that a draw may hold for the objective, the luckiest counts. It is the probability of
    one attempt.
    """
    if quiz.final is None:
        return {}
    objectives = [objective.id for objective in module.manifest.objectives]
    found = {}
    for objective in objectives:
        chances = Counter(_chance(item) for item in quiz.bank if item.objectives[0] == objective)
        counts = {
            min(chances.total(), rounded(quiz.final.draw / len(objectives)))
            for rounded in (math.floor, math.ceil)
        }
        draws = [draw for count in counts if count for draw in _draws(list(chances.items()), count)]
        if draws:
            found[objective] = float(max(map(_achieved, draws)))
    return found


def _chance(item: Item) -> _Chance:
    if item.key is None:
        return Fraction(item.points), ((Fraction(0), Fraction(1)),)
    options = [*getattr(item, "choices", ()), *getattr(item, "regions", ())]
    distribution = shares_by_guessing(item.key, len(options))
    return Fraction(item.points), tuple(sorted(distribution.items()))


def _draws(chances: Sequence[tuple[_Chance, int]], count: int) -> Iterator[list[_Chance]]:
    """Yield the possible draws; questions of equal chances count as one."""
    if not chances:
        if count == 0:
            yield []
        return
    (chance, there), *others = chances
    for taken in range(min(there, count) + 1):
        for rest in _draws(others, count - taken):
            yield [chance] * taken + rest


def _achieved(draw: Sequence[_Chance]) -> Fraction:
    earned: Mapping[Fraction, Fraction] = {Fraction(0): Fraction(1)}
    for points, shares in draw:
        earned = _added(earned, points, dict(shares))
    enough = Fraction(ACHIEVED_FROM) * sum(points for points, _ in draw)
    return sum((each for total, each in earned.items() if total >= enough), Fraction(0))


def _added(
    earned: Mapping[Fraction, Fraction], points: Fraction, shares: Distribution
) -> Mapping[Fraction, Fraction]:
    """Return the distribution of the points earned, with one question more."""
    total: dict[Fraction, Fraction] = {}
    for before, likely in earned.items():
        for share, chance in shares.items():
            after = before + points * share
            total[after] = total.get(after, Fraction(0)) + likely * chance
    return total
