"""From an author's bilingual notebook to a cohort's nbgrader course.

``catalogue()`` lists what can be taught, ``build`` and ``release`` hand it to a cohort.
"""

from campus5g.authoring.catalogue import Module, catalogue, find_module
from campus5g.authoring.cohorts.cohort import Cohort, build, load_cohort, release

__all__ = ["Cohort", "Module", "build", "catalogue", "find_module", "load_cohort", "release"]
