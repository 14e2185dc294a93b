"""What a worker process does: grade one submission after another, in one nursery."""

import contextlib
import ctypes
import os
import signal
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from multiprocessing import util

from autograder.errors import AutograderError
from autograder.grading import Grader, Result, Settings, Source, Submission
from autograder.language import Language, set_language
from autograder.sandbox import Environment, Level, Nursery

_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Conditions:
    """Under which conditions all submissions of a class are graded."""

    settings: Settings
    environment: Environment
    level: Level
    language: Language


@dataclass(frozen=True)
class Refusal:
    """An `AutograderError` on its way from a worker."""

    problem: str
    remedy: str


class _Bench:
    """The nursery and the preprocessors of this process, made anew when the conditions change."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._nursery: Nursery | None = None
        self._grader: Grader | None = None
        self._settings: Settings | None = None

    def grader(self, conditions: Conditions) -> Grader:
        nursery = self._nursery_for(conditions)
        if self._grader is None or self._settings != conditions.settings:
            self._grader = Grader(conditions.settings, nursery)
            self._settings = conditions.settings
        return self._grader

    def _nursery_for(self, conditions: Conditions) -> Nursery:
        kept = self._nursery
        if kept and (kept.environment, kept.level) == (conditions.environment, conditions.level):
            return kept
        self.close()
        nursery = Nursery(conditions.environment, conditions.level)
        self._nursery = self._stack.enter_context(nursery)
        return self._nursery

    def close(self) -> None:
        self._nursery = self._grader = None
        self._stack.close()


_bench = _Bench()
util.Finalize(None, _bench.close, exitpriority=10)


def grade_one(source: Source, submission: Submission, conditions: Conditions) -> Result | Refusal:
    """Grade a submission in this process; what a person must put right comes back as a value."""
    set_language(conditions.language)
    try:
        return _bench.grader(conditions).grade(source, submission)
    except AutograderError as error:
        return Refusal(error.problem, error.remedy)


def begin(variables: Mapping[str, str]) -> None:
    """Prepare a worker process of ours.

    The grader alone answers Ctrl-C, and no worker outlives it. `variables` are the grader's
    environment: that of the server process, which forked this one, may be older.
    """
    os.environ.clear()
    os.environ.update(variables)
    with contextlib.suppress(PermissionError):
        os.setpgid(0, 0)
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
