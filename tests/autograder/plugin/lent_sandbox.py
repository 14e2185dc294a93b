"""Stock nbgrader's own command on a course whose configuration lends it the sandbox."""

import json
import os
import subprocess
import sys
from pathlib import Path

from class_makers import Course

WITHIN_S = 120
CONFIGURATION = """
from autograder.plugin.configuration import use_sandbox

use_sandbox(c)
"""


def lend_sandbox(course: Course, more: str = "") -> None:
    """Add to the course's configuration what any course would add."""
    file = course.root / "nbgrader_config.py"
    file.write_text(file.read_text() + CONFIGURATION + more)


def nbgrader(
    course: Course, *arguments: str, before: tuple[str, ...] = ()
) -> subprocess.CompletedProcess[str]:
    """Run ``nbgrader`` in the course folder, in the way of a trainer; `before` may wrap it."""
    tools = Path(sys.executable).parent
    return subprocess.run(
        [*before, str(tools / "nbgrader"), *arguments],
        cwd=course.root,
        env={
            **os.environ,
            "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
            "JUPYTER_NO_CONFIG": "1",
        },
        capture_output=True,
        text=True,
        timeout=WITHIN_S,
        check=False,
    )


def printed(course: Course, student: str, notebook: str) -> str:
    """Return all that the cells of an autograded notebook printed."""
    cells = json.loads((course.autograded(student) / f"{notebook}.ipynb").read_text())["cells"]
    return "".join(
        "".join(output.get("text", "")) for cell in cells for output in cell.get("outputs", [])
    )
