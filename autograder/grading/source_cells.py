"""The cells of an assignment's source notebooks, as the gradebook keeps them."""

from dataclasses import dataclass, field

from autograder.grading.placing.placement import Placement


@dataclass(frozen=True)
class SourceCell:
    """A cell whose source the gradebook keeps, hidden tests included."""

    name: str
    cell_type: str
    locked: bool
    source: str
    checksum: str | None


@dataclass(frozen=True)
class MarkedCell:
    """A cell that earns points: a grade cell or a task cell."""

    name: str
    max_score: float
    cell_type: str


@dataclass(frozen=True)
class SolutionCell:
    """A cell for the learner to fill in."""

    name: str


@dataclass(frozen=True)
class SourceNotebook:
    """A notebook of the assignment.

    Its attributes are named as those of `nbgrader.api.Notebook`, so that nbgrader's preprocessors
    read the one as the other. `kernelspec` is JSON text. `placements` says for a test cell, by its
    grade id, whether it runs in the learner's interpreter or in another process; `tried` whether
    the author's own answers have been through both.
    """

    name: str
    kernelspec: str | None
    source_cells: tuple[SourceCell, ...]
    grade_cells: tuple[MarkedCell, ...]
    solution_cells: tuple[SolutionCell, ...]
    task_cells: tuple[MarkedCell, ...]
    placements: dict[str, Placement] = field(default_factory=dict)
    tried: bool = False
