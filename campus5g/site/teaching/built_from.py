"""What the course of a cohort was built from: it is built again only if that has changed."""

import hashlib
import os
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from campus5g import places
from campus5g.authoring.cohorts.cohort import COHORT_FILE, SOURCES, Cohort
from campus5g.authoring.cohorts.nbgrader_course import CONFIG_FILE
from campus5g.whole_file import replace

_PACKAGE = Path(__file__).parents[2]
_NOTE = ".built-from"


def is_built(cohort: Cohort, folder: Path) -> bool:
    """Return whether a folder has the course of a cohort as a build would leave it now."""
    try:
        return (folder / _NOTE).read_text("ascii") == _digest(cohort, folder)
    except FileNotFoundError:
        return False


def note_built(cohort: Cohort, folder: Path) -> None:
    """Note that a folder has just been built for a cohort."""
    replace(folder / _NOTE, _digest(cohort, folder))


def _digest(cohort: Cohort, folder: Path) -> str:
    """Return a digest of the cohort, and of the files it is built by, from and to.

    Of files, names, sizes and times stand for what is in them.
    """
    digest = hashlib.sha256(cohort.model_dump_json().encode())
    files = [_files(root) for root in (_PACKAGE, places.COURSES, places.LABS, folder / SOURCES)]
    for file in chain(*files, (folder / CONFIG_FILE, folder / COHORT_FILE)):
        state = file.stat()
        digest.update(f"\n{file} {state.st_size} {state.st_mtime_ns}".encode())
    return digest.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    """Yield the files that anything is made of, in the order of their names."""
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    for entry in found:
        if entry.name.startswith(".") or entry.name in ("__pycache__", "node_modules"):
            continue
        if entry.is_dir():
            yield from _files(Path(entry))
        else:
            yield Path(entry)
