"""The paper of a learner: drawn by chance, fair, and the same again."""

from collections import Counter
from dataclasses import dataclass, field
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from campus5g.courseware.quiz.drawing import paper, shuffled
from campus5g.courseware.quiz.keys import Difficulty
from campus5g.draw import Draw

NAMES = st.text(min_size=1, max_size=12)
DRAWS = st.binary(min_size=32, max_size=32).map(Draw)


@dataclass(frozen=True)
class Card:
    id: str
    objectives: list[str] = field(hash=False)
    difficulty: Difficulty


BANK = [
    Card(f"{objective}-{difficulty}-{number}", [objective], difficulty)
    for objective in ("name", "tell", "choose")
    for difficulty in ("easy", "medium", "hard")
    for number in range(2)
]
BY_ID = {card.id: card for card in BANK}


@given(DRAWS, st.integers(1, 2), st.randoms(use_true_random=False))
def test_the_same_draw_gives_the_same_paper_however_the_bank_is_written(
    draw: Draw, attempt: int, chance: Random
) -> None:
    mixed = chance.sample(BANK, len(BANK))

    assert paper(mixed, 6, draw, attempt) == paper(BANK, 6, draw, attempt)


@given(DRAWS, st.integers(1, len(BANK) + 3))
def test_a_paper_holds_the_number_asked_for_and_no_question_twice(draw: Draw, size: int) -> None:
    drawn = paper(BANK, size, draw, 1)

    assert len(drawn) == len(set(drawn)) == min(size, len(BANK))


@given(DRAWS, st.integers(1, 2), st.integers(3, 9))
def test_objectives_come_as_often_as_each_other(draw: Draw, attempt: int, size: int) -> None:
    counts = Counter(BY_ID[name].objectives[0] for name in paper(BANK, size, draw, attempt))

    assert len(counts) == 3
    assert max(counts.values()) - min(counts.values()) <= 1


@given(DRAWS)
def test_difficulties_come_in_the_proportions_of_the_bank(draw: Draw) -> None:
    counts = Counter(BY_ID[name].difficulty for name in paper(BANK, 6, draw, 1))

    assert counts == {"easy": 2, "medium": 2, "hard": 2}


@given(DRAWS)
def test_the_second_attempt_asks_other_questions(draw: Draw) -> None:
    first = paper(BANK, 6, draw, 1)
    second = paper(BANK, 6, draw, 2)

    assert not set(first) & set(second)


def test_learners_get_different_papers() -> None:
    papers = {tuple(paper(BANK, 6, Draw.named(f"learner {n}"), 1)) for n in range(20)}

    assert len(papers) > 10


def test_a_draw_stays_what_it_was_in_earlier_releases() -> None:
    """What was drawn before an update must be drawn again when it is graded after."""
    ada = Draw.named("ada")
    assert paper(BANK, 3, ada, 1) == ["name-medium-1", "tell-easy-1", "choose-hard-1"]
    assert paper(BANK, 3, ada, 2) == ["tell-hard-0", "choose-medium-0", "name-easy-0"]
    assert shuffled(["a", "b", "c", "d"], "quiz", 1) == ["d", "c", "b", "a"]


@given(st.lists(st.integers()), NAMES)
def test_shuffling_loses_nothing(things: list[int], seed: str) -> None:
    assert sorted(shuffled(things, seed)) == sorted(things)
