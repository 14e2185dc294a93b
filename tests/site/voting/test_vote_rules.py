"""How a vote goes on: a trainer's steps, in any order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.site.voting.rules import (
    MOST_ROUNDS,
    STEPS,
    Agenda,
    Progress,
    Step,
    after,
    main_step,
    possible,
)

steps = st.lists(st.sampled_from(STEPS), max_size=40)


def led(agenda: Agenda, *taken: Step) -> Agenda:
    for step in taken:
        agenda = after(agenda, step)
    return agenda


def test_one_key_leads_through_both_votes_of_every_question() -> None:
    agenda, seen = Agenda.of(2), []

    while (step := main_step(agenda)) is not None:
        agenda = after(agenda, "next")
        seen.append(step)

    assert seen == ["skip", "open", "close", "open", "close", "show"] * 2
    assert {each.stage for each in agenda.questions} == {"shown"}


def test_the_answer_can_be_shown_after_one_vote() -> None:
    agenda = led(Agenda.of(1), "skip", "open", "close", "show")

    assert agenda.here == Progress("shown", 1)


def test_nobody_is_asked_a_third_time() -> None:
    agenda = led(Agenda.of(1), "skip", *["open", "close"] * 3)

    assert agenda.here == Progress("closed", MOST_ROUNDS)


@pytest.mark.parametrize("step", ["open", "show"])
def test_an_answer_that_was_shown_is_not_voted_on_again(step: Step) -> None:
    shown = led(Agenda.of(1), "skip", "open", "close", "show")

    assert after(shown, step) == shown


def test_leaving_an_open_question_closes_it() -> None:
    agenda = led(Agenda.of(2), "skip", "open", "skip")

    assert agenda.questions[0] == Progress("closed", 1)


@given(steps)
def test_only_the_question_on_the_screen_is_ever_open(taken: list[Step]) -> None:
    agenda = led(Agenda.of(3), *taken)

    assert all(
        each.stage != "open" or number == agenda.position
        for number, each in enumerate(agenda.questions)
    )


@given(steps)
def test_rounds_only_grow(taken: list[Step]) -> None:
    agenda = Agenda.of(3)
    for step in taken:
        later = after(agenda, step)
        for before, behind in zip(agenda.questions, later.questions, strict=True):
            assert before.round <= behind.round <= MOST_ROUNDS
        agenda = later


@given(steps, st.sampled_from(STEPS))
def test_exactly_the_possible_steps_change_something(taken: list[Step], step: Step) -> None:
    agenda = led(Agenda.of(2), *taken)

    assert (step in possible(agenda)) == (after(agenda, step) != agenda)
