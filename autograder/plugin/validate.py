"""The self-check of a learner: the tests that stand in the notebook itself, in the sandbox."""

from collections.abc import Mapping
from itertools import takewhile
from pathlib import Path
from typing import Any

from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbconvert.filters import ansi2html
from nbformat import NotebookNode
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default.exchange import Exchange
from nbgrader.preprocessors import CheckCellMetadata, ClearOutput
from nbgrader.utils import is_grade, is_solution
from nbgrader.validator import Validator
from traitlets import Float, List

from autograder.errors import AutograderError
from autograder.grading.failure import failure_of
from autograder.grading.notebook_text import read_notebook
from autograder.grading.settings import Settings
from autograder.language import t
from autograder.plugin.execute import NotRunHereError, SandboxedExecute
from autograder.plugin.exercises import Report, report, title_above
from autograder.plugin.missing_name import why_missing
from autograder.status import Status

Findings = dict[str, list[dict[str, str]]]


class _CheckedExecute(SandboxedExecute):
    """The run of a self-check; notebooks learn of it as from nbgrader's validator."""

    variables: Mapping[str, str] = {"NBGRADER_EXECUTION": "validate", "NBGRADER_VALIDATING": "1"}

    def preprocess(
        self, nb: NotebookNode, resources: Any = None, km: Any = None
    ) -> tuple[NotebookNode, Any]:
        """Run the notebook; raises `AutograderError`, for the learner, when it stopped early."""
        try:
            return super().preprocess(nb, resources, km)
        except CellTimeoutError as error:
            raise AutograderError(Status.TIMEOUT.for_learner(), str(error)) from error
        except NotRunHereError as error:
            raise AutograderError(_not_checked_here(), str(error)) from error
        except DeadKernelError as error:
            raise AutograderError(Status.CRASHED.for_learner(), str(error)) from error

    def _whose(self, folder: Path, resources: Any) -> tuple[str, str, str]:
        """Return whose submission this will be, whose folder is where nbgrader puts it."""
        coursedir = CourseDirectory(config=self.config)
        with_course = Exchange(config=self.config).path_includes_course
        course = folder.parent.name if with_course else coursedir.course_id
        return course, coursedir.student_id, folder.name


class SelfCheck(Validator):  # type: ignore[misc]
    """nbgrader's validator with its cells in the sandbox.

    Unlike nbgrader's it leaves the working directory and the environment of the process alone, so
    that a server can run it in a thread. It sees what the learner's file holds and nothing else:
    tests that were removed at release are not there to be found.
    """

    preprocessors = List([CheckCellMetadata, ClearOutput, _CheckedExecute])

    pause_s = Float(5.0, help="Seconds between the self-checks of one person.").tag(config=True)

    def validate(self, filename: str) -> Findings:
        """Check a notebook; see `check`."""
        return self.check(filename)[0]

    def check(self, filename: str) -> tuple[Findings, Report | None]:
        """Check a notebook; the findings have the keys of nbgrader's validator.

        ``type_changed`` and ``changed`` hold cells that are not as they were released, ``failed``
        those that earn less than all their points, ``passed`` (with `invert`) those that earn all.
        Besides, each names where it stands: ``title`` is the heading above it, ``cell`` the id of
        the cell that is to be changed, a test's answer if it has one. The report tells the
        same by exercise; there is none where cells were changed that must not be.

        Raises:
            AutograderError: the sandbox is missing, the file cannot be read, or the notebook's
                process ended early.
        """
        path = Path(filename).resolve()
        try:
            notebook = read_notebook(path.parent, path.stem)
        except Exception as error:
            failure = failure_of(error)
            raise AutograderError(failure.status.for_learner(), failure.sentence) from error
        type_changed = self._get_type_changed_cells(notebook)
        if type_changed:
            of_another_type = [
                {
                    "source": cell.source.strip(),
                    "old_type": cell.cell_type,
                    "new_type": cell.metadata.nbgrader.cell_type,
                    **_place(cell, notebook),
                }
                for cell in type_changed
            ]
            return {"type_changed": of_another_type}, None
        resources: dict[str, Any] = {"metadata": {"path": str(path.parent), "name": path.stem}}
        for preprocessor in self.preprocessors:
            notebook, resources = preprocessor(parent=self).preprocess(notebook, resources)
        findings = self._findings(notebook)
        if "changed" in findings:
            return findings, None
        return findings, report(notebook, self._get_failed_cells(notebook))

    def _findings(self, notebook: NotebookNode) -> Findings:
        changed = self._get_changed_cells(notebook)
        if changed and not self.ignore_checksums:
            return {
                "changed": [
                    {"source": cell.source.strip(), **_place(cell, notebook)} for cell in changed
                ]
            }
        if self.invert:
            passed = self._get_passed_cells(notebook)
            return (
                {"passed": [{"source": cell.source.strip()} for cell in passed]} if passed else {}
            )
        failed = self._get_failed_cells(notebook)
        if not failed:
            return {}
        return {"failed": [self._failure(cell, notebook) for cell in failed]}

    def _failure(self, cell: NotebookNode, notebook: NotebookNode) -> dict[str, str]:
        above = notebook.cells[: notebook.cells.index(cell)]
        # Where nothing is graded, the notebook's own hooks have said what they know.
        why = why_missing(cell, above) if is_grade(cell) else None
        error = "\n→ ".join(filter(None, (_in_words(self._extract_error(cell)), why)))
        return {
            "source": cell.source.strip(),
            "error": ansi2html(error),  # type: ignore[no-untyped-call]
            "raw_error": error,
            **_place(cell, notebook, of_answer=True),
        }


def _place(cell: NotebookNode, notebook: NotebookNode, of_answer: bool = False) -> dict[str, str]:
    above = notebook.cells[: notebook.cells.index(cell)]
    answer = cell
    if of_answer and is_grade(cell) and not is_solution(cell):
        # Back to the test before: what stands above that was asked by another.
        own = takewhile(lambda each: not is_grade(each), reversed(above))
        answer = next(filter(is_solution, own), cell)
    return {"title": title_above(above), "cell": str(answer.get("id", ""))}


def _in_words(error: str) -> str:
    """Return an error, nbgrader's own sentences in the reader's language."""
    return {
        "You did not provide a response.": t(
            fr="Vous n’avez pas encore répondu.", en="You did not provide a response."
        ),
        "Partial credit; passed some but not all of the tests": t(
            fr="Une partie des points : des tests passent, pas tous.",
            en="Part of the points: some tests pass, not all.",
        ),
    }.get(error, error)


def _not_checked_here() -> str:
    return t(
        fr="Cette machine ne peut pas exécuter votre notebook : signalez-le à votre formateur.",
        en="This machine cannot run your notebook: tell your trainer.",
    )


def self_check(path: Path) -> Findings:
    """Check a notebook with the tests that stand in it, in the sandbox; see `SelfCheck.validate`.

    Limits and the rest of the configuration are those of the folder, as `nbgrader validate` has it.
    """
    return SelfCheck(config=Settings(path.resolve().parent).converter().config).validate(str(path))
