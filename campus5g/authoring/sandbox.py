"""How labs are graded: nbgrader's cells in the autograder's sandbox, with a kit within reach."""

from typing import Any

from campus5g.places import KITS

# A cell of a lab may start a virtual kit and wait for a capture to end.
CELL_TIMEOUT_S = 120


def confine(c: Any) -> None:
    """Make nbgrader run learners' cells in the sandbox; ``c`` is any Jupyter configuration.

    The sandbox has no network, so a lab that is graded gets a virtual kit of its own there, which
    starts from its inventory file.
    """
    from autograder.plugin.configuration import use_sandbox

    use_sandbox(c)
    c.Execute.timeout = CELL_TIMEOUT_S
    c.Sandbox.readable = [str(KITS)]
