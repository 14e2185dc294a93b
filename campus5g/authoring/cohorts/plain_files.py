"""The plain files of a folder that somebody else may change meanwhile, and nothing but these."""

import os
import stat
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import BinaryIO

Ignored = Callable[[str, list[str]], Collection[str]]
"""Returns which names of a folder are left out, as `shutil.copytree` asks it."""


def folders_of(source: Path, ignored: Ignored) -> Iterator[tuple[Path, list[str], int]]:
    """Yield each folder below a path with the names of its files, and a handle of it.

    Links are not followed, whoever makes them meanwhile.

    Args:
        source: the folder; comes first.
        ignored: what is left out.

    Raises:
        OSError: a folder can't be read.
    """
    for folder, below, files, here in os.fwalk(source, onerror=_raise):
        out = ignored(folder, [*below, *files])
        below[:] = sorted(each for each in below if each not in out)
        yield Path(folder), sorted(each for each in files if each not in out), here


def opened(name: str, folder: int, owner: int) -> BinaryIO | None:
    """Open a file of a folder; None where it is not a plain file of this owner.

    Args:
        name: of the file.
        folder: a handle of its folder.
        owner: the user who alone counts: a file may be a second link to another user's.

    Raises:
        OSError: it can't be read, or has gone.
    """
    if not stat.S_ISREG(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode):
        return None
    handle = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
    file = os.fdopen(handle, "rb")
    found = os.fstat(handle)
    if stat.S_ISREG(found.st_mode) and found.st_uid == owner:
        return file
    file.close()
    return None


def _raise(error: OSError) -> None:
    raise error
