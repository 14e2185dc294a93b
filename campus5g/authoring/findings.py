"""What a check finds in a notebook."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing to put right: where, what, and how.

    ``cell`` is the cell's number in the notebook from 1, ``cell_id`` its id; both are
    None where the whole notebook is meant.
    """

    problem: str
    remedy: str
    cell: int | None = None
    cell_id: str | None = None

    def __str__(self) -> str:
        where = "" if self.cell is None else f"Cell {self.cell} ({self.cell_id or 'no id'}): "
        return f"{where}{self.problem} {self.remedy}"
