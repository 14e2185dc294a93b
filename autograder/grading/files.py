"""The only way into what a learner submitted: its files are listed and opened here.

A learner decides what is in the folder that they hand in, and the grader reads it outside any
sandbox. So nothing is followed out of the folder, only regular files are opened, in a way that
cannot block, and depth, number and size have limits. What exceeds them raises an `UnfitError`.
"""

import errno
import fnmatch
import os
import shutil
import stat
from collections.abc import Iterator, Sequence
from io import BufferedReader
from pathlib import Path, PurePosixPath

DEEPEST = 100
"""Folders within folders."""

MOST = 30_000
"""Files and folders together: about as many as fit into a workspace."""


class UnfitError(Exception):
    """What was submitted cannot be taken as it is."""


class TooLargeError(UnfitError):
    """More bytes than the limits allow."""

    def __init__(self, size_bytes: int, limit_bytes: int) -> None:
        super().__init__(f"{size_bytes} > {limit_bytes}")
        self.size_bytes = size_bytes
        self.limit_bytes = limit_bytes


class TooDeepError(UnfitError):
    """Folders nested deeper than `DEEPEST`."""


class TooManyError(UnfitError):
    """More files and folders than `MOST`."""


class LeadsOutError(UnfitError):
    """A link that leads out of the submission."""


class NotAFileError(UnfitError):
    """A folder, a pipe, a socket or a device in the place of a file."""


def regular_files(folder: Path, ignore: Sequence[str]) -> Iterator[PurePosixPath]:
    """Yield the regular files under `folder`, relative to it, but those nbgrader would ignore.

    `ignore` are patterns of base names; what they match is left out with all that is below. A
    link is followed only where it stays inside the folder; pipes, sockets and devices never are.

    Raises:
        UnfitError: the folders are nested too deep, or there are too many files.
    """
    root = folder.resolve()
    skipped: set[Path] = set()
    for directory, subdirectories, names in _walk(root):
        if directory in skipped or _ignored(directory.name, ignore):
            skipped.update(directory / name for name in subdirectories)
            continue
        for name in names:
            path = directory / name
            if not _ignored(name, ignore) and _stays_inside(path, root):
                yield PurePosixPath(path.relative_to(root))


def links_leading_out(folder: Path) -> list[PurePosixPath]:
    """Return what under `folder` is a link to somewhere outside it; raises `UnfitError`."""
    root = folder.resolve()
    return [
        PurePosixPath(path.relative_to(root))
        for directory, subdirectories, names in _walk(root)
        for path in (directory / name for name in subdirectories + names)
        if path.is_symlink() and not _leads_inside(path, root)
    ]


def opened(folder: Path, name: str | PurePosixPath) -> BufferedReader:
    """Open a regular file under `folder` for reading; it can be a link that stays inside.

    Raises:
        UnfitError: it leads out of the folder, or is no regular file.
        OSError: it is missing, or cannot be read.
    """
    root = folder.resolve()
    try:
        target = (root / name).resolve(strict=True)
    except RuntimeError:  # a link that leads to itself
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP)) from None
    if not target.is_relative_to(root):
        raise LeadsOutError(str(name))
    # Opening a device may already do something, so it is looked at before, and again after.
    if not stat.S_ISREG(target.lstat().st_mode):
        raise NotAFileError(str(name))
    descriptor = os.open(target, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise NotAFileError(str(name))
    return os.fdopen(descriptor, "rb")


def read(folder: Path, name: str | PurePosixPath, limit_bytes: int) -> bytes:
    """Return the content of a regular file under `folder`; raises as `opened` does.

    Raises:
        TooLargeError: it is larger than `limit_bytes`.
    """
    with opened(folder, name) as stream:
        size_bytes = os.fstat(stream.fileno()).st_size
        content = b"" if size_bytes > limit_bytes else stream.read(limit_bytes + 1)
    size_bytes = max(size_bytes, len(content))
    if size_bytes > limit_bytes:
        raise TooLargeError(size_bytes, limit_bytes)
    return content


def copy(folder: Path, name: PurePosixPath, target: Path) -> None:
    """Copy a regular file under `folder`, with its permissions; raises as `opened` does."""
    with opened(folder, name) as stream, target.open("wb") as written:
        shutil.copyfileobj(stream, written)
        target.chmod(stat.S_IMODE(os.fstat(stream.fileno()).st_mode))


def _walk(root: Path) -> Iterator[tuple[Path, list[str], list[str]]]:
    """Yield folders with the names in them, as `os.walk` does, but not without end."""
    waiting = [(root, 0)]
    seen = 0
    while waiting:
        folder, depth = waiting.pop()
        if depth > DEEPEST:
            raise TooDeepError
        subfolders: list[str] = []
        others: list[str] = []
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    seen += 1
                    if seen > MOST:
                        raise TooManyError
                    if not _is_folder(entry):
                        others.append(entry.name)
                        continue
                    subfolders.append(entry.name)
                    if not entry.is_symlink():
                        waiting.append((folder / entry.name, depth + 1))
        except OSError as error:
            if error.errno == errno.ENAMETOOLONG:
                raise TooDeepError from None
            continue
        yield folder, sorted(subfolders), sorted(others)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _ignored(name: str, patterns: Sequence[str]) -> bool:
    return any(
        fnmatch.fnmatchcase(name, pattern) and (pattern.startswith(".") or not name.startswith("."))
        for pattern in patterns
    )


def _leads_inside(link: Path, root: Path) -> bool:
    try:
        return link.resolve().is_relative_to(root)
    except (OSError, RuntimeError):
        return True  # to itself, or nowhere: it leads no further


def _stays_inside(path: Path, root: Path) -> bool:
    try:
        target = path.resolve(strict=True)
        return target.is_relative_to(root) and stat.S_ISREG(target.stat().st_mode)
    except (OSError, RuntimeError):
        return False
