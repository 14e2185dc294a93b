"""The files beside the notebooks: listed as nbgrader does, but never out of their folder."""

import fnmatch
import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath


def regular_files(folder: Path, ignore: Sequence[str]) -> Iterator[PurePosixPath]:
    """Yield the regular files under `folder`, relative to it, but those nbgrader would ignore.

    `ignore` are patterns of base names; what they match is left out with all that is below. A
    link is followed only where it stays inside the folder; pipes, sockets and devices never are.
    """
    root = folder.resolve()
    skipped: set[str] = set()
    for directory, subdirectories, names in os.walk(root):
        if directory in skipped or _ignored(Path(directory).name, ignore):
            skipped.update(str(Path(directory, name)) for name in subdirectories)
            continue
        for name in sorted(names):
            path = Path(directory, name)
            if not _ignored(name, ignore) and _stays_inside(path, root):
                yield PurePosixPath(path.relative_to(root))


def links_leading_out(folder: Path) -> list[PurePosixPath]:
    """Return what under `folder` is a link to somewhere outside it."""
    root = folder.resolve()
    return [
        PurePosixPath(path.relative_to(root))
        for directory, subdirectories, names in os.walk(root)
        for path in (Path(directory, name) for name in sorted(subdirectories + names))
        if path.is_symlink() and not path.resolve().is_relative_to(root)
    ]


def _ignored(name: str, patterns: Sequence[str]) -> bool:
    return any(
        fnmatch.fnmatchcase(name, pattern) and (pattern.startswith(".") or not name.startswith("."))
        for pattern in patterns
    )


def _stays_inside(path: Path, root: Path) -> bool:
    try:
        target = path.resolve(strict=True)
        return target.is_relative_to(root) and stat.S_ISREG(target.stat().st_mode)
    except (OSError, RuntimeError):
        return False
