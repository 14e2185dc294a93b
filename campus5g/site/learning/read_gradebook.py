"""Reading a course's nbgrader gradebook."""

from collections.abc import Callable
from typing import Any, TypeVar

from campus5g.authoring.cohorts.gradebooks.place import GradebookPlace
from campus5g.read_on_change import ReadOnChange

Found = TypeVar("Found")


def gradebooks(read: Callable[[Any], Found], nothing: Found) -> ReadOnChange[Found]:
    """Return a reader of the places of gradebooks.

    Args:
        read: reads an open gradebook.
        nothing: what a course without a gradebook has.
    """

    def read_place(place: GradebookPlace) -> Found:
        if not place.exists():
            return nothing
        # Slow to import, and not needed by a site without grades.
        from nbgrader.api import Gradebook

        with Gradebook(place.address) as gradebook:
            return read(gradebook)

    return ReadOnChange(read_place, look=lambda place: place.look())
