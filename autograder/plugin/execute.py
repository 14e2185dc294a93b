"""nbgrader's preprocessor that runs a notebook, with the notebook in the sandbox."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import Execute
from nbgrader.utils import is_grade, is_solution, is_task

from autograder.grading.checked import Checked
from autograder.grading.files import regular_files
from autograder.grading.isolation import (
    examination_of,
    isolation_by_index,
    placements_of,
    shipped_modules,
)
from autograder.grading.notebook_text import did_not_run, refuse
from autograder.grading.placing.placement import Placement
from autograder.grading.result import CellResult
from autograder.grading.settings import Settings
from autograder.grading.source import Source
from autograder.grading.source_cells import SourceCell, SourceNotebook
from autograder.grading.suspicion import (
    beyond_the_authors,
    of_chosen_kernel,
    under_suspicion,
    without_walls,
)
from autograder.grading.trial import Trial
from autograder.limits import Limits
from autograder.plugin.settings import Sandbox
from autograder.plugin.submission import Enclose, under_way
from autograder.plugin.warm import warm_nursery
from autograder.running.result import NotebookRun, Suspicion
from autograder.running.run import run_notebook
from autograder.running.sealing import Sealing
from autograder.sandbox import Enclosure, Level, Nursery
from autograder.status import Status

DOUBTS = "autograder_doubts"
"""Where `SaveReviewedGrades` finds, in nbconvert's resources, what the trainer must read."""


class SandboxedExecute(Execute):  # type: ignore[misc]
    """Put it in place of ``nbgrader.preprocessors.Execute``; ``c.Execute.…`` stays in force.

    The notebook runs at the path that nbgrader would use as its working directory, with copies of
    the files there. Raises what nbclient would where nbgrader gives a submission up, and
    `AutograderError` without a sandbox: nothing ever runs outside one.
    """

    variables: Mapping[str, str] = {"NBGRADER_EXECUTION": "autograde"}

    def preprocess(
        self, nb: NotebookNode, resources: Any = None, km: Any = None
    ) -> tuple[NotebookNode, Any]:
        """Run the notebook and fill in its outputs; `km` is nbclient's and of no use here."""
        self._check_assign_resources(resources)
        folder = Path(resources["metadata"]["path"]).resolve()
        sandbox = Sandbox(parent=self)
        limits = sandbox.limits(self._get_timeout(None))
        source = self._source_folder(resources)
        name = resources["metadata"].get("name", "")
        tests = _test_cells(nb)
        nursery = warm_nursery(sandbox.environment(source), sandbox.chosen_level())
        whose = self._whose(folder, resources)
        checked = sandbox.check_of(*whose, folder) if whose else Checked()

        @contextmanager
        def enclose() -> Iterator[Enclosure]:
            variables = checked.for_notebooks(sandbox.variables_of(*whose) if whose else {})
            with (
                checked.beside(dict(self._files(folder))) as files,
                nursery.enclosure(folder, files, limits, variables) as enclosure,
            ):
                yield enclosure

        assignment = self._assignment(source, name, nb)
        placements: dict[str, Placement] = {}
        shipped: dict[str, str] = {}
        if assignment is not None:
            placements = _placements(_trial(nursery, limits).of(assignment), name, nb, tests)
            shipped = shipped_modules(assignment.folder, assignment.files)
        with self._turn(folder, name, enclose) as enclosure:
            run = run_notebook(
                nb,
                enclosure,
                limits,
                sealed=isolation_by_index(placements, tests),
                seal=Sealing(),
                examination=examination_of(placements, tests, shipped, checked.for_tests),
                execute=self,
                variables=self.variables,
            )
        self.log.info("Ran in the sandbox (%s): %s", run.level, run.status)
        _raise_as_nbclient(run)
        for index in tests:
            if not run.cells[index].ran and nb.cells[index].source.strip():
                nb.cells[index].outputs.append(did_not_run())
        refuse(nb, checked.refusals, tests)
        suspicions = beyond_the_authors(run.suspicions, tests, placements)
        if run.executor == "kernel" and self._converter() is not None:
            suspicions += of_chosen_kernel(_kernelspec_of_assignment(resources), tests)
        resources[DOUBTS] = _doubts(nb, run.level, suspicions)
        return nb, resources

    def _assignment(self, folder: Path | None, name: str, nb: NotebookNode) -> Source | None:
        """Return the author's notebooks and files, None where there are none.

        Args:
            folder: where they lie.
            name: of the notebook that is graded.
            nb: this notebook, whose locked cells nbgrader has taken from the gradebook.
        """
        found = sorted(folder.glob("*.ipynb")) if folder is not None else []
        if folder is None or not found:
            return None
        saved = {name: tuple(_locked_cells(nb))}
        notebooks = tuple(
            SourceNotebook(stem, None, (), (), (), (), placements_of(stem, (folder,), cells))
            for stem, cells in ((path.stem, saved.get(path.stem, ())) for path in found)
        )
        files = tuple(name for name, _ in self._files(folder))
        return Source(folder.name, notebooks, folder.resolve(), files)

    def _whose(self, folder: Path, resources: Any) -> tuple[str, str, str] | None:
        """Return course, student and assignment of the submission; None outside of a course."""
        converter = self._converter()
        if converter is None:
            return None
        grading = resources["nbgrader"]
        return converter.coursedir.course_id, grading["student"], grading["assignment"]

    def _converter(self) -> Any:
        """Return nbgrader's `Autograde` where it is at work, else None."""
        return getattr(self.parent, "parent", None)

    def _turn(
        self, folder: Path, notebook: str, enclose: Enclose
    ) -> AbstractContextManager[Enclosure]:
        to_do = [Path(name).stem for name in getattr(self._converter(), "notebooks", [])]
        if notebook not in to_do:
            return enclose()
        return under_way.turn(folder, notebook, enclose, last=notebook == to_do[-1])

    def _source_folder(self, resources: Any) -> Path | None:
        coursedir = getattr(self._converter(), "coursedir", None)
        if coursedir is None:
            return None
        assignment = resources["nbgrader"]["assignment"]
        return Path(coursedir.format_path(coursedir.source_directory, ".", assignment))

    def _files(self, folder: Path) -> Iterator[tuple[PurePosixPath, Path]]:
        ignored = [*CourseDirectory(config=self.config).ignore, "*.ipynb"]
        return ((name, folder / name) for name in regular_files(folder, ignored))


