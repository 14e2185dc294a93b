"""Runs a program where every OS user can use this interpreter: ``openly.py PROGRAM ARGUMENTS``.

Developers' interpreters often lie in a home that is closed to others. Within a mount namespace of
its own (unshare(1)), this leaves nothing of such a home but the interpreter, open to all. What the
program changes of the checkout, such as modes, stays in that namespace, too.
"""

import os
import subprocess
import sys
from pathlib import Path

HOUSE = Path(__file__).parents[3]


def closed_folder() -> Path | None:
    """Return the folder above the interpreter that others can't pass, None if they can."""
    above = [folder for folder in Path(sys.base_prefix).parents if not folder.stat().st_mode & 1]
    return above[-1] if above else None


def mount(*arguments: str) -> None:
    subprocess.run(["mount", *arguments], check=True)


def open_up(closed: Path) -> None:
    kept = closed / Path(sys.base_prefix).relative_to(closed).parts[0]
    mount("-t", "tmpfs", "-o", "mode=0755", "tmpfs", "/mnt")
    aside = Path("/mnt/kept")
    aside.mkdir()
    mount("--bind", str(kept), str(aside))
    mount("-t", "tmpfs", "-o", "mode=0755", "tmpfs", str(closed))
    kept.mkdir()
    mount("--move", str(aside), str(kept))
    subprocess.run(["umount", "/mnt"], check=True)


def lay_over(folder: Path) -> None:
    """Lay a folder in memory over one on disk, which takes all changes."""
    memory = Path("/mnt")
    mount("-t", "tmpfs", "-o", "mode=0755", "tmpfs", str(memory))
    upper, work = memory / "upper", memory / "work"
    upper.mkdir()
    work.mkdir()
    layers = f"lowerdir={folder},upperdir={upper},workdir={work}"
    mount("-t", "overlay", "-o", layers, "overlay", str(folder))
    subprocess.run(["umount", str(memory)], check=True)


if __name__ == "__main__":
    lay_over(HOUSE)
    closed = closed_folder()
    if closed is not None:
        open_up(closed)
    os.execvp(sys.argv[1], sys.argv[1:])  # noqa: S606
