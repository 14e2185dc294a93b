"""Grade one submission: put it in order, run it in the sandbox, let nbgrader score it."""

import fnmatch
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path, PurePosixPath

from autograder.grading.checked import Checked
from autograder.grading.failure import Failure, failure_of
from autograder.grading.files import (
    TooLargeError,
    UnfitError,
    links_leading_out,
    regular_files,
)
from autograder.grading.isolation import shipped_modules
from autograder.grading.notebook import NotebookAttempt
from autograder.grading.pipeline import Pipeline
from autograder.grading.result import NotebookResult, Result
from autograder.grading.settings import Settings
from autograder.grading.source import Source
from autograder.grading.source_cells import SourceNotebook
from autograder.grading.submission import Submission
from autograder.grading.trial import Trial
from autograder.language import t
from autograder.printable import printable
from autograder.running import absent_modules
from autograder.sandbox import (
    Enclosure,
    Environment,
    Nursery,
    WallError,
    WorkspaceError,
    best_level,
)
from autograder.status import Status, worst

_NAMED_AT_MOST = 5


def grade(
    source: Source,
    submission: Submission,
    *,
    settings: Settings | None = None,
    nursery: Nursery | None = None,
) -> Result:
    """Grade a submission without a gradebook: points for every cell.

    What the submission does never raises: it is a status and a sentence of the result. Raises
    `AutograderError` for what the caller must fix (no sandbox on this host, a configuration
    that nbgrader refuses). Without a `nursery` one is started for this submission only.
    """
    with ExitStack() as stack:
        if nursery is None:
            nursery = stack.enter_context(Nursery(Environment(), best_level()))
        return Grader(settings or Settings(), nursery).grade(source, submission)


class Grader:
    """Grades one submission after another with the same preprocessors and the same nursery."""

    def __init__(self, settings: Settings, nursery: Nursery) -> None:
        self._settings = settings
        self._pipeline = Pipeline(settings)
        self._trial = Trial(settings, nursery)
        self._nursery = nursery

    def grade(self, source: Source, submission: Submission) -> Result:
        """Grade a submission; see `grade`."""
        started = time.monotonic()
        source = self._trial.of(source) if self._pipeline.executes else source
        wanted = self._wanted(source, submission)
        missing = _missing(source, submission) if wanted else ()
        notebooks: list[NotebookResult] = []
        sentences: list[str] = []
        refused = None if wanted else Failure(Status.MALFORMED, _no_notebook())
        try:
            sentences += _about_links(submission.folder)
            if missing or not wanted:
                sentences += _about_strangers(source, submission.folder)
            if wanted:
                with submission.checked.beside(self._files(source, submission)) as files:
                    notebooks.extend(self._notebooks(source, submission, wanted, files))
        except (OSError, UnfitError, WallError, WorkspaceError) as error:
            refused = failure_of(error)
        statuses = [entry.status for entry in notebooks]
        status = worst([*statuses, refused.status] if refused else statuses)
        due = [notebook.name for notebook in wanted] or self._selected(source)
        graded = {entry.name for entry in notebooks}
        return Result(
            student=submission.student,
            assignment=source.assignment,
            status=status,
            notebooks=tuple(notebooks),
            missing=missing,
            ungraded=tuple(name for name in due if name not in graded),
            timestamp=submission.timestamp,
            files=submission.checked.verdicts,
            sentences=(
                *([refused.sentence] if refused else []),
                *(sentence for entry in notebooks for sentence in _about(entry)),
                *sentences,
                *_about_files(submission.checked),
            ),
            learner_sentence=status.for_learner(),
            seconds=time.monotonic() - started,
        )

    def _notebooks(
        self,
        source: Source,
        submission: Submission,
        wanted: list[SourceNotebook],
        files: dict[PurePosixPath, Path],
    ) -> Iterator[NotebookResult]:
        """Grade one after the other, in one workspace as stock does.

        The first that cannot be graded at all ends it, as it does for stock.
        """
        workspace = (
            submission.folder.resolve()
            if self._settings.folder is None
            else self._pipeline.workspace(source.assignment, submission.student)
        )
        with ExitStack() as stack:
            enclosure: Enclosure | None = None
            if self._pipeline.executes:
                enclosure = stack.enter_context(
                    self._nursery.enclosure(
                        workspace,
                        files,
                        self._settings.limits,
                        submission.checked.for_notebooks(submission.variables),
                    )
                )
            shipped = shipped_modules(source.folder, source.files)
            for notebook in wanted:
                attempt = NotebookAttempt(
                    self._pipeline,
                    self._settings.limits,
                    notebook,
                    enclosure,
                    checked=submission.checked,
                    shipped=shipped,
                )
                resources = {
                    "unique_key": notebook.name,
                    "output_files_dir": f"{notebook.name}_files",
                    "nbgrader": {
                        "student": submission.student,
                        "assignment": source.assignment,
                        "notebook": notebook.name,
                        "db_url": self._pipeline.converter.coursedir.db_url,
                    },
                }
                result = attempt.grade(submission.folder, workspace, resources)
                yield result
                if result.text is None:
                    return

    def _files(self, source: Source, submission: Submission) -> dict[PurePosixPath, Path]:
        """Return the files that lie beside the notebooks: the learner's, then the source's."""
        folder = submission.folder.resolve()
        ignore = [*self._pipeline.converter.coursedir.ignore, "*.ipynb"]
        admits = submission.checked.admits
        files = {name: folder / name for name in regular_files(folder, ignore) if admits(name)}
        if source.folder is not None:
            files |= {name: source.folder / name for name in source.files if admits(name)}
        size_bytes = sum(path.stat().st_size for path in files.values())
        if size_bytes > self._settings.limits.workspace_bytes:
            raise TooLargeError(size_bytes, self._settings.limits.workspace_bytes)
        return files

    def _selected(self, source: Source) -> list[str]:
        pattern = self._pipeline.converter.coursedir.notebook_id
        names = (notebook.name for notebook in source.notebooks)
        return [name for name in names if fnmatch.fnmatchcase(name, pattern)]

    @staticmethod
    def _wanted(source: Source, submission: Submission) -> list[SourceNotebook]:
        return sorted(
            (
                notebook
                for notebook in source.notebooks
                if (submission.notebooks is None or notebook.name in submission.notebooks)
                and _is_submitted(submission, notebook)
            ),
            key=lambda notebook: f"{notebook.name}.ipynb",
        )


