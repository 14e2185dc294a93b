"""Workers on other machines: what Dask runs there, and how submissions get to it."""

import tempfile
import threading
import uuid
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.batch.parcel import CourseParcel, SubmissionParcel, as_bytes, from_bytes
from autograder.batch.worker import Conditions, Refusal, grade_one
from autograder.errors import AutograderError, NoSandboxError
from autograder.grading import Result, Source, Submission
from autograder.grading.files import UnfitError
from autograder.language import t
from autograder.sandbox import Level, best_level

_WEAKEST_LAST = (Level.NAMESPACES, Level.LANDLOCK)


class Elsewhere(Executor):
    """The workers of a Dask scheduler. Nothing of a course needs to be on their machines.

    Args:
        client: of the scheduler.
    """

    def __init__(self, client: Any) -> None:
        self._client = client
        self._executor = client.get_executor(pure=False, retries=0)
        self._course: tuple[Source, Conditions] | None = None
        self._sent: tuple[str, Any] = ("", None)

    def submit(self, function: Callable[..., Any], /, *values: Any, **named: Any) -> Future[Any]:
        """Run a function on a worker."""
        return self._executor.submit(function, *values, **named)  # type: ignore[no-any-return]

    def grade(
        self, source: Source, submission: Submission, conditions: Conditions
    ) -> "Future[Result | Refusal]":
        """Have a submission graded; what can't be sent is graded here, and found wanting."""
        found: Future[Result | Refusal] = Future()
        try:
            digest, course = self._course_of(source, conditions)
            parcel = SubmissionParcel.of(submission, conditions.settings.limits.workspace_bytes)
        except (UnfitError, OSError):
            found.set_result(grade_one(source, submission, conditions))
            return found
        sent = self.submit(grade_parcel, digest, course, parcel)
        sent.add_done_callback(lambda done: self._pass_on(done, found))
        return found

    def levels(self) -> "dict[str, Level | str]":
        """Return the strongest sandbox of each worker, by its address, or why it has none."""
        known: dict[str, Level | str] = {level.value: level for level in Level}
        told = self._client.run(own_level, on_error="return")
        return {address: known.get(str(each), str(each)) for address, each in told.items()}

    def level(self) -> Level:
        """Return the strongest sandbox that all workers have.

        Raises:
            NoSandboxError: one of them has none.
        """
        levels = self.levels()
        for address, told in levels.items():
            if not isinstance(told, Level):
                raise _unable(address, told)
        return max((Level(each) for each in levels.values()), key=_WEAKEST_LAST.index)

    def _course_of(self, source: Source, conditions: Conditions) -> tuple[str, Any]:
        """Return the course as all workers get it: packed once, and held by the scheduler.

        It is a task, not a value: Dask makes it again if the only worker that has it dies.
        """
        if self._course != (source, conditions):
            digest, content = CourseParcel.of(source, conditions)
            key = f"course-{digest}-{uuid.uuid4().hex}"
            self._sent = digest, self._client.submit(bytes, content, key=key)
            self._course = source, conditions
        return self._sent

    def _pass_on(self, done: Future[bytes], found: "Future[Result | Refusal]") -> None:
        try:
            found.set_result(from_bytes(done.result()))
        except Exception as error:
            # A scheduler that this end lost for a while has forgotten the course: the next
            # submission brings it again.
            self._course = None
            found.set_exception(error)


def counted(levels: "dict[str, Level | str]") -> str:
    """Return the sandboxes of workers in a phrase: ``2 × namespaces, 1 × landlock``."""
    return ", ".join(f"{count} × {what}" for what, count in Counter(levels.values()).items())


def own_level() -> str:
    """Return the strongest sandbox of this machine, in a worker."""
    try:
        return best_level().value
    except AutograderError as error:
        return error.problem


def grade_parcel(digest: str, course: bytes, parcel: SubmissionParcel) -> bytes:
    """Grade a submission in a worker, with nothing but what came.

    Args:
        digest: of the course; what was unpacked of it is kept while others of it follow.
        course: a `CourseParcel`.
        parcel: the submission.
    """
    with _one_course, tempfile.TemporaryDirectory(prefix="autograder-") as place:
        unpacked = _kept.of(digest, course)
        return as_bytes(
            grade_one(unpacked.source, parcel.unpacked(Path(place)), unpacked.conditions)
        )


@dataclass(frozen=True)
class _Unpacked:
    digest: str
    source: Source
    conditions: Conditions
    place: "tempfile.TemporaryDirectory[str]"


class _Kept:
    """The course that this worker graded last."""

    def __init__(self) -> None:
        self._course: _Unpacked | None = None

    def of(self, digest: str, content: bytes) -> _Unpacked:
        if self._course is None or self._course.digest != digest:
            if self._course is not None:
                self._course.place.cleanup()
                self._course = None
            place = tempfile.TemporaryDirectory(prefix="autograder-course-")
            parcel = CourseParcel.read(content)
            self._course = _Unpacked(digest, *parcel.unpacked(Path(place.name)), place)
        return self._course


_kept = _Kept()

# Dask may give a worker several threads; what is unpacked serves one.
_one_course = threading.Lock()


def _unable(address: str, reason: str) -> AutograderError:
    return NoSandboxError(
        t(
            fr=f"Le poste de correction {address} ne peut pas corriger : {reason}",
            en=f"The worker {address} can’t grade: {reason}",
        ),
        t(
            fr="Installez-y le correcteur, puis lancez-y « autograder doctor ».",
            en="Install the autograder there, then run `autograder doctor` there.",
        ),
    )
