"""Backups of every night in one folder: each named after its moment, only so many kept."""

import datetime
from pathlib import Path

_NAME = "campus5g-%Y-%m-%d-%H%M%S.tar.gz"


def dated_file(folder: Path) -> Path:
    """Return the file of a backup made now."""
    return folder / datetime.datetime.now(datetime.UTC).strftime(_NAME)


def remove_older(folder: Path, keep: int) -> list[Path]:
    """Remove all but the youngest backups of a folder; return those removed.

    Files with names of people's own are left alone.
    """
    found = _dated(folder)
    older = found[:-keep] if keep else []
    for each in older:
        each.unlink()
    return older


def youngest(folder: Path) -> Path | None:
    """Return the youngest backup of a folder, None if it has none."""
    return next(reversed(_dated(folder)), None)


def _dated(folder: Path) -> list[Path]:
    """Return the backups of a folder, the oldest first."""
    return sorted(each for each in folder.iterdir() if each.is_file() and _is_dated(each.name))


def _is_dated(name: str) -> bool:
    try:
        datetime.datetime.strptime(name, _NAME).replace(tzinfo=datetime.UTC)
    except ValueError:
        return False
    return True
