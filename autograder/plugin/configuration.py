"""Stock nbgrader in the sandbox, by configuration alone."""

from typing import Any

AUTOGRADE_PREPROCESSORS = [
    "autograder.plugin.execute.SandboxedExecute",
    "nbgrader.preprocessors.IgnorePattern",
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    "nbgrader.preprocessors.LimitOutput",
    "autograder.plugin.grades.SaveReviewedGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]
"""nbgrader's own list, with the two that the sandbox replaces."""

SERVER_EXTENSIONS = {
    "autograder.plugin.server": True,
    "nbgrader.server_extensions.validate_assignment": False,
}
"""The Validate button answered from the sandbox, and not by nbgrader's own handler."""


def use_sandbox(c: Any) -> None:
    """Make ``nbgrader autograde`` and the formgrader's button run cells in the sandbox.

    For ``jupyter_config.py`` or ``nbgrader_config.py``; ``c`` is what `get_config` gives there. A
    course that has preprocessors of its own writes its list by hand.
    """
    c.Autograde.autograde_preprocessors = AUTOGRADE_PREPROCESSORS


def use_self_check(c: Any) -> None:
    """Make JupyterLab's Validate button run the notebook in the sandbox; for a server's file."""
    c.ServerApp.jpserver_extensions.update(SERVER_EXTENSIONS)
