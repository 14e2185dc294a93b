"""Every awareness module on nbgrader's path: handed out, taken, handed in and graded."""

from collections.abc import Collection, Iterator

import pytest
from nbformat import NotebookNode
from wrong_answers import half_right_answers

from campus5g.authoring.catalogue import Module, catalogue
from campus5g.authoring.final_quiz import quiz_of, right_answers
from campus5g.authoring.trials.answers import answered
from campus5g.authoring.trials.trial import TrialCourse, trial_course
from campus5g.language import LANGUAGES

LEARNER = "learner"

MODULES = [module for module in catalogue() if module.kind == "awareness"]
FIRST = {module.course.id: module for module in reversed(MODULES) if module.course}.values()
# The finals of these have between them every kind of question.
HALF_RIGHT = [
    module
    for module in MODULES
    if module.id in {"use-cases-port-logistics", "use-cases-assessment"}
]


@pytest.fixture(scope="module")
def handed_out(request: pytest.FixtureRequest) -> Iterator[TrialCourse]:
    """A module as learners get it in one language."""
    module, language = request.param
    with trial_course(module, language) as course:
        yield course


def in_one_language(
    modules: list[Module], by_default: Collection[Module] = ()
) -> pytest.MarkDecorator:
    """Hand each module out in one language, by turns, and once for all that is handed in."""
    return pytest.mark.parametrize(
        "handed_out",
        [
            pytest.param(
                (module, LANGUAGES[MODULES.index(module) % len(LANGUAGES)]),
                id=module.id,
                marks=[] if module in by_default else [pytest.mark.proof],
            )
            for module in modules
        ],
        indirect=True,
    )


def errors(notebook: NotebookNode) -> list[str]:
    return [
        f"{cell.id}: {output.ename}: {output.evalue}"
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if output.output_type == "error"
    ]


# Every notebook runs unanswered, as its author wrote it, by nbval.
@in_one_language(list(FIRST))
def test_an_unanswered_module_runs_without_errors_and_earns_nothing(
    handed_out: TrialCourse,
) -> None:
    result = handed_out.hand_in()

    assert errors(result.graded) == []
    assert result.automatic_points == 0


@in_one_language(MODULES, by_default=FIRST)
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


@in_one_language(HALF_RIGHT)
def test_half_of_the_answers_right_earn_what_those_are_worth(
    handed_out: TrialCourse,
) -> None:
    quiz = quiz_of(handed_out.module)
    assert quiz
    assert quiz.final
    answers, share = half_right_answers(quiz, LEARNER, handed_out.draw)

    result = handed_out.hand_in(answered, answers)

    assert errors(result.graded) == []
    assert 0.4 < share < 0.6
    assert result.automatic_points == pytest.approx(share * quiz.final.points, abs=0.005)
