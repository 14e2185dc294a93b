"""Why a name is missing: the cell further up that should have made it stopped itself."""

import re
from collections.abc import Iterable, Sequence

from nbformat import NotebookNode

from autograder.language import t

_MISSING = re.compile(r"name '(\w+)' is not defined")


def why_missing(cell: NotebookNode, cells_above: Sequence[NotebookNode]) -> str | None:
    """Return a sentence about why a name is missing; None where no name is missing.

    Args:
        cell: a cell that ran, of the notebook as it stopped.
        cells_above: what ran before it, in order.
    """
    missing = next(filter(None, map(_name, _errors([cell]))), None)
    if missing is None:
        return None
    word = re.compile(rf"\b{missing}\b")
    stopped = _errors(reversed([above for above in cells_above if word.search(above.source)]))
    reason = next((f"{error.ename}: {error.evalue}" for error in stopped), None)
    return reason and t(
        fr=f"Une cellule plus haut, qui utilise « {missing} », s’est arrêtée : {reason}",
        en=f"A cell above that uses “{missing}” stopped: {reason}",
    )


def _errors(cells: Iterable[NotebookNode]) -> Iterable[NotebookNode]:
    return (
        output
        for cell in cells
        for output in cell.get("outputs", ())
        if output.output_type == "error"
    )


def _name(error: NotebookNode) -> str | None:
    found = _MISSING.match(error.evalue) if error.ename == "NameError" else None
    return found and found[1]
