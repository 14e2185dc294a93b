"""Files that several processes read and change: one at a time, and atomically."""

import contextlib
import fcntl
import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

_PROGRAM = stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH | stat.S_ISUID | stat.S_ISGID | stat.S_ISVTX


@contextlib.contextmanager
def turn(folder: Path) -> Iterator[None]:
    """Hold an exclusive lock on a folder while one of its files is changed."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def replace(path: Path, text: str, *, private: bool = False) -> None:
    """Write a file atomically: readers find the whole old text or the whole new one.

    Args:
        path: the file; created if missing.
        text: what it is to hold.
        private: leave it to its owner only; otherwise an existing file keeps its mode, and a new
            one is open to those to whom its folder is.
    """
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-", suffix=".part")
    draft = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            if not private:
                open_to = path if path.exists() else path.parent
                draft.chmod(stat.S_IMODE(open_to.stat().st_mode) & ~_PROGRAM)
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def create(path: Path, data: bytes) -> None:
    """Write a file that only its owner reads, atomically, unless it is there already.

    Of several processes that create it at once, the first one's is kept.

    Args:
        path: the file; its folder is made if missing, for its owner only.
        data: what it is to hold.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    draft = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()
