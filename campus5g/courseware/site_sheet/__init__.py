"""The site sheet: one page about the learner's own plant, which grows from module to module.

A module's notebook calls ``site_sheet.rows()``. What is written lies with the learner's progress,
where later modules, the site and the trainer find it.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from campus5g.courseware.site_sheet.widget import SiteSheetWidget

__all__ = ["rows"]


def rows() -> "SiteSheetWidget | None":
    """Show the rows of this module to fill in, below those of earlier modules.

    Returns None if no page was released with the notebook, as while it is written or tested.
    """
    # Code that only reads what was written needs no widgets.
    from campus5g.courseware.site_sheet.widget import sheet_here

    return sheet_here()
