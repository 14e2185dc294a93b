"""Which questions a learner gets, and in which order: drawn at random, reproducibly."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import groupby, product
from random import Random
from statistics import mean
from typing import Protocol, TypeAlias, TypeVar, get_args

from campus5g.courseware.quiz.drawing.variants import variant_of
from campus5g.courseware.quiz.keys import Difficulty
from campus5g.draw import Draw

T = TypeVar("T")

DIFFICULTIES: tuple[Difficulty, ...] = get_args(Difficulty)
_HARDNESS: Mapping[Difficulty, int] = {"easy": 1, "medium": 2, "hard": 3}

# How many questions of each of `DIFFICULTIES`.
_Mix: TypeAlias = tuple[int, ...]


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

    @property
    def variant(self) -> str | None:
        """The case that it belongs to; None if it suits all."""


C = TypeVar("C", bound=Card)


def paper(bank: Sequence[Card], size: int, draw: Draw, attempt: int) -> list[str]:
    """Return the ids of the questions of a learner's attempt, in the order they are put.

    Objectives get numbers of questions that differ by one at most, as far as the bank has them. All
    papers are as hard as the bank on average, and each objective has its difficulties near the
    proportions that they have in the bank. A second attempt takes other questions where it can. Of
    the questions on a case, only those on the case that the draw picks are asked. The
    same arguments give the same paper, in whatever order the bank is written.

    Args:
        bank: the questions to draw from.
        size: how many are drawn; all of them if there are fewer.
        draw: the learner's, in this module.
        attempt: number of the attempt, from 1.
    """
    bank = _on_one_case(bank, draw)
    seen: list[str] = []
    for earlier in range(1, attempt):
        seen += _drawn(bank, size, seed_of(draw, f"paper-{earlier}"), seen)
    return _drawn(bank, size, seed_of(draw, f"paper-{attempt}"), seen)


def _on_one_case(bank: Sequence[Card], draw: Draw) -> list[Card]:
    variant = variant_of({card.variant for card in bank if card.variant}, draw)
    return [card for card in bank if card.variant in (None, variant)]


def seed_of(draw: Draw, purpose: str) -> str:
    """Return what a draw gives `shuffled` for one purpose."""
    return draw.random(purpose).randbytes(16).hex()


def shuffled(things: Sequence[T], *seed: object) -> list[T]:
    """Return things in an order that depends on the seed alone."""
    order = list(things)
    # Chance for fairness, not for secrecy.
    Random("/".join(map(str, seed))).shuffle(order)  # noqa: S311
    return order


def hardness(cards: Iterable[Card]) -> float:
    """Return how hard questions are on average: easy 1, medium 2, hard 3."""
    return mean(_HARDNESS[card.difficulty] for card in cards)


def example_papers(bank: Sequence[C], size: int, learners: int = 200) -> list[list[C]]:
    """Return the papers of two attempts by each of some learners who don't exist."""
    by_id = {card.id: card for card in bank}
    found = []
    for learner in range(learners):
        own = _on_one_case(bank, Draw.named(f"learner {learner}"))
        first = _drawn(own, size, f"{learner}/1", [])
        second = _drawn(own, size, f"{learner}/2", first)
        found += [[by_id[name] for name in drawn] for drawn in (first, second)]
    return found


def _drawn(bank: Sequence[Card], size: int, seed: str, seen: Collection[str]) -> list[str]:
    cards = shuffled(sorted(bank, key=lambda card: card.id), seed, "bank")
    cards.sort(key=lambda card: card.id in seen)
    objectives = shuffled(sorted({card.objectives[0] for card in bank}), seed, "objectives")
    piles = {
        objective: [
            [
                card
                for card in cards
                if card.objectives[0] == objective and card.difficulty == difficulty
            ]
            for difficulty in DIFFICULTIES
        ]
        for objective in objectives
    }
    numbers = _numbers({name: sum(map(len, pile)) for name, pile in piles.items()}, size)
    mixes = [
        shuffled(_mixes(piles[name], numbers[name], seen), seed, "mixes", name)
        for name in objectives
    ]
    in_bank = [sum(card.difficulty == each for card in bank) for each in DIFFICULTIES]
    chosen = [
        card.id
        for name, mix in zip(objectives, _fairest(mixes, in_bank), strict=True)
        for pile, number in zip(piles[name], mix, strict=True)
        for card in pile[:number]
    ]
    return shuffled(chosen, seed, "paper")


def _numbers(written: Mapping[str, int], size: int) -> Counter[str]:
    """Share a paper out among objectives, in their order, as far as each has questions."""
    numbers: Counter[str] = Counter()
    for _ in range(min(size, sum(written.values()))):
        left = [name for name in written if numbers[name] < written[name]]
        numbers[min(left, key=lambda name: numbers[name])] += 1
    return numbers


def _mixes(pile: Sequence[Sequence[Card]], number: int, seen: Collection[str]) -> list[_Mix]:
    """Return how many questions of each difficulty may be drawn of an objective.

    Those that need the fewest questions seen before; of these, those in the proportions of the
    bank, each difficulty rounded down or up; of these, the ones nearest to the bank in hardness, as
    many as it takes for each question to have its chance.
    """
    written = [len(cards) for cards in pile]
    fresh = [sum(card.id not in seen for card in cards) for cards in pile]
    total = sum(written)

    def badness(mix: _Mix) -> tuple[int, int]:
        again = sum(max(0, count - new) for count, new in zip(mix, fresh, strict=True))
        # A whole number of questions away, in parts of the total.
        off = sum(
            max(0, abs(count * total - number * there) - total + 1)
            for count, there in zip(mix, written, strict=True)
        )
        return again, off

    possible = [
        mix
        for mix in product(*(range(min(count, number) + 1) for count in written))
        if sum(mix) == number
    ]
    best = min(map(badness, possible))
    possible = [mix for mix in possible if badness(mix) == best]

    def harder(mix: _Mix) -> int:
        return abs(_weight(mix) * total - _weight(written) * number)

    found: list[_Mix] = []
    for _, equals in groupby(sorted(possible, key=harder), key=harder):
        found += equals
        drawable = [any(counts) for counts in zip(*found, strict=True)]
        if all(may or not there for may, there in zip(drawable, written, strict=True)):
            break
    return found


def _fairest(mixes: Sequence[Sequence[_Mix]], in_bank: Sequence[int]) -> Sequence[_Mix]:
    """Return a mix for each objective, so that the whole paper is as hard as the bank.

    Of papers that are equally hard, one whose difficulties come nearest to the bank's proportions.
    """
    # By the difficulties of a paper, the mixes that lead there: the last ones found.
    ways: dict[_Mix, tuple[_Mix, ...]] = {(0,) * len(in_bank): ()}
    for those in mixes:
        ways = {
            tuple(a + b for a, b in zip(before, mix, strict=True)): (*way, mix)
            for before, way in ways.items()
            for mix in those
        }
    total = sum(in_bank)

    def badness(paper: _Mix) -> tuple[int, int, _Mix]:
        off = [
            count * total - sum(paper) * there for count, there in zip(paper, in_bank, strict=True)
        ]
        return abs(_weight(off)), sum(each * each for each in off), paper

    return ways[min(ways, key=badness)]


def _weight(counts: Sequence[int]) -> int:
    """Return the hardness of so many questions of each difficulty, added up."""
    return sum(
        _HARDNESS[difficulty] * count
        for difficulty, count in zip(DIFFICULTIES, counts, strict=True)
    )
