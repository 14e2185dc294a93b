"""The project file: one document per learner, which grows from module to module of a course.

A module's notebook calls ``project_file.part()`` where the learner writes, and
``project_file.figure("field", explorer)`` where one of their runs goes into the file; the last
module calls ``project_file.whole()``. What is written lies with the learner's progress, where later
modules, the site and the trainer find it.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from campus5g.courseware.project_file.widget import FileWidget

__all__ = ["figure", "part", "whole"]


def part() -> "FileWidget | None":
    """Show the part of this module to fill in, below those of earlier modules.

    Returns None if no page was released with the notebook, as while it is written or tested.
    """
    # Code that only reads what was written needs no widgets.
    from campus5g.courseware.project_file.widget import part_here

    return part_here()


def whole() -> "FileWidget | None":
    """Show the whole file, all of it to fill in.

    Returns None if no page was released with the notebook, as while it is written or tested.
    """
    from campus5g.courseware.project_file.widget import whole_here

    return whole_here()


def figure(field: str, explorer: Any) -> Any:
    """Show an explorer with a button that puts what it draws into a field of the file.

    Args:
        field: the id of the field, of the kind ``figure``.
        explorer: as ``explorers`` return it.

    Returns:
        The explorer alone if no page was released with the notebook.
    """
    from campus5g.courseware.project_file.keep_figure import with_button

    return with_button(field, explorer)
