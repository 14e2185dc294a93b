"""Predictions recorded as events, so that a page resumes with what was unlocked."""

from pathlib import Path
from typing import Protocol

from campus5g.courseware.page.manifest import load_page_manifest
from campus5g.courseware.progress import Progress
from campus5g.kit.starting.private import this_learner
from campus5g.manifest import ManifestError


class Record(Protocol):
    """Where the predictions of one module are recorded."""

    def made(self, prediction: str) -> bool:
        """Return whether the learner has made a prediction before."""

    def add(self, prediction: str, right: bool) -> None:
        """Record a prediction."""


class NoRecord:
    """Records nothing: for a notebook that was not released."""

    def made(self, prediction: str) -> bool:  # noqa: D102
        return False

    def add(self, prediction: str, right: bool) -> None:  # noqa: D102
        return None


class ProgressRecord:
    """Records predictions among the events of a module."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress

    def made(self, prediction: str) -> bool:  # noqa: D102
        return _item(prediction) in self._progress.resume().answered

    def add(self, prediction: str, right: bool) -> None:  # noqa: D102
        self._progress.answered(_item(prediction), 1.0 if right else 0.0)


def record_here(folder: Path | None = None) -> Record:
    """Return the record of the module that was released to a folder.

    Args:
        folder: the released notebook's folder; the working folder if not given.
    """
    try:
        module = load_page_manifest(folder or Path.cwd()).id
    except ManifestError:
        return NoRecord()
    return ProgressRecord(Progress(module, this_learner()))


def _item(prediction: str) -> str:
    return f"prediction-{prediction}"
