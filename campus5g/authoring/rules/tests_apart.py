"""A test that asks for a learner's case runs apart from the learner's code, where the case is."""

import re
from collections.abc import Iterator

from nbformat import NotebookNode

from autograder.grading.isolation import placements_of
from campus5g.authoring.catalogue import Module
from campus5g.authoring.findings import Finding


def tests_apart_findings(notebook: NotebookNode, module: Module) -> Iterator[Finding]:
    """Find tests that import what the learner's interpreter does not have.

    `autograder` runs a test in the learner's interpreter where what it does can't cross between
    two processes, and says why.
    """
    kept_back = "|".join(file.stem for file in module.graders_programs)
    if not kept_back:
        return
    asks = re.compile(rf"^\s*(?:from|import) (?:{kept_back})\b", re.MULTILINE)
    placements = placements_of(module.id, (module.folder,))
    for number, cell in enumerate(notebook.cells, start=1):
        place = placements.get(cell.metadata.get("nbgrader", {}).get("grade_id", ""))
        if place and place.isolation == "shell" and asks.search(cell.source):
            yield Finding(
                f"It asks for the case, and runs in the learner's interpreter ({place.reason}).",
                "Write it so that it can run apart: docs/how-to/write-a-notebook.md.",
                number,
                cell.get("id"),
            )
