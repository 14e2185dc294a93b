"""Open questions: what a learner writes on the page goes into the notebook's own answer cell."""

from pathlib import Path

import nbformat

from campus5g.errors import CampusError
from campus5g.language import t
from campus5g.whole_file import replace, turn


class AnswerError(CampusError):
    """The answer can't be saved."""


def keep_answer(notebook: Path, grade_id: str, text: str) -> None:
    """Write an answer into the learner's notebook, whole or not at all; two pages take turns.

    Args:
        notebook: the released notebook's file.
        grade_id: the nbgrader id of the Markdown cell for the answer.
        text: what the learner wrote.

    Raises:
        AnswerError: the notebook has no such question.
    """
    with turn(notebook.parent):
        content = nbformat.read(notebook, as_version=4)  # type: ignore[no-untyped-call]
        for cell in content.cells:
            role = cell.metadata.get("nbgrader", {})
            written = cell.cell_type == "markdown" and role.get("solution")
            if written and role.get("grade_id") == grade_id:
                cell.source = text
                break
        else:
            raise AnswerError(
                t(fr=f"Aucune question {grade_id}.", en=f"There is no question {grade_id}."),
                t(fr="Ouvrez le module à nouveau.", en="Open the module again."),
            )
        replace(notebook, nbformat.writes(content) + "\n")  # type: ignore[no-untyped-call]
