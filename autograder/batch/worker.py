"""What a worker process does: grade one submission after another, in one nursery."""

import contextlib
import os
import resource
import threading
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from multiprocessing import util
from multiprocessing.connection import Connection
from pathlib import Path

from autograder.errors import AutograderError
from autograder.grading import Grader, Result, Settings, Source, Submission
from autograder.language import Language, set_language
from autograder.limits import MEBIBYTE
from autograder.sandbox import Environment, Level, Nursery

_GROWS_BY_BYTES = 2048 * MEBIBYTE
"""What a worker may take for one submission, beside what it has after its imports."""


@dataclass(frozen=True)
class Conditions:
    """The conditions under which all submissions of a class are graded."""

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
    """The nursery and the preprocessors of this process, made again when the conditions change.

    A nursery that it is given belongs to the grader, and serves as long as it fits the conditions.
    """

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

    def share(self, nursery: Nursery | None) -> None:
        self._nursery = nursery

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

# Dask may give a worker several threads; a bench, and nbgrader's working directory, serve one.
_one_at_a_time = threading.Lock()
util.Finalize(None, _bench.close, exitpriority=10)


def grade_one(source: Source, submission: Submission, conditions: Conditions) -> Result | Refusal:
    """Grade a submission in this process; what a person must fix comes back as a value."""
    with _one_at_a_time:
        set_language(conditions.language)
        try:
            return _bench.grader(conditions).grade(source, submission)
        except AutograderError as error:
            return Refusal(error.problem, error.remedy)


def begin_forked(lifeline: Connection, other_end: Connection, nursery: Nursery | None) -> None:
    """Prepare a worker process that was forked from the grader, whose nursery it may use."""
    other_end.close()
    util.Finalize(None, _bench.close, exitpriority=10)
    _bench.share(nursery)
    _begin(lifeline)


def begin(variables: Mapping[str, str], lifeline: Connection) -> None:
    """Prepare a worker process that was forked from a server process.

    `variables` are the grader's environment: that of the server may be older.
    """
    os.environ.clear()
    os.environ.update(variables)
    _begin(lifeline)


def _begin(lifeline: Connection) -> None:
    """Let the grader alone answer Ctrl-C, and end when it does.

    The grader holds the other end of the `lifeline`: the kernel cuts it when the grader ends,
    however it ends.
    """
    with contextlib.suppress(PermissionError):
        os.setpgid(0, 0)
    _bound_memory()
    threading.Thread(target=_end_with_the_grader, args=(lifeline,), daemon=True).start()


def _bound_memory() -> None:
    """Let a submission that swells fail by itself: no wall stands around this process."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    bound_bytes = pages * resource.getpagesize() + _GROWS_BY_BYTES
    _, ceiling = resource.getrlimit(resource.RLIMIT_AS)
    if ceiling != resource.RLIM_INFINITY:
        bound_bytes = min(bound_bytes, ceiling)
    resource.setrlimit(resource.RLIMIT_AS, (bound_bytes, ceiling))


def _end_with_the_grader(lifeline: Connection) -> None:
    with contextlib.suppress(EOFError, OSError):
        lifeline.recv_bytes()
    os._exit(1)
