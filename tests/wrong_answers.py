"""Answers to a final that are wrong: they earn nothing of their question."""

from typing import Any

from campus5g.authoring.final_quiz import corrected_bank, right_answers
from campus5g.courseware.quiz.answers import Answers
from campus5g.courseware.quiz.keys import (
    MatchKey,
    MultipleKey,
    NumericKey,
    OrderKey,
    SingleKey,
    TextKey,
)
from campus5g.courseware.quiz.model import Item, MatchItem, Quiz
from campus5g.draw import Draw


def wrong_answer(item: Item) -> Any:
    """Return an answer that gets nothing of a question, as a page records it.

    Args:
        item: with its answer; ids of choices are those that the item has.
    """
    match item.key:
        case SingleKey(answer=right, nearly=nearly):
            return next(name for name in _names(item) if name not in (right, *nearly))
        case MultipleKey(answer=right):
            return [name for name in _names(item) if name not in right]
        case OrderKey(answer=right):
            return right[::-1]
        case MatchKey(answer=right):
            assert isinstance(item, MatchItem)
            choices = [choice.id for choice in item.choices]
            return {
                term: next(choice for choice in choices if choice != own)
                for term, own in right.items()
            }
        case NumericKey() as key:
            beyond = key.answer + abs(key.answer) + 3 * key.tolerance + 1
            return {"value": f"{beyond:.10g}", "unit": next(iter(key.units))}
        case TextKey():
            return "rien de tel"
        case None:
            raise AssertionError(f"{item.id} has no answer.")


def half_right_answers(quiz: Quiz, learner: str, draw: Draw) -> tuple[Answers, float]:
    """Return what a learner hands in who answers every other question wrongly, and its share.

    Args:
        quiz: the author's, with a final.
        learner: the account's name.
        draw: the learner's, in the quiz's module.
    """
    answers, bank = right_answers(quiz, learner, draw), corrected_bank(quiz)
    (attempt,) = answers.attempts
    for name in attempt.drawn[1::2]:
        attempt.answers[name].answer = wrong_answer(bank[name])
    earned = sum(bank[name].points for name in attempt.drawn[::2])
    return answers, earned / sum(bank[name].points for name in attempt.drawn)


def _names(item: Item) -> list[str]:
    options = item.regions if item.kind == "hotspot" else getattr(item, "choices", [])
    return [option.id for option in options]
