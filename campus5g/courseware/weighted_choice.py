"""A weighted choice, and how much of it hangs on one weight.

Points from 0 to 5 for each option and criterion, weights that count in proportion. When the share
of one criterion changes, the others keep their proportions: the mean of each option is then a
straight line in that share, and the winner changes where two lines cross.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Points = Mapping[str, Mapping[str, float]]
"""Points by option, then by criterion."""


@dataclass(frozen=True)
class Tipping:
    """Where the winner changes: the criterion's share there, 0 to 1, and who wins beyond."""

    share: float
    before: str
    after: str


def mean(points: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Return the weighted mean of an option's points; 0 if no criterion has a weight."""
    total = sum(weights.values())
    if not total:
        return 0.0
    return sum(points[criterion] * weight for criterion, weight in weights.items()) / total


def ends(
    points: Mapping[str, float], weights: Mapping[str, float], criterion: str
) -> tuple[float, float]:
    """Return an option's mean if a criterion counts for nothing, and if it alone counts.

    Where no other criterion has a weight, the others count alike.
    """
    others = {name: weight for name, weight in weights.items() if name != criterion}
    if not sum(others.values()):
        others = dict.fromkeys(others, 1.0)
    return mean(points, others), points[criterion]


def at_share(
    points: Mapping[str, float], weights: Mapping[str, float], criterion: str, share: float
) -> float:
    """Return an option's mean if a criterion has a share of all weights, 0 to 1."""
    without, alone = ends(points, weights, criterion)
    return without + share * (alone - without)


def winners(points: Points, weights: Mapping[str, float]) -> list[str]:
    """Return the options with the highest mean: several if they are equal."""
    means = {option: mean(own, weights) for option, own in points.items()}
    best = max(means.values())
    return [option for option, value in means.items() if best - value < 1e-9]


def tippings(points: Points, weights: Mapping[str, float], criterion: str) -> list[Tipping]:
    """Return where the winner changes as a criterion's share goes from 0 to 1, in order."""
    lines = {option: ends(own, weights, criterion) for option, own in points.items()}
    shares = sorted({0.0, 1.0, *_crossings(list(lines.values()))})
    found: list[Tipping] = []
    for low, middle, high in zip(shares, shares[1:], shares[2:], strict=False):
        before, after = (
            max(lines, key=lambda option: _at(lines[option], (start + end) / 2))
            for start, end in ((low, middle), (middle, high))
        )
        if before != after:
            found.append(Tipping(middle, before, after))
    return found


@dataclass(frozen=True)
class Change:
    """What would change a choice: a criterion's share now and where another option wins."""

    criterion: str
    now: float
    share: float
    winner: str


def nearest_change(points: Points, weights: Mapping[str, float]) -> Change | None:
    """Return the smallest change of one criterion's share that has another option win.

    None if no criterion by itself does. At least one must have a weight.
    """
    total = sum(weights.values())
    found = []
    for criterion, weight in weights.items():
        now = weight / total
        for each in tippings(points, weights, criterion):
            winner = each.after if each.share > now else each.before
            found.append(Change(criterion, now, each.share, winner))
    return min(found, key=lambda each: round(abs(each.share - each.now), 9), default=None)


def _at(line: tuple[float, float], share: float) -> float:
    return line[0] + share * (line[1] - line[0])


def _crossings(lines: Sequence[tuple[float, float]]) -> list[float]:
    shares = []
    for place, first in enumerate(lines):
        for second in lines[place + 1 :]:
            steeper = (first[1] - first[0]) - (second[1] - second[0])
            if abs(steeper) > 1e-12:
                share = (second[0] - first[0]) / steeper
                if 0 < share < 1:
                    shares.append(round(share, 12))
    return shares
