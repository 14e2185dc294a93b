"""Every awareness module on nbgrader's path: handed out, taken, handed in and graded."""

from collections.abc import Iterator

import pytest
from nbformat import NotebookNode

from campus5g.authoring.catalogue import catalogue
from campus5g.authoring.final_quiz import quiz_of, right_answers
from campus5g.authoring.trials.answers import answered
from campus5g.authoring.trials.trial import TrialCourse, trial_course
from campus5g.language import LANGUAGES

LEARNER = "learner"

MODULES = [module for module in catalogue() if module.kind == "awareness"]


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(
            (module, language),
            id=f"{module.id}-{language}",
            # Else one language a module, by turns.
            marks=[pytest.mark.everything] if (number + turn) % len(LANGUAGES) else [],
        )
        for number, module in enumerate(MODULES)
        for turn, language in enumerate(LANGUAGES)
    ],
)
def handed_out(request: pytest.FixtureRequest) -> Iterator[TrialCourse]:
    """A module as learners get it in one language."""
    module, language = request.param
    with trial_course(module, language) as course:
        yield course


def errors(notebook: NotebookNode) -> list[str]:
    return [
        f"{cell.id}: {output.ename}: {output.evalue}"
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if output.output_type == "error"
    ]


def test_an_unanswered_module_runs_without_errors_and_earns_nothing(
    handed_out: TrialCourse,
) -> None:
    result = handed_out.hand_in()

    assert errors(result.graded) == []
    assert result.automatic_points == 0


def test_right_answers_earn_all_automatic_points(
    handed_out: TrialCourse,
) -> None:
    quiz = quiz_of(handed_out.module)
    assert quiz

    result = handed_out.hand_in(answered, right_answers(quiz, LEARNER, handed_out.draw))

    assert errors(result.graded) == []
    assert result.points == {
        item.id: item.points if item.kind == "automatic" else None
        for item in handed_out.module.manifest.items
    }
