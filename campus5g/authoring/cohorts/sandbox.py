"""How labs are graded: in the autograder's sandbox, with access to a kit."""

import contextlib
from typing import Any

from campus5g.authoring.cohorts.draws import grade_by_draw
from campus5g.evidence.keyring import FOLDER_VARIABLE, keyring_folder
from campus5g.places import KITS

# By name: graders import them where they check.
CHECK_OF_SUBMISSION = "campus5g.authoring.cohorts.evidence_check.check_submitted"
CHECK_OF_OWN_WORK = "campus5g.authoring.cohorts.evidence_check.check_own"

# A cell of a lab may start a virtual kit and wait for a capture to end.
CELL_TIMEOUT_S = 120


def confine(c: Any) -> None:
    """Make nbgrader run learners' cells in the sandbox; ``c`` is any Jupyter configuration.

    The sandbox has no network. A lab that is graded or validated gets a kit there that replays
    the learner's evidence, for which it reads the public keys of kits; or, where the lab allows it
    and nothing was kept, a virtual kit of its own, which starts from its inventory file. Each
    submission is graded with its learner's own draw, and on the evidence that holds when it is
    checked here, outside of the sandbox.
    """
    from autograder.plugin.configuration import use_sandbox

    use_sandbox(c)
    c.Execute.timeout = CELL_TIMEOUT_S
    keys = keyring_folder()
    with contextlib.suppress(OSError):
        # The sandbox shows the files that exist when it is built; keys may come later.
        keys.mkdir(parents=True, exist_ok=True)
    c.Sandbox.readable = [str(KITS), str(keys)]
    c.Sandbox.variables.update({FOLDER_VARIABLE: str(keys)})
    c.Sandbox.file_check = CHECK_OF_SUBMISSION
    grade_by_draw(c)
