"""A module's page: what learners see of an awareness module, without code.

A module's first code cell calls ``page.begin()``.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from campus5g.courseware.page.link import PageLink

__all__ = ["begin"]


def begin() -> "PageLink | None":
    """Connect the learner's page with the notebook behind it.

    Returns None if no page was released with the notebook, as while it is written or tested.
    """
    # Code that only reads manifests needs no widgets.
    from campus5g.courseware.page.link import begin as join

    return join()
