"""The paper of a learner: drawn by chance, fair, and the same again."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from campus5g.courseware.quiz.drawing.papers import (
    DIFFICULTIES,
    example_papers,
    hardness,
    paper,
    shuffled,
)
from campus5g.courseware.quiz.keys import Difficulty
from campus5g.draw import Draw

NAMES = st.text(min_size=1, max_size=12)
DRAWS = st.binary(min_size=32, max_size=32).map(Draw)


@dataclass(frozen=True)
class Card:
    id: str
    objectives: list[str] = field(hash=False)
    difficulty: Difficulty
    variant: str | None = None


def bank_of(written: Mapping[str, Sequence[int]]) -> list[Card]:
    """A bank with given numbers of easy, medium and hard questions of each objective."""
    return [
        Card(f"{objective}-{difficulty}-{number}", [objective], difficulty)
        for objective, counts in written.items()
        for difficulty, count in zip(DIFFICULTIES, counts, strict=True)
        for number in range(count)
    ]


BANK = bank_of(dict.fromkeys(("name", "tell", "choose"), (2, 2, 2)))
BY_ID = {card.id: card for card in BANK}

# Enough of each difficulty for two attempts at three or four questions.
ABOUT_AS_MANY = st.tuples(*3 * [st.integers(4, 5)])
BANKS = st.dictionaries(
    st.sampled_from(["name", "tell", "choose", "read"]), ABOUT_AS_MANY, min_size=1
)


@given(DRAWS, st.integers(1, 2), st.randoms(use_true_random=False))
def test_the_same_draw_gives_the_same_paper_for_any_order_of_the_bank(
    draw: Draw, attempt: int, chance: Random
) -> None:
    mixed = chance.sample(BANK, len(BANK))

    assert paper(mixed, 6, draw, attempt) == paper(BANK, 6, draw, attempt)


@given(DRAWS, st.integers(1, len(BANK) + 3))
def test_a_paper_holds_the_requested_number_of_distinct_questions(draw: Draw, size: int) -> None:
    drawn = paper(BANK, size, draw, 1)

    assert len(drawn) == len(set(drawn)) == min(size, len(BANK))


@given(DRAWS, st.integers(1, 2), st.integers(3, 9))
def test_objectives_are_drawn_equally_often(draw: Draw, attempt: int, size: int) -> None:
    counts = Counter(BY_ID[name].objectives[0] for name in paper(BANK, size, draw, attempt))

    assert len(counts) == 3
    assert max(counts.values()) - min(counts.values()) <= 1


@given(DRAWS)
def test_difficulties_come_in_the_proportions_of_the_bank(draw: Draw) -> None:
    counts = Counter(BY_ID[name].difficulty for name in paper(BANK, 6, draw, 1))

    assert counts == {"easy": 2, "medium": 2, "hard": 2}


@settings(max_examples=10)
@given(BANKS, st.integers(3, 4))
def test_all_papers_of_a_hundred_learners_are_equally_hard(
    written: dict[str, tuple[int, int, int]], each: int
) -> None:
    papers = example_papers(bank_of(written), each * len(written), learners=100)

    assert len({round(hardness(paper), 9) for paper in papers}) == 1


@settings(max_examples=10)
@given(BANKS, st.integers(3, 4))
def test_an_objectives_difficulty_varies_by_at_most_one_step(
    written: dict[str, tuple[int, int, int]], each: int
) -> None:
    papers = example_papers(bank_of(written), each * len(written), learners=50)

    for objective in written:
        hard = [
            hardness(card for card in paper if card.objectives[0] == objective) for paper in papers
        ]
        assert max(hard) - min(hard) <= 1 / each + 1e-9


@settings(max_examples=10)
@given(BANKS, st.integers(3, 4))
def test_each_question_can_be_drawn(written: dict[str, tuple[int, int, int]], each: int) -> None:
    bank = bank_of(written)

    papers = example_papers(bank, each * len(written), learners=100)

    assert {card.id for paper in papers for card in paper} == {card.id for card in bank}


@given(DRAWS)
def test_the_second_attempt_asks_other_questions(draw: Draw) -> None:
    first = paper(BANK, 6, draw, 1)
    second = paper(BANK, 6, draw, 2)

    assert not set(first) & set(second)


def test_learners_get_different_papers() -> None:
    papers = {tuple(paper(BANK, 6, Draw.named(f"learner {n}"), 1)) for n in range(20)}

    assert len(papers) > 10


def test_a_draw_is_stable_across_releases() -> None:
    """What was drawn before an update must be drawn again when it is graded after."""
    ada = Draw.named("ada")
    assert paper(BANK, 3, ada, 1) == ["name-hard-1", "tell-medium-0", "choose-easy-0"]
    assert paper(BANK, 3, ada, 2) == ["tell-hard-0", "choose-medium-0", "name-easy-0"]
    assert shuffled(["a", "b", "c", "d"], "quiz", 1) == ["d", "c", "b", "a"]


@given(st.lists(st.integers()), NAMES)
def test_shuffling_loses_nothing(things: list[int], seed: str) -> None:
    assert sorted(shuffled(things, seed)) == sorted(things)