def _test_cells(nb: NotebookNode) -> dict[int, str]:
    """Return the grade id of each test, by the index of its cell."""
    return {
        index: cell.metadata.nbgrader["grade_id"]
        for index, cell in enumerate(nb.cells)
        if cell.cell_type == "code" and is_grade(cell) and not is_solution(cell)
    }


def _placements(
    assignment: Source, notebook: str, nb: NotebookNode, tests: Mapping[int, str]
) -> dict[str, Placement]:
    """Return where the tests run that are still what the source has; the others are unknown."""
    found = next((each for each in assignment.notebooks if each.name == notebook), None)
    if found is None:
        return {}
    return {
        name: found.placements[name]
        for index, name in tests.items()
        if name in found.placements
        and found.placements[name].source.strip() == nb.cells[index].source.strip()
    }


_trials: dict[tuple[Nursery, Limits], Trial] = {}


def _trial(nursery: Nursery, limits: Limits) -> Trial:
    key = (nursery, limits)
    if key not in _trials:
        _trials[key] = Trial(Settings(limits=limits), nursery)
    return _trials[key]


def _kernelspec_of_assignment(resources: Any) -> str | None:
    """Return what nbgrader's ``OverwriteKernelspec`` has found in the gradebook."""
    grading = resources["nbgrader"]
    with Gradebook(grading["db_url"]) as gradebook:
        notebook = gradebook.find_notebook(grading["notebook"], grading["assignment"])
        kernelspec: str | None = notebook.kernelspec
    return kernelspec


def _doubts(
    nb: NotebookNode, level: Level, suspicions: Iterable[Suspicion]
) -> dict[str, CellResult]:
    """Return what the sandbox found about cells, by grade id."""
    cells = tuple(
        CellResult(
            name=cell.metadata.nbgrader["grade_id"],
            graded=is_grade(cell),
            commented=is_solution(cell) or is_task(cell),
        )
        for cell in nb.cells
        if is_grade(cell) or is_solution(cell) or is_task(cell)
    )
    graded = {
        index: cell.metadata.nbgrader["grade_id"]
        for index, cell in enumerate(nb.cells)
        if is_grade(cell)
    }
    reviewed = under_suspicion(cells, suspicions, graded, {})
    if level is Level.UNSAFE:
        reviewed = without_walls(reviewed)
    return {cell.name: cell for cell in reviewed if cell.suspicions or cell.auto_comment}


class NotRunHereError(DeadKernelError):
    """This machine cannot run the notebook, for which its author can do nothing."""


def _locked_cells(nb: NotebookNode) -> Iterator[SourceCell]:
    for cell in nb.cells:
        role = cell.metadata.get("nbgrader", {})
        if role.get("locked") and role.get("grade_id"):
            yield SourceCell(role["grade_id"], cell.cell_type, True, cell.source, None)


def _raise_as_nbclient(run: NotebookRun) -> None:
    """Let nbgrader give the submission up where it would, in its own words to the trainer."""
    match run.stock_error:
        case None:
            return
        case _ if run.status is Status.NOT_GRADED:
            raise NotRunHereError(run.detail)
        case "CellTimeoutError":
            raise CellTimeoutError(run.detail)
        case "CellExecutionError":
            raise CellExecutionError(traceback=run.detail, ename="CellExecutionError", evalue="")
        case _:
            raise DeadKernelError(run.detail)
