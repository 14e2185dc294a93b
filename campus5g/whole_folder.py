"""Folders that others find whole or not at all, also after the machine has failed."""

import contextlib
import os
from pathlib import Path


def put_in_place(draft: Path, whole: Path) -> None:
    """Give a complete folder its name once all of it is on the disk, and the name with it."""
    _write_all(draft)
    draft.rename(whole)
    _sync(whole)
    # Learners put work in unseen: where its folder can't be opened, the entry is on the disk with
    # what was renamed.
    with contextlib.suppress(PermissionError):
        _sync(whole.parent)


def _write_all(folder: Path) -> None:
    """Wait until a folder and all below it are on the disk."""
    for place, _, names in os.walk(folder):
        for entry in (*(Path(place) / name for name in names), Path(place)):
            _sync(entry)


def _sync(entry: Path) -> None:
    if entry.is_symlink() or not (entry.is_file() or entry.is_dir()):
        return
    handle = os.open(entry, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
