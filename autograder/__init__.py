"""Grade any nbgrader course in sandboxes, in parallel, with nbgrader's own grades.

The rooms, from the floor up: `inside` runs in the sandbox, `sandbox` builds its walls, `running`
runs one notebook, `grading` turns a submission into a result, `gradebook` writes it down, `batch`
does so for a class, `report` tells how it went, `plugin` lends the sandbox to stock nbgrader.
"""

from importlib import import_module
from typing import Any

_OFFERED = {"grade": "autograder.grading", "self_check": "autograder.plugin.validate"}


def __getattr__(name: str) -> Any:
    """Import `autograder.grade` and `autograder.self_check` when they are first used.

    The sandbox imports this package too, and needs none of their dependencies.
    """
    if name not in _OFFERED:
        raise AttributeError(f"module 'autograder' has no attribute {name!r}")
    return getattr(import_module(_OFFERED[name]), name)
