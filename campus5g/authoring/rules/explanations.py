"""A lab's explanations wait for the predictions whose answers they tell.

JupyterLab covers the cells tagged ``after-prediction`` until the predictions compared above them
have been compared (`campus5g.courseware.lab.prediction`).
"""

import re
from collections.abc import Iterator

from nbformat import NotebookNode

from campus5g.authoring.findings import Finding
from campus5g.authoring.languages import languages_of
from campus5g.language import LANGUAGES

EXPLANATION_TAG = "after-prediction"

_COMPARISON = re.compile(r"""\blab\.compare\(\s*["']([^"']+)["']""")
_HEADING = re.compile(r"^#+ (Expliquer|Explain) *$", re.MULTILINE)


def explanation_findings(notebook: NotebookNode) -> Iterator[Finding]:
    """Find explanations that can be read before the prediction, and those that wait for none."""
    for language in LANGUAGES:
        compared: list[str] = []
        for number, cell in enumerate(notebook.cells, start=1):
            if languages_of(cell) not in ([], [language]):
                continue
            tagged = EXPLANATION_TAG in cell.metadata.get("tags", [])
            if cell.cell_type == "code":
                compared += _COMPARISON.findall(cell.source)
            elif tagged and not compared:
                yield Finding(
                    f"It is tagged `{EXPLANATION_TAG}`, but no prediction is compared above it.",
                    "Call `lab.compare` above it, or remove the tag.",
                    number,
                    cell.get("id"),
                )
            elif compared and not tagged and _HEADING.search(cell.source):
                yield Finding(
                    f"It explains the prediction “{compared[-1]}”, and can be read before.",
                    f"Tag it `{EXPLANATION_TAG}`.",
                    number,
                    cell.get("id"),
                )
            if tagged:
                compared = []
