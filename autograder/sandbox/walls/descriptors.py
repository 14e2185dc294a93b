"""The open files of this process, counted and closed."""

import contextlib
import os
from pathlib import Path


def open_descriptors() -> set[int]:
    """List this process's open file descriptors."""
    # The listing's own descriptor is closed by then: what remains is what was there before.
    listed = {int(entry.name) for entry in Path("/proc/self/fd").iterdir()}
    return {descriptor for descriptor in listed if _is_open(descriptor)}


def _is_open(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True


def close_all_but(keep: set[int]) -> None:
    """Close every descriptor that is not in `keep`."""
    for descriptor in open_descriptors() - keep:
        with contextlib.suppress(OSError):
            os.close(descriptor)
