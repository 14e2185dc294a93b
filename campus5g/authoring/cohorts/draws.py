"""The draw that a submission is graded with: computed here, whatever its files say."""

import os
from typing import Any

from campus5g.draw import DRAW_VARIABLE, KEY_VARIABLE, this_draw
from campus5g.errors import CampusError
from campus5g.kit.starting.private import this_learner
from campus5g.language import t

_FUNCTION = f"{__name__}.draw_of_submission"

# Of nbgrader's configuration, where it names nobody.
_ANYBODY = "*"


def draw_of_submission(course: str, student: str, assignment: str) -> dict[str, str]:
    """Return the variable that carries the draw of one submission into its sandbox.

    Args:
        course: the cohort's id.
        student: the account's name; ``*`` is who checks their own work.
        assignment: the module's id.

    Raises:
        CampusError: the installation's secret can't be read or kept; or this is a person's server
            on a site, which knows their draws only, and the submission is another's.
    """
    me = this_learner()
    learner = me if student == _ANYBODY else student
    if os.environ.get(KEY_VARIABLE) and learner != me:
        raise CampusError(
            t(
                fr=f"Votre serveur ne connaît pas le tirage de {learner}.",
                en=f"Your server does not know the draw of {learner}.",
            ),
            t(
                fr="Lancez la correction depuis le bureau du formateur.",
                en="Start the grading from the trainer’s desk.",
            ),
        )
    return {DRAW_VARIABLE: this_draw(assignment, learner, course).seed.hex()}


def grade_by_draw(c: Any) -> None:
    """Make the sandbox give each submission its own draw; ``c`` is any Jupyter configuration."""
    c.Sandbox.submission_variables = _FUNCTION
