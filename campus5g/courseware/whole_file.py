"""Files that two pages of one learner change: one at a time, and atomically."""

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def turn(folder: Path) -> Iterator[None]:
    """Hold an exclusive lock on a folder while one of its files is changed."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def replace(path: Path, text: str) -> None:
    """Write a file atomically: readers find the whole old text or the whole new one."""
    with tempfile.NamedTemporaryFile(
        "w",
        dir=path.parent,
        prefix=f".{path.stem}-",
        suffix=".part",
        delete=False,
        encoding="utf-8",
    ) as file:
        try:
            if path.exists():
                shutil.copymode(path, file.name)
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
