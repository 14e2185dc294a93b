"""What a class's results show about the items: difficulty, discrimination, common wrong answers."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt

ENOUGH = 5
"""The minimum number of learners for a discrimination."""

TOO_HARD = 0.3
POOR = 0.1
"""A discrimination below which an item does not tell those who know from those who don't."""

_SPREAD = 1e-9


@dataclass(frozen=True)
class ItemFigures:
    """An item over a class.

    ``difficulty`` is the mean share of its points, from 0 (nobody) to 1 (everybody).
    ``discrimination`` is the correlation of that share with the mean share of the learner's other
    items (corrected item-total, Pearson); None where too few did it, or all did the same.
    """

    item: str
    learners: int
    difficulty: float
    discrimination: float | None

    @property
    def needs_review(self) -> bool:
        """Whether the item needs review: few learners, or the wrong ones, get it right."""
        hard = self.learners >= ENOUGH and self.difficulty < TOO_HARD
        return hard or (self.discrimination is not None and self.discrimination < POOR)


def item_figures(shares: Mapping[str, Mapping[str, float]]) -> list[ItemFigures]:
    """Return the figures of each item, in the order in which items come first.

    Args:
        shares: by learner, the share from 0 to 1 of each item that they did; learners may have
            done different items.
    """
    items = dict.fromkeys(item for of_learner in shares.values() for item in of_learner)
    return [_figures(item, shares) for item in items]


def shares_of_rest(item: str, shares: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """Return the mean share of the other items, of each learner who did an item and others."""
    return {
        learner: sum(rest) / len(rest)
        for learner, of_learner in shares.items()
        if item in of_learner
        and (rest := [share for other, share in of_learner.items() if other != item])
    }


def common_wrong(answers: Iterable[tuple[str, str]]) -> dict[str, list[tuple[str, int]]]:
    """Return the most frequent wrong answers by item: up to three that several learners gave.

    Args:
        answers: item and answer, of each wrong one.
    """
    counts: dict[str, Counter[str]] = {}
    for item, answer in answers:
        counts.setdefault(item, Counter())[answer] += 1
    return {
        item: [(answer, count) for answer, count in counter.most_common(3) if count > 1]
        for item, counter in counts.items()
    }


def correlation(pairs: list[tuple[float, float]]) -> float | None:
    """Return Pearson's r, None for fewer than `ENOUGH` pairs or where one side does not vary."""
    if len(pairs) < ENOUGH:
        return None
    mean_x = sum(x for x, _ in pairs) / len(pairs)
    mean_y = sum(y for _, y in pairs) / len(pairs)
    spread_x = sum((x - mean_x) ** 2 for x, _ in pairs)
    spread_y = sum((y - mean_y) ** 2 for _, y in pairs)
    if spread_x < _SPREAD or spread_y < _SPREAD:
        return None
    together = sum((x - mean_x) * (y - mean_y) for x, y in pairs)
    return together / sqrt(spread_x * spread_y)


def _figures(item: str, shares: Mapping[str, Mapping[str, float]]) -> ItemFigures:
    own = [of_learner[item] for of_learner in shares.values() if item in of_learner]
    pairs = [
        (shares[learner][item], rest) for learner, rest in shares_of_rest(item, shares).items()
    ]
    return ItemFigures(item, len(own), sum(own) / len(own), correlation(pairs))
