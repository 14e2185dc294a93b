"""What a positioning test believes, asks and concludes: properties of the pure model."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.courseware.positioning.model import (
    KNOWS,
    STATES,
    Belief,
    Card,
    Rules,
    beliefs,
    chance,
    information_bit,
    next_card,
    settled,
    updated,
)

DIFFICULTIES = ("easy", "medium", "hard")
VERDICTS = ("take", "skim", "skip")

guesses = st.floats(0.01, 0.5)
banks = st.lists(
    st.builds(
        Card,
        id=st.uuids().map(str),
        domain=st.sampled_from(["a", "b", "c"]),
        difficulty=st.sampled_from(DIFFICULTIES),
        guess=guesses,
    ),
    min_size=1,
    max_size=12,
    unique_by=lambda card: card.id,
)
rules = st.builds(
    Rules,
    most=st.integers(3, 14),
    per_domain=st.integers(1, 5),
    certain=st.floats(0.6, 0.95),
)


def a_card(difficulty: str = "medium", guess: float = 0.25) -> Card:
    return Card("card", "domain", difficulty, guess)  # type: ignore[arg-type]


def taken(bank: list[Card], when: Rules, right: list[bool]) -> dict[str, bool]:
    """Take a test whose answers are right or wrong in this order, over and over."""
    answers: dict[str, bool] = {}
    while card := next_card(bank, answers, when):
        assert card.id not in answers
        answers[card.id] = right[len(answers) % len(right)]
    return answers


def test_a_right_answer_has_the_probability_of_the_three_parameter_form() -> None:
    card = a_card("medium", guess=0.25)

    assert chance(card, "partly") == pytest.approx(0.25 + 0.75 * 0.5)


def test_an_answer_updates_the_estimate_by_bayes_rule() -> None:
    # P(right) is 0.28, 0.625 and 0.925 from "new" to "sure"; the prior is a third each.
    believed = updated(Belief(), a_card("medium", guess=0.25), right=True)

    assert believed.sure == pytest.approx(0.925 / (0.28 + 0.625 + 0.925))


def test_a_more_able_learner_answers_better() -> None:
    for difficulty in DIFFICULTIES:
        known = [KNOWS[state][difficulty] for state in STATES]  # type: ignore[index]
        assert known == sorted(known)


@given(guesses, guesses, st.sampled_from(DIFFICULTIES))
def test_a_wrong_answer_counts_the_same_however_guessable(
    one: float, other: float, difficulty: str
) -> None:
    believed = updated(Belief(), a_card(difficulty, one), right=False)

    assert tuple(believed) == pytest.approx(
        tuple(updated(Belief(), a_card(difficulty, other), right=False))
    )


@given(guesses, st.sampled_from(DIFFICULTIES), st.lists(st.booleans(), max_size=5))
def test_a_right_answer_never_moves_the_verdict_down_nor_a_wrong_one_up(
    guess: float, difficulty: str, before: list[bool]
) -> None:
    card = a_card(difficulty, guess)
    belief = Belief()
    for right in before:
        belief = updated(belief, card, right)

    place = VERDICTS.index(belief.verdict)
    assert VERDICTS.index(updated(belief, card, right=True).verdict) >= place
    assert VERDICTS.index(updated(belief, card, right=False).verdict) <= place


@given(guesses, st.sampled_from(DIFFICULTIES))
def test_a_questions_expected_information_is_never_negative(guess: float, difficulty: str) -> None:
    assert information_bit(Belief(), a_card(difficulty, guess)) >= 0


def test_a_question_that_is_hard_to_guess_is_more_informative() -> None:
    written, chosen = a_card("medium", guess=0.02), a_card("medium", guess=0.5)

    assert information_bit(Belief(), written) > information_bit(Belief(), chosen)


@given(banks, rules, st.lists(st.booleans(), min_size=1, max_size=9))
def test_a_test_ends_within_its_announced_number_of_questions(
    bank: list[Card], when: Rules, right: list[bool]
) -> None:
    answers = taken(bank, when, right)

    assert len(answers) <= when.most
    for domain in {card.domain for card in bank}:
        asked = [card for card in bank if card.domain == domain and card.id in answers]
        assert 1 <= len(asked) <= when.per_domain


@given(banks, rules, st.lists(st.booleans(), min_size=1, max_size=9))
def test_a_test_ends_early_only_where_every_domain_is_settled(
    bank: list[Card], when: Rules, right: list[bool]
) -> None:
    answers = taken(bank, when, right)

    if len(answers) < when.most:
        for domain, belief in beliefs(bank, answers).items():
            own = [card for card in bank if card.domain == domain]
            left = [card for card in own if card.id not in answers]
            assert settled(belief, len(own) - len(left), left, when)


@given(banks, rules, st.lists(st.booleans(), min_size=1, max_size=9), st.data())
def test_no_further_answers_would_change_a_settled_verdict_that_is_not_certain(
    bank: list[Card], when: Rules, right: list[bool], data: st.DataObject
) -> None:
    answers = taken(bank, when, right)
    domain = data.draw(st.sampled_from(sorted({card.domain for card in bank})))
    belief = beliefs(bank, answers)[domain]
    own = [card for card in bank if card.domain == domain]
    left = [card for card in own if card.id not in answers]
    allowed = min(when.per_domain - (len(own) - len(left)), len(left))
    if len(answers) == when.most or belief.certainty >= when.certain or allowed <= 0:
        return

    further = data.draw(st.permutations(left))[:allowed]
    for card in further:
        belief = updated(belief, card, data.draw(st.booleans()))

    assert belief.verdict == beliefs(bank, answers)[domain].verdict


def test_the_first_questions_cover_each_domain_once() -> None:
    bank = [Card(f"{domain}{n}", domain, "medium", 0.2) for domain in "abc" for n in range(4)]
    answers: dict[str, bool] = {}

    for _ in range(3):
        card = next_card(bank, answers, Rules())
        assert card
        answers[card.id] = True

    assert {name[0] for name in answers} == {"a", "b", "c"}
