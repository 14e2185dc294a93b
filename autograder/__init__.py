"""Grade any nbgrader course in sandboxes, in parallel, with nbgrader's own grades.

The rooms, from the floor up: `inside` runs in the sandbox, `sandbox` builds its walls, `running`
runs one notebook, `grading` turns a submission into a result, `gradebook` writes it down, `batch`
does so for a class, `report` tells how it went, `plugin` lends the sandbox to stock nbgrader.
"""

from pathlib import Path


def self_check(path: Path) -> dict[str, list[dict[str, str]]]:
    """Check a notebook with the tests that stand in it, in the sandbox, as the Validate button.

    See `autograder.plugin.validate.SelfCheck.validate`.
    """
    from autograder.plugin.validate import self_check as check

    return check(path)
