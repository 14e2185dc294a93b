"""Which questions of a final are weak, and why: from thirty answers on.

Fewer answers say more about who happened to get the question than about the question. Groups are
the upper and the lower 27 % by the other questions of their paper, which tell the most with the
fewest people (Kelley, Journal of Educational Psychology 30, 1939).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from campus5g.site.learning.final_answers import Taken
from campus5g.site.learning.statistics.item_analysis import (
    POOR,
    TOO_HARD,
    ItemFigures,
    shares_of_rest,
)

ENOUGH_ANSWERS = 30
TOO_EASY = 0.95

_GROUP = 0.27
# Of eight people in a group of thirty answers: one more is chance.
_CLEARLY_MORE = 2

Why = Literal["too-hard", "too-easy", "does-not-tell", "never-taken", "taken-by-the-best"]


@dataclass(frozen=True)
class Weakness:
    """Why a question is weak; ``choice`` in words, where it is about one."""

    why: Why
    choice: str = ""


def weaknesses(
    figures: ItemFigures, taken: Sequence[Taken], shares: Mapping[str, Mapping[str, float]]
) -> list[Weakness]:
    """Return why a question is weak; nothing if it is not, or too few answered it.

    Args:
        figures: of the question.
        taken: its choices; empty for a question without any.
        shares: by learner, of each question of their paper.
    """
    if figures.learners < ENOUGH_ANSWERS:
        return []
    if figures.difficulty > TOO_EASY:
        return [Weakness("too-easy")]
    found = []
    if figures.difficulty < TOO_HARD:
        found.append(Weakness("too-hard"))
    if figures.discrimination is not None and figures.discrimination < POOR:
        found.append(Weakness("does-not-tell"))
    lower, upper = _groups(shares_of_rest(figures.item, shares))
    for choice in taken:
        if choice.right:
            continue
        if not choice.learners:
            found.append(Weakness("never-taken", choice.words))
        elif len(choice.learners & upper) - len(choice.learners & lower) >= _CLEARLY_MORE:
            found.append(Weakness("taken-by-the-best", choice.words))
    return found


def _groups(rest: Mapping[str, float]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the learners who do worst and best at the rest of their papers."""
    ranked = sorted(rest, key=lambda learner: (rest[learner], learner))
    size = round(_GROUP * len(ranked))
    return frozenset(ranked[:size]), frozenset(ranked[len(ranked) - size :])
