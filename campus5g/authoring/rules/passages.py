"""The texts of a notebook, cell by cell, as learners read them."""

from collections.abc import Iterator
from dataclasses import dataclass

from nbformat import NotebookNode

from campus5g.authoring.findings import Finding
from campus5g.authoring.languages import languages_of
from campus5g.authoring.rules.prose import Prose, read_prose
from campus5g.language import Language


@dataclass(frozen=True)
class Passage:
    """A Markdown cell that learners read: its number from 1, its id, and its prose.

    ``language`` is None where the cell stays in both languages.
    """

    number: int
    cell_id: str | None
    language: Language | None
    prose: Prose

    def finding(self, problem: str, remedy: str) -> Finding:
        """Return a finding about this cell."""
        return Finding(problem, remedy, self.number, self.cell_id)


def passages_of(notebook: NotebookNode) -> list[Passage]:
    """Return the texts of a notebook, without those that learners write."""
    return list(_passages(notebook))


def _passages(notebook: NotebookNode) -> Iterator[Passage]:
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type == "markdown" and not cell.metadata.get("nbgrader", {}).get("solution"):
            language = next(iter(languages_of(cell)), None)
            yield Passage(number, cell.get("id"), language, read_prose(cell.source))
