"""The correction of a final's question: what was answered, what is right, and why, in words."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from quiz_keys import JSON_VALUES

from campus5g import set_language
from campus5g.authoring.catalogue import catalogue
from campus5g.authoring.final_quiz import corrected_bank, final_key, quiz_of, released_quiz
from campus5g.courseware.quiz.correction import answer_words, correct
from campus5g.courseware.quiz.grading import share
from campus5g.courseware.quiz.keys import right_answer
from campus5g.courseware.quiz.model import Item, Quiz, load_quiz
from campus5g.manifest import load_yaml

# It has a question of each kind.
HARBOUR = corrected_bank(load_quiz(Path(__file__).parent / "courses" / "harbour" / "first-steps"))


@pytest.fixture(autouse=True)
def in_french() -> Iterator[None]:
    set_language("fr")
    yield
    set_language(None)


def every_bank() -> Iterator[tuple[Quiz, dict[str, Item]]]:
    for module in catalogue():
        quiz = quiz_of(module)
        if quiz and quiz.final:
            yield quiz, corrected_bank(quiz)


def of_kind(kind: str) -> Item:
    return next(item for _, bank in every_bank() for item in bank.values() if item.kind == kind)


@pytest.mark.proof
def test_the_bank_has_the_ids_that_learners_get_and_the_keys_that_grading_uses() -> None:
    for quiz, bank in every_bank():
        key = final_key(quiz)
        assert key
        assert {name: item.key for name, item in bank.items()} == {
            item.id: item.key for item in key.items
        }
        released = Quiz.model_validate(load_yaml(released_quiz(quiz)))
        for item in released.bank:
            for name in ("choices", "regions", "terms"):
                options = getattr(bank[item.id], name, [])
                assert {option.id: str(option) for option in getattr(item, name, [])} == {
                    option.id: str(option) for option in options
                }


def test_every_question_of_every_final_says_its_right_answer_and_why() -> None:
    for _, bank in every_bank():
        for item in bank.values():
            unanswered = correct(item, None, 0.0)

            assert unanswered.given == []
            assert unanswered.right
            assert unanswered.reasons
            assert item.key
            right = correct(item, right_answer(item.key), 1.0)
            assert right.given == unanswered.right
            assert right.right == []
            assert right.reasons


def test_a_wrong_choice_is_explained_beside_the_right_one() -> None:
    item = of_kind("single")
    wrong = next(each for each in item.choices if each.id not in (item.answer, *item.nearly))
    (good,) = (each for each in item.choices if each.id == item.answer)

    found = correct(item, wrong.id, 0.0)

    assert (found.verdict, found.given, found.right) == ("wrong", [str(wrong)], [str(good)])
    assert [(line.right, line.about, line.text) for line in found.reasons] == [
        (False, str(wrong), str(wrong.feedback)),
        (True, str(good), str(good.feedback)),
    ]


def test_an_order_is_told_step_by_step() -> None:
    item = of_kind("order")
    assert item.answer
    steps = {step.id: str(step) for step in item.choices}
    turned = item.answer[::-1]

    found = correct(item, turned, share(item.key, turned))

    assert found.given == [f"{place}. {steps[name]}" for place, name in enumerate(turned, 1)]
    assert found.right == [f"{place}. {steps[name]}" for place, name in enumerate(item.answer, 1)]


def test_a_quantity_is_written_as_the_reader_writes_numbers() -> None:
    item = of_kind("numeric")
    unit = item.unit.fr

    assert answer_words(item, {"value": "7.5", "unit": unit}) == [f"7,5\N{NO-BREAK SPACE}{unit}"]
    assert answer_words(item, {"value": "8.0", "unit": unit}) == [f"8\N{NO-BREAK SPACE}{unit}"]


@given(answer=JSON_VALUES)
def test_whatever_a_learner_s_file_holds_is_corrected(answer: object) -> None:
    for item in HARBOUR.values():
        earned = share(item.key, answer) if item.key else 0.0

        assert bool(correct(item, answer, earned).right) == (earned < 1)


def test_names_that_the_question_does_not_have_are_left_out() -> None:
    unknown = ["nothing", 4, {}]

    for item in HARBOUR.values():
        assert answer_words(item, unknown) == []
