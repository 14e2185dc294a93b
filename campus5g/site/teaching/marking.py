"""Marking by trainers: the graded cells of a submission, read from and written to nbgrader."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from campus5g.authoring.cohorts.gradebooks.place import gradebook_of
from campus5g.authoring.cohorts.stubs import TEXT_STUBS
from campus5g.authoring.notebooks import NotebookError, read_notebook
from campus5g.errors import CampusError
from campus5g.language import t
from campus5g.site.teaching.answer_html import answer_html


@dataclass(frozen=True)
class Answer:
    """What a learner wrote: text, or code."""

    text: str
    is_code: bool

    @property
    def html(self) -> str:
        """The text as HTML that can do no harm."""
        return answer_html(self.text)


@dataclass(frozen=True)
class ToMark:
    """A graded cell of a submission: what was answered, and what it has earned so far.

    ``automatic`` are the autograder's points, None where only a trainer can mark; ``by_hand`` the
    trainer's, which replace them; ``extra`` comes on top of either. ``failure`` is the
    message of the test that did not pass.
    """

    cell: str
    out_of: float
    automatic: float | None
    by_hand: float | None
    extra: float | None
    to_read: bool
    answer: Answer | None
    failure: str
    comment: str | None
    """Empty for no comment yet, None where nbgrader has no place for one."""
    without_answer: bool
    """Whether the cell is unchanged since it was handed out."""
    for_a_trainer: bool
    """Whether only a trainer can mark it."""


@dataclass(frozen=True)
class Given:
    """What a trainer gives for a graded cell; without points the autograder's stand.

    ``extra`` is nbgrader's extra credit: it comes on top of the points, even beyond the
    cell's maximum, and at most that much again.
    """

    points: float | None
    extra: float | None
    comment: str


def to_mark(course: Path, module: str, learner: str) -> list[ToMark] | None:
    """Return the graded cells of a submission in the notebook's order; None if it was not graded.

    Args:
        course: the cohort's folder.
        module: the assignment's name.
        learner: the account's name.
    """
    if not gradebook_of(course).exists():
        return None
    answers = _answers(graded_notebook(course, module, learner))
    with _submission(course, module, learner) as submission:
        if submission is None:
            return None
        comments = _comments(submission)
        cells = [
            _cell(grade, answers.get(grade.cell.name, _NOTHING), comments)
            for notebook in submission.notebooks
            for grade in notebook.grades
        ]
    order = {name: position for position, name in enumerate(answers)}
    return sorted(cells, key=lambda each: order.get(each.cell, len(order)))


def mark(course: Path, module: str, learner: str, given: Mapping[str, Given]) -> None:
    """Write what a trainer gave into the gradebook; cells that are not named stay as they are.

    A cell with points counts as read. Feedback that was given stays as it was.

    Raises:
        CampusError: the cell can't earn these points, the submission no longer exists, or the
            autograder is writing.
    """
    from sqlalchemy.exc import OperationalError

    answers = _answers(graded_notebook(course, module, learner))
    try:
        with _submission(course, module, learner) as submission:
            if submission is None:
                raise CampusError(
                    t(fr="Cette copie n’est plus là.", en="This submission no longer exists."),
                    t(
                        fr="Revenez à la liste des copies.",
                        en="Go back to the submissions.",
                    ),
                )
            comments = _comments(submission)
            for notebook in submission.notebooks:
                for grade in notebook.grades:
                    new = given.get(grade.cell.name)
                    if new is None:
                        continue
                    _give(grade, new.points, new.extra)
                    at = answers.get(grade.cell.name, _NOTHING).comment_at or grade.cell.name
                    if at in comments:
                        comments[at].manual_comment = new.comment or None
    except OperationalError as error:
        raise CampusError(
            t(
                fr="Le carnet de notes est occupé par une correction en cours.",
                en="The gradebook is busy with grading.",
            ),
            t(
                fr="Revenez en arrière et enregistrez à nouveau dans un instant.",
                en="Go back and save again in a moment.",
            ),
        ) from error


def graded_notebook(course: Path, module: str, learner: str) -> Path:
    """Return the folder where nbgrader keeps the submission as it was run."""
    return course / "autograded" / learner / module / f"{module}.ipynb"


def written_answers(course: Path, module: str, learner: str) -> dict[str, Answer]:
    """Return what a learner wrote in words in a graded submission, by the cell with the points."""
    return {
        cell: found.answer
        for cell, found in _answers(graded_notebook(course, module, learner)).items()
        if found.is_answer
        and found.answer
        and not found.answer.is_code
        and found.answer.text.strip() not in TEXT_STUBS.values()
    }


@dataclass(frozen=True)
class _Found:
    """A graded cell in the notebook: its answer, its failed test, and the comment's place."""

    answer: Answer | None = None
    failure: str = ""
    comment_at: str = ""
    is_answer: bool = False
    """Whether the cell has points for its text, not for a test that passes."""


