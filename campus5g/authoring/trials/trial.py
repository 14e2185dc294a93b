"""A module tried as a learner would meet it: released, filled in, graded by nbgrader."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from campus5g.authoring.catalogue import Module
from campus5g.authoring.cohorts.cohort import Cohort, build, release
from campus5g.authoring.cohorts.nbgrader_course import NbGraderCourse
from campus5g.authoring.grades import graded_cells
from campus5g.authoring.notebooks import read_notebook, write_notebook
from campus5g.courseware.lab.dealing import lay_card
from campus5g.courseware.quiz.answers import ANSWERS_FILE, Answers
from campus5g.draw import DRAW_VARIABLE, Draw
from campus5g.kit.evidence import COHORT_VARIABLE
from campus5g.language import Language

Fill = Callable[[NotebookNode, NotebookNode], NotebookNode]
Work = Callable[[NotebookNode, Path], NotebookNode]

LEARNER = "learner"
COHORT = "trial"

TRIED_DRAW = Draw.named("trial")
"""The draw of a trial's learner, where none is chosen."""


@dataclass(frozen=True)
class Trial:
    """What a trial gave: points by item (None where a trainer must read), and why not more.

    ``failures`` holds the last line of the first error of each test cell that failed.
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


@dataclass(frozen=True)
class TrialCourse:
    """A course of one module and one learner, where it is released and nothing is handed in."""

    module: Module
    course: NbGraderCourse
    released: NotebookNode
    draw: Draw

    @property
    def submission(self) -> Path:
        """Where what was handed in last lies."""
        return self.course.folder / "submitted" / LEARNER / self.module.id

    def hand_in(
        self,
        fill: Fill = as_released,
        answers: Answers | None = None,
        work: Work | None = None,
    ) -> Trial:
        """Fill the released module in and grade it, in place of what was handed in before.

        Args:
            fill: makes the submission of the released and the source notebook, such as
                `campus5g.authoring.trials.answers.answered`.
            answers: what was answered to the quiz, such as
                `campus5g.authoring.final_quiz.right_answers`; nothing if not given.
            work: what the learner does with the filled notebook in its folder before it is
                handed in, such as running it on a kit; nothing if not given.

        Raises:
            GradingError: nbgrader could not grade.
        """
        name = f"{self.module.id}.ipynb"
        submission = self.submission
        shutil.rmtree(submission, ignore_errors=True)
        shutil.copytree(self.course.folder / "release" / self.module.id, submission)
        lay_card(self.module.folder, self.draw, submission)
        filled = fill(deepcopy(self.released), read_notebook(self.module.notebook))
        with surroundings({DRAW_VARIABLE: self.draw.seed.hex(), COHORT_VARIABLE: COHORT}):
            write_notebook(work(filled, submission) if work else filled, submission / name)
            if answers:
                (submission / ANSWERS_FILE).write_text(answers.model_dump_json(), encoding="utf-8")
            self.course.autograde(self.module.id, LEARNER)
        autograded = self.course.folder / "autograded" / LEARNER / self.module.id
        graded = read_notebook(autograded / name)
        return Trial(
            released=self.released,
            graded=graded,
            points=self.course.automatic_scores(self.module.id, LEARNER),
            failures=_failures(graded),
        )


@contextmanager
def trial_course(
    module: Module, language: Language, draw: Draw = TRIED_DRAW
) -> Iterator[TrialCourse]:
    """Release a module in a temporary course.

    Args:
        module: the module.
        language: the language to release.
        draw: the learner's, at work and when it is graded.

    Raises:
        CampusError: what `build` and `release` raise.
    """
    with tempfile.TemporaryDirectory(prefix="campus5g-trial-") as temporary:
        exchange, folder = Path(temporary) / "exchange", Path(temporary) / "course"
        cohort = Cohort(
            id=COHORT,
            title="Trial",
            language=language,
            trainer="trainer",
            learners=[LEARNER],
            modules=[module.id],
        )
        build(cohort, folder, [module])
        released_folder = release(folder, module.id, exchange)
        released = read_notebook(released_folder / f"{module.id}.ipynb")
        yield TrialCourse(module, NbGraderCourse(folder, exchange), released, draw)


def trial(
    module: Module,
    language: Language,
    fill: Fill = as_released,
    answers: Answers | None = None,
    work: Work | None = None,
    draw: Draw = TRIED_DRAW,
) -> Trial:
    """Release a module in a temporary course, fill it in, and grade it.

    Args:
        module: the module.
        language: the language to release.
        fill: as of `TrialCourse.hand_in`.
        answers: as of `TrialCourse.hand_in`.
        work: as of `TrialCourse.hand_in`.
        draw: as of `trial_course`.

    Raises:
        CampusError: what `build` and `release` raise; nbgrader could not grade.
    """
    with trial_course(module, language, draw) as course:
        return course.hand_in(fill, answers, work)


@contextmanager
def surroundings(variables: Mapping[str, str]) -> Iterator[None]:
    """Set variables of the environment while the block runs."""
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _failures(graded: NotebookNode) -> dict[str, str]:
    failures: dict[str, str] = {}
    for grade_id, cell in graded_cells(graded).items():
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                failures.setdefault(grade_id, f"{output.ename}: {output.evalue}")
    return failures
