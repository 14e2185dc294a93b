"""A released module as one file: nbgrader's release, and its editions in other languages."""

import hashlib
import os
import tarfile
from pathlib import Path
from typing import BinaryIO

from campus5g.courseware.editions import EDITIONS
from campus5g.language import LANGUAGES


def places(module: str) -> tuple[Path, ...]:
    """Return where a module may be in the exchange's folder of a course."""
    return (Path("outbound", module), *(Path(EDITIONS, each, module) for each in LANGUAGES))


def state_of(course: Path, module: str) -> str | None:
    """Return a text that is another one after a module was released again; None if it is not there.

    Args:
        course: the exchange's folder of a course.
        module: its id.
    """
    files = _files(course, module)
    if not files:
        return None
    listing = hashlib.sha256()
    for name, file in files:
        found = file.stat()
        listing.update(os.fsencode(f"{name}\0{found.st_size}\0{found.st_mtime_ns}\0"))
    return listing.hexdigest()


def pack_release(course: Path, module: str, archive: BinaryIO) -> None:
    """Write a module's plain files into a tar archive, by their paths in the course's folder.

    Args:
        course: the exchange's folder of a course.
        module: its id.
        archive: an empty file; at its start when this returns.

    Raises:
        OSError: a file can't be read.
    """
    with tarfile.open(fileobj=archive, mode="w:", format=tarfile.PAX_FORMAT) as tar:
        for name, file in _files(course, module):
            entry = tarfile.TarInfo(name)
            with file.open("rb") as content:
                entry.size = os.fstat(content.fileno()).st_size
                tar.addfile(entry, content)
    archive.seek(0)


def _files(course: Path, module: str) -> list[tuple[str, Path]]:
    found = (
        file
        for place in places(module)
        for file in (course / place).rglob("*")
        if file.is_file() and not file.is_symlink()
    )
    return sorted((file.relative_to(course).as_posix(), file) for file in found)
