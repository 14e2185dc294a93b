"""Which questions a learner gets, and in which order: drawn at random, reproducibly."""

from collections import Counter
from collections.abc import Collection, Sequence
from random import Random
from typing import Protocol, TypeVar

from campus5g.courseware.quiz.keys import Difficulty
from campus5g.draw import Draw

T = TypeVar("T")


class Card(Protocol):
    """What drawing needs to know of a question."""

    @property
    def id(self) -> str:
        """Its name."""

    @property
    def objectives(self) -> list[str]:
        """What it tests; the first counts."""

    @property
    def difficulty(self) -> Difficulty:
        """How hard it is."""


def paper(bank: Sequence[Card], size: int, draw: Draw, attempt: int) -> list[str]:
    """Return the ids of the questions of a learner's attempt, in the order they are put.

    Objectives get numbers of questions that differ by one at most, as far as the bank has them;
    difficulties come near the bank's proportions. A second attempt takes other questions where
    it can. The same arguments give the same paper, in whatever order the bank is written.

    Args:
        bank: the questions to draw from.
        size: how many are drawn; all of them if there are fewer.
        draw: the learner's, in this module.
        attempt: number of the attempt, from 1.
    """
    seen: list[str] = []
    for earlier in range(1, attempt):
        seen += _drawn(bank, size, seed_of(draw, f"paper-{earlier}"), seen)
    return _drawn(bank, size, seed_of(draw, f"paper-{attempt}"), seen)


def seed_of(draw: Draw, purpose: str) -> str:
    """Return what a draw gives `shuffled` for one purpose."""
    return draw.random(purpose).randbytes(16).hex()


def shuffled(things: Sequence[T], *seed: object) -> list[T]:
    """Return things in an order that depends on the seed alone."""
    order = list(things)
    # Chance for fairness, not for secrecy.
    Random("/".join(map(str, seed))).shuffle(order)  # noqa: S311
    return order


def _drawn(bank: Sequence[Card], draw: int, seed: str, seen: Collection[str]) -> list[str]:
    left = shuffled(sorted(bank, key=lambda card: card.id), seed, "bank")
    objectives = shuffled(sorted({card.objectives[0] for card in bank}), seed, "objectives")
    wanted = {
        difficulty: count * draw / len(bank)
        for difficulty, count in Counter(card.difficulty for card in bank).items()
    }
    by_objective = Counter(dict.fromkeys(objectives, 0))
    by_difficulty: Counter[str] = Counter()
    chosen: list[str] = []
    while left and len(chosen) < draw:
        there = {card.objectives[0] for card in left}
        objective = min(there, key=lambda name: (by_objective[name], objectives.index(name)))
        card = min(
            (card for card in left if card.objectives[0] == objective),
            key=lambda card: (
                card.id in seen,
                by_difficulty[card.difficulty] - wanted[card.difficulty],
            ),
        )
        left.remove(card)
        chosen.append(card.id)
        by_objective[objective] += 1
        by_difficulty[card.difficulty] += 1
    return shuffled(chosen, seed, "paper")
