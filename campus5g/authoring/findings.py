"""What a check finds in a module."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing to fix: where, what, and how.

    ``cell`` is the cell's number in the notebook from 1, ``cell_id`` its id; both are
    None for the whole notebook. ``file`` names a file beside the notebook, None for the
    notebook itself.
    """

    problem: str
    remedy: str
    cell: int | None = None
    cell_id: str | None = None
    file: str | None = None

    @property
    def place(self) -> str:
        """Where: the file beside the notebook or the cell; empty for the whole notebook."""
        if self.file is not None:
            return self.file
        return "" if self.cell is None else f"Cell {self.cell} ({self.cell_id or 'no id'})"

    @property
    def sentence(self) -> str:
        """Where and what."""
        return f"{self.place}: {self.problem}" if self.place else self.problem

    def __str__(self) -> str:
        return f"{self.sentence} {self.remedy}"


def first_and_count(findings: Sequence[Finding]) -> tuple[str, str]:
    """Return the first finding's sentence, and its remedy with the number of other findings."""
    first, more = findings[0], len(findings) - 1
    return first.sentence, f"{first.remedy} ({more} more.)" if more else first.remedy
