"""Every awareness module on nbgrader's path: handed out, taken, handed in and graded."""

import pytest
from nbformat import NotebookNode

from campus5g.authoring.answers import answered
from campus5g.authoring.catalogue import Module, catalogue
from campus5g.authoring.final_quiz import quiz_of, right_answers
from campus5g.authoring.trial import trial
from campus5g.language import LANGUAGES, Language

LEARNER = "learner"

pytestmark = [
    pytest.mark.parametrize("language", LANGUAGES),
    pytest.mark.parametrize(
        "module",
        [module for module in catalogue() if module.kind == "awareness"],
        ids=lambda module: module.id,
    ),
]


def errors(notebook: NotebookNode) -> list[str]:
    return [
        f"{cell.id}: {output.ename}: {output.evalue}"
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if output.output_type == "error"
    ]


def test_who_hands_a_module_in_as_released_meets_no_error_and_gets_no_point(
    module: Module, language: Language
) -> None:
    result = trial(module, language)

    assert errors(result.graded) == []
    assert result.automatic_points == 0


def test_who_knows_all_answers_gets_all_points_but_those_the_trainer_gives(
    module: Module, language: Language
) -> None:
    quiz = quiz_of(module)
    assert quiz

    result = trial(module, language, answered, right_answers(quiz, LEARNER))

    assert errors(result.graded) == []
    assert result.points == {
        item.id: item.points if item.kind == "automatic" else None for item in module.manifest.items
    }
