"""The Validate button of a learner's server: it finds what grading will find."""

import os
from typing import Any

from campus5g.authoring.cohorts.sandbox import CHECK_OF_OWN_WORK
from campus5g.kit.connecting import FRESH_KIT_FOR
from campus5g.kit.evidence import LEARNER_VARIABLE


def validate_as_graded(c: Any, learner: str) -> None:
    """Make a learner's Validate button find what grading will find, in the same sandbox.

    It replays the learner's evidence, and shows the cells that bear no points too: a measurement
    that does not hold stops one of those. Which notebooks get a kit of their own is in the server's
    environment: where learners can't read the catalogue, their site does.

    Args:
        c: the configuration of the learner's server.
        learner: the name under which the learner hands in.
    """
    c.CourseDirectory.student_id = learner
    c.Sandbox.file_check = CHECK_OF_OWN_WORK
    fresh = os.environ.get(FRESH_KIT_FOR, "")
    c.Sandbox.variables.update({LEARNER_VARIABLE: learner, FRESH_KIT_FOR: fresh})
    c.SelfCheck.validate_all = True
