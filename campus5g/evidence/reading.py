"""Files that others laid down: read only where they are regular files, and only so much of them."""

import errno
import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

_BLOCK_BYTES = 1 << 20


class NotAFileError(OSError):
    """A link, a pipe, a socket, a device or a folder where a file should lie."""


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """Open a regular file; a link is not followed, and nothing is waited for.

    Raises:
        NotAFileError: something else lies there.
        OSError: nothing lies there, or it can't be read.
    """
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
    try:
        descriptor = os.open(path, flags)
    except OSError as error:
        # A link; a socket, or a device that nothing drives.
        if error.errno in {errno.ELOOP, errno.ENXIO, errno.ENODEV}:
            raise NotAFileError(error.errno, error.strerror) from error
        raise
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise NotAFileError(errno.EINVAL, "not a regular file")
        yield file


def read_at_most(path: Path, most_bytes: int) -> bytes | None:
    """Return what a file holds, or None if it holds more than `most_bytes`.

    Raises:
        OSError: as `opened`.
    """
    with opened(path) as file:
        content = file.read(most_bytes + 1)
    return None if len(content) > most_bytes else content


def sha256_of(path: Path, size_bytes: int) -> str | None:
    """Return the digest of a file, or None if it does not hold exactly `size_bytes`.

    Raises:
        OSError: as `opened`.
    """
    digest = hashlib.sha256()
    left = size_bytes
    with opened(path) as file:
        if os.fstat(file.fileno()).st_size != size_bytes:
            return None
        while block := file.read(min(_BLOCK_BYTES, left + 1)):
            left -= len(block)
            if left < 0:
                return None
            digest.update(block)
    return None if left else digest.hexdigest()
