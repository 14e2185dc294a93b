"""An explorer: a prediction, the widget it unlocks, and a table where widgets can't run."""

from collections.abc import Sequence
from html import escape
from typing import Any, Protocol

import ipywidgets

from campus5g.courseware.explorers.prediction import Prediction


class Lockable(Protocol):
    """A widget that the learner can't use while it is locked."""

    locked: bool


class Explorer(ipywidgets.VBox):  # type: ignore[misc]
    """A prediction, and a widget that unlocks once it is made.

    Args:
        prediction: the question asked first.
        widget: what the learner tries next.
        table: rows of words, headers first, shown where widgets can't run, such
            as on a trainer's printed feedback.
    """

    def __init__(
        self, prediction: Prediction, widget: Lockable, table: Sequence[Sequence[str]]
    ) -> None:
        super().__init__([prediction, widget])
        self._table = table

        def unlock(_: object = None) -> None:
            widget.locked = not prediction.committed

        prediction.observe(unlock, "outcome_words")
        unlock()

    def _repr_mimebundle_(self, **options: Any) -> Any:
        return {**super()._repr_mimebundle_(**options), "text/html": _as_html(self._table)}


def _as_html(table: Sequence[Sequence[str]]) -> str:
    def row(cells: Sequence[str], tag: str) -> str:
        return "<tr>" + "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in cells) + "</tr>"

    head, *rows = table
    body = "".join(row(cells, "td") for cells in rows)
    return f"<table><thead>{row(head, 'th')}</thead><tbody>{body}</tbody></table>"