def _missing(source: Source, submission: Submission) -> tuple[str, ...]:
    return tuple(
        notebook.name for notebook in source.notebooks if not _is_submitted(submission, notebook)
    )


def _is_submitted(submission: Submission, notebook: SourceNotebook) -> bool:
    path = submission.folder / f"{notebook.name}.ipynb"
    return path.is_symlink() or path.exists()


def _about(notebook: NotebookResult) -> Iterator[str]:
    absent = absent_modules.sentence(notebook.absent) if notebook.absent else ""
    sentences = (notebook.detail, *notebook.suspicions, absent)
    colon = t(fr=" : ", en=": ")
    return (f"{notebook.name}{colon}{sentence}" for sentence in sentences if sentence)


def _about_files(checked: Checked) -> Iterator[str]:
    return (verdict.sentence for verdict in checked.verdicts if not verdict.accepted)


def _no_notebook() -> str:
    return t(
        fr="Le rendu ne contient aucun notebook de ce devoir.",
        en="The submission contains no notebook of this assignment.",
    )


def _about_strangers(source: Source, folder: Path) -> list[str]:
    """Name notebooks that are not the assignment's, where some of the assignment's are missing."""
    known = {f"{notebook.name}.ipynb" for notebook in source.notebooks}
    found = sorted(path.name for path in folder.glob("*.ipynb") if path.name not in known)
    if not found:
        return []
    more = ", …" if len(found) > _NAMED_AT_MOST else ""
    listed = printable(", ".join(found[:_NAMED_AT_MOST])) + more
    return [
        t(
            fr=f"Il contient {listed}, et non {', '.join(sorted(known))} : renommez ce qui doit "
            "être corrigé.",
            en=f"It contains {listed}, and not {', '.join(sorted(known))}: rename what is to be "
            "graded.",
        )
    ]


def _about_links(folder: Path) -> list[str]:
    return [
        t(
            fr=f"Le lien « {name} » mène hors du rendu : il n’a pas été suivi.",
            en=f"The link “{name}” points outside the submission, so it was not followed.",
        )
        for name in map(printable, map(str, links_leading_out(folder)[:_NAMED_AT_MOST]))
    ]
