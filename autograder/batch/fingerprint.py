"""One number for everything that a grade depends on: same number, same grade."""

import contextlib
import copy
import hashlib
import json
import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath

from traitlets.config import Config

from autograder.batch.plan import Planned
from autograder.grading import Checked, Settings, Source
from autograder.grading.files import TooLargeError, opened, regular_files
from autograder.sandbox import Environment, Level
from autograder.status import Status

# Above this, size and time stand for the content: reading it would cost more than grading.
_READ_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True)
class Graded:
    """With what a submission was graded last, and how that ended."""

    number: str
    status: Status = Status.GRADED
    sentences: tuple[str, ...] = ()


_UNFINISHED = Graded("unfinished")

_THIS_TIME = (
    ("CourseDirectory", "student_id"),
    ("CourseDirectory", "student_id_exclude"),
    ("CourseDirectory", "notebook_id"),
    ("CourseDirectory", "assignment_id"),
    ("BaseConverter", "force"),
    ("Autograde", "force"),
)


class Fingerprints:
    """Remembers, beside each autograded folder, what it was made of.

    The number covers every file of the submission, the verdicts on them, its variables, the source
    with its hidden tests, the course's configuration, the limits, the level of the sandbox and the
    installed distributions.
    """

    def __init__(
        self, source: Source, settings: Settings, environment: Environment, level: Level
    ) -> None:
        converter = settings.converter()
        self._ignore = converter.coursedir.ignore
        self._most_bytes = settings.limits.workspace_bytes
        shared = hashlib.sha256()
        for part in (
            source.to_json(),
            repr(sorted(_lasting(converter.config).items(), key=str)),
            repr(settings.limits),
            repr(environment),
            str(level),
            sorted(_distributions()),
        ):
            shared.update(json.dumps(part, sort_keys=True, default=str).encode())
        if source.folder is not None:
            for name in source.files:
                shared.update(_digest(source.folder, name))
        self._shared = shared.digest()

    def of(self, submission: Planned, variables: Mapping[str, str], checked: Checked) -> str:
        """Return the number of a submission as it is now.

        Args:
            submission: whose.
            variables: what its notebooks see besides the environment's.
            checked: what the course's own check finds about its files.

        Raises:
            UnfitError: its files are too many, too deep or too large to be graded.
        """
        whole = hashlib.sha256(self._shared)
        known = (
            submission.timestamp,
            submission.notebooks,
            sorted(variables.items()),
            checked.verdicts,
            sorted(checked.files.items()),
            sorted(checked.withheld),
            sorted(checked.for_tests.items()),
        )
        whole.update(repr(known).encode())
        folder = submission.folder.resolve()
        names = sorted(regular_files(folder, self._ignore))
        size_bytes = sum((folder / name).stat().st_size for name in names)
        if size_bytes > self._most_bytes:
            raise TooLargeError(size_bytes, self._most_bytes)
        for name in names:
            whole.update(str(name).encode(errors="surrogateescape"))
            whole.update(_digest(folder, name))
        return whole.hexdigest()

    @staticmethod
    def remembered(submission: Planned) -> Graded | None:
        """Return with what it was last graded, or ``None``."""
        try:
            text = _beside(submission).read_text(encoding="utf-8")
            if not text.startswith("{"):
                # Of 0.2.0, whose numbers can't be compared: its grades stay.
                return _UNFINISHED if text == _UNFINISHED.number else None
            kept = json.loads(text)
            return Graded(kept["number"], Status(kept["status"]), tuple(kept["sentences"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    @staticmethod
    def begin(submission: Planned) -> None:
        """Have it graded again next time if the grader is killed from here on."""
        Fingerprints.remember(submission, _UNFINISHED)

    @staticmethod
    def remember(submission: Planned, graded: Graded) -> None:
        """Keep with what it was graded, and how that ended."""
        beside = _beside(submission)
        beside.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(json.dumps(asdict(graded)), encoding="utf-8")

    @staticmethod
    def forget(submission: Planned) -> None:
        """Let nbgrader's rules decide whether it is graded again."""
        _beside(submission).unlink(missing_ok=True)


def _beside(submission: Planned) -> Path:
    return submission.autograded.with_name(f".{submission.autograded.name}.fingerprint")


def _digest(folder: Path, name: PurePosixPath) -> bytes:
    try:
        with opened(folder, name) as stream:
            found = os.fstat(stream.fileno())
            if found.st_size > _READ_BYTES:
                return repr((found.st_size, found.st_mtime_ns)).encode()
            return hashlib.file_digest(stream, "sha256").digest()
    except OSError as error:
        return repr(error.errno).encode()


def _lasting(config: Config) -> Config:
    """Return the configuration without the options that only choose whom to grade."""
    lasting = copy.deepcopy(config)
    for section, option in _THIS_TIME:
        if section in lasting:
            lasting[section].pop(option, None)
    return lasting


def _distributions() -> Iterator[str]:
    """Name what is installed, with its version: a folder's name tells both."""
    for folder in sys.path:
        with contextlib.suppress(OSError):
            yield from (path.name for path in Path(folder).glob("*.dist-info"))
