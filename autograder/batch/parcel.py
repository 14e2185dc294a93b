"""What travels to a worker elsewhere: the course, once, and each submission, as bytes.

A worker needs no folder of the course and has no way to its gradebook. What comes back is JSON.
"""

import hashlib
import io
import json
import os
import sys
import tarfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from autograder.batch.worker import Conditions, Refusal
from autograder.grading import Result, Source, Submission
from autograder.grading.files import DEEPEST, MOST, TooDeepError, TooLargeError, TooManyError
from autograder.limits import MEBIBYTE
from autograder.sandbox import Environment

LARGEST_READABLE_BYTES = 64 * MEBIBYTE
"""Of what notebooks may read besides their own; what is larger a worker must have itself."""

_NO_GRADEBOOK = "sqlite:///:memory:"


@dataclass(frozen=True)
class CourseParcel:
    """An assignment, and all that its grading depends on.

    `files` has those that come with the notebooks; `readable` what notebooks may read besides, by
    its path on the sender's machine.
    """

    source: Source
    conditions: Conditions
    files: bytes
    readable: Mapping[str, bytes]
    own_python: bool

    @classmethod
    def of(cls, source: Source, conditions: Conditions) -> tuple[str, bytes]:
        """Return the digest of a course's parcel, and the parcel as bytes.

        Raises:
            UnfitError: there is too much of it.
            OSError: a file can't be read.
        """
        import cloudpickle  # type: ignore[import-untyped]

        settings = conditions.settings
        converter = settings.converter()
        config = converter.config.copy()
        config.CourseDirectory.root = str(converter.coursedir.root)
        config.CourseDirectory.db_url = _NO_GRADEBOOK
        environment = conditions.environment
        parcel = cls(
            source=source,
            conditions=replace(conditions, settings=replace(settings, config=config, arguments=())),
            files=b"" if source.folder is None else pack(source.folder, source.files),
            readable={
                str(place): pack(place)
                for place in environment.readable
                if place.is_dir() and _size(place) <= LARGEST_READABLE_BYTES
            },
            own_python=environment.python == Path(sys.executable),
        )
        # By value: a course's configuration may define classes and functions.
        content: bytes = cloudpickle.dumps(parcel)
        return hashlib.sha256(content).hexdigest(), content

    @classmethod
    def read(cls, content: bytes) -> "CourseParcel":
        """Return a parcel as the scheduler sent it, whose functions a worker runs anyway."""
        import cloudpickle

        parcel = cloudpickle.loads(content)
        if not isinstance(parcel, cls):
            raise TypeError(type(parcel))
        return parcel

    def unpacked(self, place: Path) -> tuple[Source, Conditions]:
        """Return the course as it is graded here.

        Args:
            place: an empty folder for its files.
        """
        files = place / "source"
        unpack(self.files, files)
        readable = {}
        for number, (path, content) in enumerate(self.readable.items()):
            readable[path] = place / f"readable-{number}"
            unpack(content, readable[path])
        kept = self.conditions.environment
        environment = Environment(
            python=Path(sys.executable) if self.own_python else kept.python,
            preload=kept.preload,
            variables={
                name: str(readable.get(value, value)) for name, value in kept.variables.items()
            },
            readable=(
                *(each for each in kept.readable if each.exists()),
                *readable.values(),
            ),
        )
        return (
            replace(self.source, folder=files),
            replace(self.conditions, environment=environment),
        )


@dataclass(frozen=True)
class SubmissionParcel:
    """What a learner handed in; the fields are those of a `Submission`."""

    submission: Submission
    files: bytes

    @classmethod
    def of(cls, submission: Submission, largest_bytes: int) -> "SubmissionParcel":
        """Pack a submission.

        Raises:
            UnfitError: it is more than can be graded.
            OSError: a file can't be read.
        """
        checked = submission.checked
        return cls(
            replace(
                submission,
                folder=Path(submission.folder.name),
                variables=dict(submission.variables),
                checked=replace(
                    checked,
                    variables=dict(checked.variables),
                    files=dict(checked.files),
                    for_tests=dict(checked.for_tests),
                ),
            ),
            pack(submission.folder.resolve(), largest_bytes=largest_bytes),
        )

    def unpacked(self, place: Path) -> Submission:
        """Return the submission, with its files in a folder that is made in `place`."""
        folder = place / self.submission.folder
        unpack(self.files, folder)
        return replace(self.submission, folder=folder)


def as_bytes(result: Result | Refusal) -> bytes:
    """Return what came of a submission as JSON."""
    if isinstance(result, Refusal):
        return json.dumps({"problem": result.problem, "remedy": result.remedy}).encode()
    return json.dumps(result.to_json()).encode()


def from_bytes(content: bytes) -> Result | Refusal:
    """Return what `as_bytes` described.

    Raises:
        ValueError: it is something else.
    """
    data = json.loads(content)
    if data.keys() == {"problem", "remedy"}:
        return Refusal(**data)
    return Result.from_json(data)


def pack(
    folder: Path,
    names: Iterable[PurePosixPath] | None = None,
    largest_bytes: int | None = None,
) -> bytes:
    """Return the files of a folder as an archive; links stay links, and lead where they led.

    Args:
        folder: where they lie.
        names: of the files, relative to it; all if None.
        largest_bytes: what they may have together; no matter if None.

    Raises:
        UnfitError: there are too many, too large or too deep.
        OSError: a file can't be read.
    """
    archive = io.BytesIO()
    size_bytes = 0
    with tarfile.open(fileobj=archive, mode="w:gz", compresslevel=1) as tar:
        for number, name in enumerate(_below(folder) if names is None else names):
            entry = tar.gettarinfo(folder / name, arcname=str(name))
            if entry is None:  # a socket
                continue
            size_bytes += entry.size
            if number > MOST:
                raise TooManyError
            if largest_bytes is not None and size_bytes > largest_bytes:
                raise TooLargeError(size_bytes, largest_bytes)
            if names is not None and entry.issym():
                # `regular_files` follows those that stay inside.
                entry = tar.gettarinfo((folder / name).resolve(), arcname=str(name))
            # A second name of the same file is a file of its own.
            entry.type = tarfile.REGTYPE if entry.islnk() else entry.type
            if entry.isreg():
                with (folder / name).open("rb") as file:
                    entry.size = os.fstat(file.fileno()).st_size
                    tar.addfile(entry, file)
            elif entry.isdir() or entry.issym() or entry.isfifo():
                tar.addfile(entry)
    return archive.getvalue()


def unpack(archive: bytes, folder: Path) -> None:
    """Write what `pack` packed into a new folder."""
    folder.mkdir(parents=True)
    if not archive:
        return
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:gz") as tar:
        for entry in tar:
            entry.mode |= 0o700 if entry.isdir() else 0o600
            entry.uid = entry.gid = -1
            # Names are those that `pack` found below a folder, without following a link. A link
            # that leads out must still do so: the grader says that it does.
            tar.extract(entry, folder, filter="fully_trusted")


def _below(folder: Path) -> Iterable[PurePosixPath]:
    for directory, subfolders, names in os.walk(folder):
        here = Path(directory).relative_to(folder)
        if len(here.parts) > DEEPEST:
            raise TooDeepError
        subfolders.sort()
        yield from (PurePosixPath(here / name) for name in sorted((*subfolders, *names)))


def _size(folder: Path) -> int:
    return sum((folder / name).lstat().st_size for name in _below(folder))
