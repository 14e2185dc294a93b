"""Why a name is missing: the cell further up that should have made it stopped itself."""

import re
from collections.abc import Iterable, Iterator, Sequence

from nbformat import NotebookNode

from autograder.language import t

_MISSING = re.compile(r"name '(\w+)' is not defined")


def why_missing(cell: NotebookNode, cells_above: Sequence[NotebookNode]) -> str | None:
    """Return a sentence about why a name is missing; None where no name is missing.

    Args:
        cell: a cell that ran, of the notebook as it stopped.
        cells_above: what ran before it, in order.
    """
    missing = _missing_name(cell)
    if missing is None:
        return None
    error = next(errors_of(_users(missing, cells_above)), None)
    if error is None:
        return None
    reason = f"{error.ename}: {error.evalue}"
    return t(
        fr=f"Une cellule plus haut, qui utilise « {missing} », s’est arrêtée : {reason}",
        en=f"A cell above that uses “{missing}” stopped: {reason}",
    )


def stopped_above(cell: NotebookNode, cells_above: Sequence[NotebookNode]) -> NotebookNode | None:
    """Return the error that a missing name goes back to; None where there is none above.

    Args:
        cell: a cell that ran, of the notebook as it stopped.
        cells_above: what ran before it, in order.
    """
    found = None
    while (missing := _missing_name(cell)) is not None:
        stopped = next(
            (user for user in _users(missing, cells_above) if any(errors_of([user]))), None
        )
        if stopped is None:
            break
        found = next(errors_of([stopped]))
        cell, cells_above = stopped, cells_above[: cells_above.index(stopped)]
    return found


def errors_of(cells: Iterable[NotebookNode]) -> Iterator[NotebookNode]:
    """Yield the errors among the outputs of cells."""
    for cell in cells:
        for output in cell.get("outputs", ()):
            if output.output_type == "error":
                yield output


def _users(name: str, cells: Sequence[NotebookNode]) -> Iterator[NotebookNode]:
    """Yield the cells that use a name, the nearest first."""
    word = re.compile(rf"\b{name}\b")
    return (cell for cell in reversed(cells) if word.search(cell.source))


def _missing_name(cell: NotebookNode) -> str | None:
    for error in errors_of([cell]):
        if error.ename == "NameError" and (found := _MISSING.match(error.evalue)):
            return found[1]
    return None
