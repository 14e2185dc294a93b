"""Reading a course's nbgrader gradebook."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from campus5g.authoring.cohorts.gradebook_file import gradebook_address
from campus5g.read_on_change import ReadOnChange

Found = TypeVar("Found")


def gradebooks(read: Callable[[Any], Found], nothing: Found) -> ReadOnChange[Found]:
    """Return a reader of gradebook files.

    Args:
        read: reads an open gradebook.
        nothing: what a course without a gradebook has.
    """

    def read_file(file: Path) -> Found:
        if not file.exists():
            return nothing
        # Slow to import, and not needed by a site without grades.
        from nbgrader.api import Gradebook

        with Gradebook(gradebook_address(file)) as gradebook:
            return read(gradebook)

    return ReadOnChange(read_file)