_NOTHING = _Found()


def _answers(notebook: Path) -> dict[str, _Found]:
    """Return the graded cells of a notebook, by id.

    A test belongs to the answer above it, and so does the comment on it.
    """
    try:
        cells = read_notebook(notebook).cells
    except NotebookError:
        return {}
    found: dict[str, _Found] = {}
    answers: list[NotebookNode] = []
    for cell in cells:
        marks = cell.metadata.get("nbgrader", {})
        if marks.get("solution"):
            answers.append(cell)
        if marks.get("grade"):
            found[marks["grade_id"]] = _Found(
                answer=Answer(
                    "\n\n".join(each.source for each in answers),
                    is_code=answers[-1].cell_type == "code",
                )
                if answers
                else None,
                failure=_failure(cell),
                comment_at=answers[-1].metadata.nbgrader.grade_id if answers else "",
                is_answer=bool(marks.get("solution")),
            )
            answers = []
    return found


def _failure(cell: NotebookNode) -> str:
    for output in cell.get("outputs", []):
        if output.output_type == "error":
            return str(output.evalue or output.ename)
    return ""


def _cell(grade: Any, found: _Found, comments: Mapping[str, Any]) -> ToMark:
    comment = comments.get(found.comment_at or grade.cell.name)
    return ToMark(
        cell=grade.cell.name,
        out_of=grade.max_score,
        automatic=grade.auto_score,
        by_hand=grade.manual_score,
        extra=grade.extra_credit,
        to_read=bool(grade.needs_manual_grade),
        answer=found.answer,
        failure=found.failure,
        comment=(comment.manual_comment or "") if comment else None,
        without_answer=bool(comment and comment.auto_comment),
        for_a_trainer=found.is_answer or grade.auto_score is None or bool(grade.needs_manual_grade),
    )


def _comments(submission: Any) -> dict[str, Any]:
    return {
        comment.name: comment for notebook in submission.notebooks for comment in notebook.comments
    }


def _give(grade: Any, points: float | None, extra: float | None) -> None:
    """Set points as nbgrader's own page does: a cell with points counts as read."""
    if points is not None and not 0 <= points <= grade.max_score:
        raise CampusError(
            t(
                fr=f"{points:g} points : cette question en vaut de 0 à {grade.max_score:g}.",
                en=f"{points:g} points: this item is worth 0 to {grade.max_score:g}.",
            ),
            t(fr="Revenez en arrière et corrigez.", en="Go back and correct it."),
        )
    most = grade.max_score
    if extra is not None and not 0 <= extra <= most:
        raise CampusError(
            t(
                fr=f"{extra:g} : un bonus est de 0 à {most:g}, ce que vaut la question.",
                en=f"{extra:g}: extra credit is 0 to {most:g}, what the item is worth.",
            ),
            t(fr="Revenez en arrière et corrigez.", en="Go back and correct it."),
        )
    if extra and points is None and grade.auto_score is None:
        # nbgrader would store it without counting it.
        raise CampusError(
            t(
                fr="Un bonus s’ajoute à des points, et cette réponse n’en a pas encore.",
                en="Extra credit is added to points, and this answer has none yet.",
            ),
            t(
                fr="Revenez en arrière et donnez des points à la réponse, 0 s’il le faut.",
                en="Go back and give the answer points, 0 if necessary.",
            ),
        )
    grade.manual_score = points
    grade.extra_credit = extra or None
    grade.needs_manual_grade = points is None and grade.auto_score is None


@contextmanager
def _submission(course: Path, module: str, learner: str) -> Iterator[Any]:
    """Open a submission in the gradebook; changes are saved unless an exception is raised."""
    # Slow to import, and not needed by a site without grades.
    from nbgrader.api import Gradebook, MissingEntry

    with Gradebook(gradebook_of(course).address) as gradebook:
        try:
            submission = gradebook.find_submission(module, learner)
        except MissingEntry:
            submission = None
        yield submission
        gradebook.db.commit()
