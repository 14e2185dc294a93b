"""The Validate button of a learner's server: it finds what grading will find."""

import contextlib
from typing import Any

from campus5g.authoring.catalogue import catalogue
from campus5g.authoring.cohorts.cohort import fresh_kits
from campus5g.authoring.cohorts.sandbox import CHECK_OF_OWN_WORK
from campus5g.kit.evidence import LEARNER_VARIABLE
from campus5g.manifest import ManifestError


def validate_as_graded(c: Any, learner: str) -> None:
    """Make a learner's Validate button find what grading will find, in the same sandbox.

    It replays the learner's evidence, and shows the cells that bear no points too: a measurement
    that does not hold stops one of those.

    Args:
        c: the configuration of the learner's server.
        learner: the name under which the learner hands in.
    """
    c.CourseDirectory.student_id = learner
    c.Sandbox.file_check = CHECK_OF_OWN_WORK
    c.Sandbox.variables.update({LEARNER_VARIABLE: learner})
    # An author's mistake in a manifest is reported elsewhere, and stops no learner.
    with contextlib.suppress(ManifestError):
        c.Sandbox.variables.update(fresh_kits(catalogue()))
    c.SelfCheck.validate_all = True
