"""A module's page: what learners see of an awareness module, without code.

A module's first code cell calls ``page.begin()``.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from campus5g.courseware.page.link import PageLink

__all__ = ["begin"]


def begin() -> "PageLink | None":
    """Join the page in front of a learner to the notebook behind it.

    Returns nothing where no page was released with the notebook: with its author, in its tests.
    """
    # Whoever reads manifests needs no widgets.
    from campus5g.courseware.page.link import begin as join

    return join()
