"""What stands in the way of a cell, in a sentence for its learner."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from nbformat import NotebookNode

from autograder.grading.notebook_text import REFUSED
from autograder.language import t
from autograder.plugin.missing_name import errors_of, stopped_above

# Colours of a terminal.
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_ADVICE = "→ "


@dataclass(frozen=True)
class Problem:
    """A sentence in the reader's language, and what Python said where that says more.

    ``cell`` is the id of the cell to go to.
    """

    cell: str
    sentence: str
    detail: str = ""


def problem_of(cell: NotebookNode, cells_above: Sequence[NotebookNode], answer: str) -> Problem:
    """Return what stands in the way of a cell that stopped, or earned less than all its points.

    Args:
        cell: that ran.
        cells_above: what ran before it, in order.
        answer: the id of the cell to go to.
    """
    error = next(errors_of([cell]), None)
    if error is None:
        partly = t(
            fr="Une partie des points : des tests passent, pas tous.",
            en="Part of the points: some tests pass, not all.",
        )
        return Problem(answer, partly)
    stopped = stopped_above(cell, cells_above)
    if stopped is None:
        return Problem(answer, *_words(error))
    reason, _ = _words(stopped)
    return Problem(
        answer,
        t(
            fr=f"Pas encore vérifiable, car une cellule plus haut s’est arrêtée : {reason}",
            en=f"Can’t be checked yet, since a cell above stopped: {reason}",
        ),
    )


def _words(error: NotebookNode) -> tuple[str, str]:
    """Return a sentence for the reader, and Python's own words."""
    if error.ename == "AssertionError":
        return error.evalue or t(fr="Un test ne passe pas.", en="A test does not pass."), ""
    if error.ename == REFUSED:
        return t(fr=f"Mesure refusée : {error.evalue}", en=f"Refused: {error.evalue}"), ""
    said = _ANSI.sub("", "\n".join(error.traceback)).strip()
    if said and error.ename not in said:
        # An error that shows itself without its name and place: a lab's own, for the reader.
        return said, ""
    python = f"{error.ename}: {error.evalue}"
    advice = [line.removeprefix(_ADVICE) for line in said.splitlines() if line.startswith(_ADVICE)]
    if advice:
        return " ".join(advice), python
    if error.ename == "NameError":
        unknown = t(
            fr="Un nom n’est pas connu : vérifiez son orthographe, et que sa cellule s’exécute.",
            en="A name is not known: check its spelling, and that its cell runs.",
        )
        return unknown, python
    return t(fr="Python s’arrête sur une erreur.", en="Python stops with an error."), python
