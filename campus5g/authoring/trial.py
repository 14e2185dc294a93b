"""A module tried as a learner would meet it: released, filled in, graded by nbgrader."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from campus5g.authoring.catalogue import Module
from campus5g.authoring.cohort import Cohort, build, release
from campus5g.authoring.grades import graded_cells
from campus5g.authoring.nbgrader_course import NbGraderCourse
from campus5g.authoring.notebooks import read_notebook, write_notebook
from campus5g.courseware.quiz.answers import ANSWERS_FILE, Answers
from campus5g.language import Language

Fill = Callable[[NotebookNode, NotebookNode], NotebookNode]

_LEARNER = "learner"


@dataclass(frozen=True)
class Trial:
    """What a trial gave: points by item (None where a trainer must read), and why not more.

    ``failures`` holds the last line of the error of each test cell that failed.
    """

    released: NotebookNode
    graded: NotebookNode
    points: dict[str, float | None]
    failures: dict[str, str]

    @property
    def automatic_points(self) -> float:
        """Points that the automatic items gave."""
        return sum(points or 0 for points in self.points.values())


def as_released(released: NotebookNode, source: NotebookNode) -> NotebookNode:
    """Fill in nothing: what a learner has who submits at once."""
    return released


def trial(
    module: Module,
    language: Language,
    fill: Fill = as_released,
    answers: Answers | None = None,
) -> Trial:
    """Release a module in a temporary course, fill it in, and grade it.

    Args:
        module: the module.
        language: the language to release.
        fill: makes the submission of the released and the source notebook, such as
            `campus5g.authoring.answers.answered`.
        answers: what was answered to the quiz, such as
            `campus5g.authoring.final_quiz.right_answers`; nothing if not given.

    Raises:
        CampusError: what `build` and `release` raise; nbgrader could not grade.
    """
    with tempfile.TemporaryDirectory(prefix="campus5g-trial-") as temporary:
        exchange, folder = Path(temporary) / "exchange", Path(temporary) / "course"
        cohort = Cohort(
            id="trial",
            title="Trial",
            language=language,
            trainer="trainer",
            learners=[_LEARNER],
            modules=[module.id],
        )
        build(cohort, folder, [module])
        released_folder = release(folder, module.id, exchange)
        name = f"{module.id}.ipynb"
        released = read_notebook(released_folder / name)
        submission = folder / "submitted" / _LEARNER / module.id
        submission.mkdir(parents=True)
        write_notebook(fill(released, read_notebook(module.notebook)), submission / name)
        if answers:
            (submission / ANSWERS_FILE).write_text(answers.model_dump_json(), encoding="utf-8")
        course = NbGraderCourse(folder, exchange)
        course.autograde(module.id, _LEARNER)
        graded = read_notebook(folder / "autograded" / _LEARNER / module.id / name)
        return Trial(
            released=released,
            graded=graded,
            points=course.automatic_scores(module.id, _LEARNER),
            failures=_failures(graded),
        )


def _failures(graded: NotebookNode) -> dict[str, str]:
    failures = {}
    for grade_id, cell in graded_cells(graded).items():
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                failures[grade_id] = f"{output.ename}: {output.evalue}"
    return failures
