"""Predictions taken down as events, so that a page resumes with what was unlocked."""

from pathlib import Path
from typing import Protocol

from campus5g.courseware.page.manifest import load_page_manifest
from campus5g.courseware.progress import Progress
from campus5g.kit.starting.private import this_learner
from campus5g.manifest import ManifestError


class Record(Protocol):
    """Where predictions of one module are taken down."""

    def made(self, prediction: str) -> bool:
        """Tell whether the learner has made a prediction before."""

    def add(self, prediction: str, right: bool) -> None:
        """Take a prediction down."""


class NoRecord:
    """Takes nothing down: a notebook with its author, or in a test."""

    def made(self, prediction: str) -> bool:  # noqa: D102
        return False

    def add(self, prediction: str, right: bool) -> None:  # noqa: D102
        return None


class ProgressRecord:
    """Takes predictions down among the events of a module."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress

    def made(self, prediction: str) -> bool:  # noqa: D102
        return _item(prediction) in self._progress.resume().answered

    def add(self, prediction: str, right: bool) -> None:  # noqa: D102
        self._progress.answered(_item(prediction), 1.0 if right else 0.0)


def record_here(folder: Path | None = None) -> Record:
    """Return the record of the module that was released to a folder.

    Args:
        folder: where the released notebook lies; where it runs if not given.
    """
    try:
        module = load_page_manifest(folder or Path.cwd()).id
    except ManifestError:
        return NoRecord()
    return ProgressRecord(Progress(module, this_learner()))


def _item(prediction: str) -> str:
    return f"prediction-{prediction}"
