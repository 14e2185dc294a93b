"""What a module can ask of a class: its predictions, and its questions with choices."""

import pytest

from campus5g.authoring.catalogue import find_module
from campus5g.site.voting.questions import Question, questions_of


@pytest.fixture(scope="module")
def radio() -> list[Question]:
    return questions_of(find_module("essentials-radio"))


def test_predictions_come_with_their_outcome_in_both_languages(radio: list[Question]) -> None:
    first = radio[0]

    assert first.id == "prediction-hall-change"
    assert first.right == ["second"]
    assert first.prompt.fr.startswith("Une antenne")
    assert first.prompt.en.startswith("One antenna")
    assert first.why is not None
    assert first.why.fr != first.why.en


def test_every_explorer_of_the_notebook_has_its_prediction(radio: list[Question]) -> None:
    assert sum(each.origin == "prediction" for each in radio) == 4


def test_questions_of_the_final_come_last(radio: list[Question]) -> None:
    origins = [each.origin for each in radio]

    assert origins == sorted(origins, key=["prediction", "quiz", "final"].index)
    assert set(origins) == {"prediction", "quiz", "final"}


def test_wrong_choices_of_parts_come_with_their_reasons(radio: list[Question]) -> None:
    quiz = [each for each in radio if each.origin == "quiz"]

    assert quiz
    assert all(choice.why for each in quiz for choice in each.choices)


def test_a_right_answer_is_among_the_choices(radio: list[Question]) -> None:
    assert all(
        each.right and set(each.right) <= {choice.id for choice in each.choices} for each in radio
    )


def test_a_module_without_predictions_and_quiz_offers_nothing() -> None:
    assert questions_of(find_module("packet-capture")) == []
