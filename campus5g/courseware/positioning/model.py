"""How a positioning test works: what it believes, what it asks next, when it stops.

**Belief.** In each domain a learner is in one of three states: *new*, *partly*, *sure*. At first
all three are as likely. A learner in a state answers a question right with

    P(right) = guess + (1 - guess) * knows(state, difficulty)

the three-parameter form of item response theory, on three classes in place of a scale (a latent
class model). `KNOWS` holds ``knows``, ``guess`` comes from the question's kind. Bayes' rule takes
each answer in. "I don't know" is a wrong answer: both have the probability
``(1 - guess) (1 - knows)``, but for a factor that all states share, so that it is never worse to
say so than to guess wrong.

**Verdict.** *skip* the module if *sure* is likelier than not, *take* it if *new* is, else *skim*
it. A right answer never moves the verdict towards *take*, nor a wrong one towards
*skip*, since `KNOWS` grows from state to state.

**What is asked next.** First one question of each domain; then, of the questions of all domains
that are not settled, the most informative one, by the expected loss of entropy of its
domain's belief.

**When it stops.** A domain that was asked of is settled as soon as one of these holds:

1. its verdict's state has `Rules.certain` or more;
2. no answers to the questions that it may still get can change its verdict;
3. `Rules.per_domain` of its questions, or all of them, have been asked.

The test ends when all domains are settled, or after `Rules.most` questions.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import log2
from typing import Literal

from campus5g.courseware.quiz.keys import Difficulty

State = Literal["new", "partly", "sure"]
Verdict = Literal["take", "skim", "skip"]

STATES: tuple[State, ...] = ("new", "partly", "sure")

# A beginner knows an easy answer now and then; an expert slips once in a while.
KNOWS: Mapping[State, Mapping[Difficulty, float]] = {
    "new": {"easy": 0.15, "medium": 0.04, "hard": 0.01},
    "partly": {"easy": 0.85, "medium": 0.5, "hard": 0.12},
    "sure": {"easy": 0.96, "medium": 0.9, "hard": 0.75},
}

STATE_OF: Mapping[Verdict, State] = {"take": "new", "skim": "partly", "skip": "sure"}


@dataclass(frozen=True)
class Belief:
    """How likely each state is; they add up to 1."""

    new: float = 1 / 3
    partly: float = 1 / 3
    sure: float = 1 / 3

    @property
    def entropy_bit(self) -> float:
        """The uncertainty left, in bits."""
        return -sum(each * log2(each) for each in self if each > 0)

    @property
    def verdict(self) -> Verdict:
        """The recommendation that follows."""
        if self.sure > 0.5:
            return "skip"
        return "take" if self.new > 0.5 else "skim"

    @property
    def certainty(self) -> float:
        """The probability of the verdict's state."""
        return float(getattr(self, STATE_OF[self.verdict]))

    def __iter__(self) -> Iterator[float]:
        """Yield the probabilities in the order of `STATES`."""
        return iter((self.new, self.partly, self.sure))


@dataclass(frozen=True)
class Card:
    """What the test needs to know of a question; ``guess`` is the chance to guess its answer."""

    id: str
    domain: str
    difficulty: Difficulty
    guess: float


@dataclass(frozen=True)
class Rules:
    """When to stop: maximum questions in all and in a domain, and the certainty that is enough."""

    most: int = 24
    per_domain: int = 5
    certain: float = 0.85


def chance(card: Card, state: State) -> float:
    """Return the probability that a learner in a state answers a question right."""
    return card.guess + (1 - card.guess) * KNOWS[state][card.difficulty]


def updated(belief: Belief, card: Card, right: bool) -> Belief:
    """Return the belief after an answer (Bayes' rule)."""
    weights = [
        each * (chance(card, state) if right else 1 - chance(card, state))
        for each, state in zip(belief, STATES, strict=True)
    ]
    whole = sum(weights)
    return Belief(*(weight / whole for weight in weights))


def information_bit(belief: Belief, card: Card) -> float:
    """Return the expected loss of entropy from asking a question, in bits."""
    right = sum(each * chance(card, state) for each, state in zip(belief, STATES, strict=True))
    after = (
        right * updated(belief, card, True).entropy_bit
        + (1 - right) * updated(belief, card, False).entropy_bit
    )
    return belief.entropy_bit - after


def beliefs(cards: Iterable[Card], answers: Mapping[str, bool]) -> dict[str, Belief]:
    """Return the belief for each domain.

    Args:
        cards: all questions.
        answers: whether the answer was right, by id of the questions asked so far.
    """
    result: dict[str, Belief] = {}
    for card in cards:
        belief = result.get(card.domain, Belief())
        asked = card.id in answers
        result[card.domain] = updated(belief, card, answers[card.id]) if asked else belief
    return result


def settled(belief: Belief, asked: int, left: Sequence[Card], rules: Rules) -> bool:
    """Return whether a domain needs no more questions.

    Args:
        belief: the belief for it.
        asked: how many of its questions have been asked.
        left: its questions that have not been asked.
        rules: when to stop.
    """
    allowed = min(rules.per_domain - asked, len(left))
    if allowed <= 0:
        return True
    if not asked:
        return False
    if belief.certainty >= rules.certain:
        return True
    return not any(
        _after(belief, some, right).verdict != belief.verdict
        for some in combinations(left, allowed)
        for right in (True, False)
    )


def next_card(cards: Sequence[Card], answers: Mapping[str, bool], rules: Rules) -> Card | None:
    """Return the question to ask next; None when the test is over.

    Among questions equally informative to a hundredth of a bit, it is the first in ``cards``.

    Args:
        cards: all questions.
        answers: whether the answer was right, by id of the questions asked so far.
        rules: when to stop.
    """
    if len(answers) >= rules.most:
        return None
    unsettled = _unsettled(cards, answers, rules)
    asked_of = {card.domain for card in cards if card.id in answers}
    untouched = [each for each in unsettled if each.domain not in asked_of]
    choices = [(each.belief, card) for each in untouched[:1] or unsettled for card in each.left]
    if not choices:
        return None
    return max(choices, key=lambda choice: round(information_bit(*choice), 2))[1]


def most_left(cards: Sequence[Card], answers: Mapping[str, bool], rules: Rules) -> int:
    """Return the most questions still to come; arguments as for `next_card`."""
    left = sum(each.allowed for each in _unsettled(cards, answers, rules))
    return min(left, rules.most - len(answers))


@dataclass(frozen=True)
class _Unsettled:
    """A domain that needs more questions: those left, and how many may still be asked."""

    domain: str
    belief: Belief
    left: Sequence[Card]
    allowed: int


def _unsettled(
    cards: Sequence[Card], answers: Mapping[str, bool], rules: Rules
) -> list[_Unsettled]:
    found = []
    for domain, belief in beliefs(cards, answers).items():
        own = [card for card in cards if card.domain == domain]
        left = [card for card in own if card.id not in answers]
        asked = len(own) - len(left)
        if not settled(belief, asked, left, rules):
            allowed = min(rules.per_domain - asked, len(left))
            found.append(_Unsettled(domain, belief, left, allowed))
    return found


def _after(belief: Belief, cards: Iterable[Card], right: bool) -> Belief:
    for card in cards:
        belief = updated(belief, card, right)
    return belief
