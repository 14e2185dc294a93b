"""The autograded folder of a submission: built beside its place, then moved there in one step."""

import contextlib
import fnmatch
import glob
import os
import shutil
import stat
import tempfile
from pathlib import Path
from typing import Any

from autograder.batch.plan import Planned
from autograder.grading import Result, Source
from autograder.grading.files import UnfitError, copy, regular_files

_PREFIX = ".autograder-{name}-"


class AutogradedFolder:
    """Writes what nbgrader would have left in ``autograded/``.

    Killed at any moment, it leaves either the old folder or the new one, never half of one.
    """

    def __init__(self, converter: Any, source: Source) -> None:
        self._converter = converter
        self._coursedir = converter.coursedir
        self._source = source
        self._all_notebooks = self._coursedir.notebook_id == "*"

    def write(self, submission: Planned, result: Result) -> bool:
        """Put the autograded copy in its place; remove it where the submission failed.

        Returns whether there is one now.
        """
        if any(notebook.text is None for notebook in result.notebooks) or not result.notebooks:
            self.remove(submission)
            return False
        place = submission.autograded
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(
            prefix=_PREFIX.format(name=place.name), dir=place.parent
        ) as beside:
            new = Path(beside, "new")
            if not self._all_notebooks and place.exists():
                shutil.copytree(place, new)
                _make_writable(new)
            new.mkdir(exist_ok=True)
            self._copy_files(submission, new)
            for notebook in result.notebooks:
                path = new / f"{notebook.name}.ipynb"
                path.unlink(missing_ok=True)
                path.write_text(notebook.text or "", encoding="utf-8")
            self._set_permissions(new)
            if place.exists():
                place.rename(Path(beside, "old"))
            new.rename(place)
            _make_writable(Path(beside))
        return True

    def remove(self, submission: Planned) -> None:
        """Remove the autograded copy, or the notebooks of it that were to be graded.

        The feedback that was written from it goes as well: it would tell of points that the
        gradebook no longer has.
        """
        for name in self._names():
            self._feedback(submission, name).unlink(missing_ok=True)
        place = submission.autograded
        if not place.exists():
            return
        if self._all_notebooks:
            _make_writable(place)
            shutil.rmtree(place)
            return
        for name in submission.notebooks:
            (place / f"{name}.ipynb").unlink(missing_ok=True)

    def sweep(self, submission: Planned) -> None:
        """Remove what a killed grader left beside the place."""
        pattern = glob.escape(_PREFIX.format(name=submission.autograded.name)) + "*"
        for left in submission.autograded.parent.glob(pattern):
            old = left / "old"
            if old.exists() and not submission.autograded.exists():
                old.rename(submission.autograded)
            _make_writable(left)
            shutil.rmtree(left)

    def _copy_files(self, submission: Planned, place: Path) -> None:
        ignore = [*self._coursedir.ignore, "*.ipynb"]
        origins = dict.fromkeys(regular_files(submission.folder, ignore), submission.folder)
        if self._source.folder is not None:
            origins |= dict.fromkeys(self._source.files, self._source.folder)
        for name, origin in origins.items():
            target = place / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.unlink(missing_ok=True)
            with contextlib.suppress(UnfitError):  # it has changed since it was listed
                copy(origin, name, target)

    def _names(self) -> list[str]:
        pattern = self._coursedir.notebook_id
        names = (notebook.name for notebook in self._source.notebooks)
        return [name for name in names if fnmatch.fnmatchcase(name, pattern)]

    def _feedback(self, submission: Planned, name: str) -> Path:
        step = self._coursedir.feedback_directory
        folder = self._coursedir.format_path(step, submission.student, submission.assignment)
        return Path(folder, f"{name}.html")

    def _set_permissions(self, place: Path) -> None:
        permissions = int(str(self._converter.permissions), 8)
        for directory, _, names in os.walk(place):
            for name in names:
                Path(directory, name).chmod(permissions)
            if self._coursedir.groupshared:
                _share(Path(directory))

    def share_root(self) -> None:
        """Let the group write to the folder of all autograded copies, where the course asks."""
        if self._coursedir.groupshared:
            _share(Path(self._coursedir.format_path(self._converter._output_directory, ".", ".")))


def _share(folder: Path) -> None:
    mode = folder.stat().st_mode
    if mode & 0o2770 != 0o2770:
        folder.chmod((mode | 0o2770) & 0o2777)


def _make_writable(folder: Path) -> None:
    for directory, _, _ in os.walk(folder):
        path = Path(directory)
        path.chmod(stat.S_IMODE(path.stat().st_mode) | stat.S_IRWXU)
