"""The outcome of grading one submission, in JSON's own types."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self

from autograder.grading.checked import FileVerdict
from autograder.status import Status


@dataclass(frozen=True)
class CellResult:
    """What one nbgrader cell earned.

    `graded` is whether it earns points, `commented` whether it carries a comment. `auto_score`
    is ``None`` where a person must mark it. `suspicions` are sentences for the trainer.
    """

    name: str
    graded: bool = False
    auto_score: float | None = None
    max_score: float = 0.0
    needs_manual_grade: bool = False
    commented: bool = False
    auto_comment: str | None = None
    suspicions: tuple[str, ...] = ()
    seconds: float | None = None


@dataclass(frozen=True)
class NotebookResult:
    """How one notebook went.

    `cells` are in the order in which nbgrader would have written them; they count even when the
    notebook `failed` later: a graded cell that is not among them waits for a person. `text` is the
    autograded notebook, ``None`` where it is missing. `penalised` is whether the late penalty is to
    be assigned. `absent` are modules that it looked for in vain, `notes` nbgrader's own warnings.
    `shared` names the tests that ran in the learner's interpreter, with the reasons
    (`autograder.grading.placing.placement.Reason`).
    """

    name: str
    status: Status
    cells: tuple[CellResult, ...] = ()
    text: str | None = None
    failed: bool = False
    penalised: bool = False
    detail: str = ""
    suspicions: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    shared: tuple[tuple[str, str], ...] = ()
    executor: str | None = None
    level: str | None = None
    control_group: bool | None = None
    seconds: float = 0.0
    cpu_s: float = 0.0
    peak_memory_bytes: int = 0


@dataclass(frozen=True)
class Result:
    """How one submission went.

    `notebooks` are those that were graded, in order, up to the first that could not be; `missing`
    the assignment's notebooks that were not submitted, which earn nothing; `ungraded` those that
    were due and could not be graded: they wait for a person, whatever they earned before.
    `files` are the verdicts of the course's own check. `sentences` are for the trainer,
    `learner_sentence` for who submitted it.
    """

    student: str
    assignment: str
    status: Status
    notebooks: tuple[NotebookResult, ...] = ()
    missing: tuple[str, ...] = ()
    ungraded: tuple[str, ...] = ()
    timestamp: datetime | None = None
    files: tuple[FileVerdict, ...] = ()
    sentences: tuple[str, ...] = ()
    learner_sentence: str = ""
    seconds: float = 0.0

    @property
    def points(self) -> dict[str, dict[str, float | None]]:
        """The points of every graded cell, by notebook and cell; ``None`` for a person to mark."""
        return {
            notebook.name: {cell.name: cell.auto_score for cell in notebook.cells if cell.graded}
            for notebook in self.notebooks
        }

    def to_json(self) -> dict[str, Any]:
        """Return it in JSON's own types."""
        return {
            **asdict(self),
            "timestamp": None if self.timestamp is None else self.timestamp.isoformat(),
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Return the result that `to_json` described."""
        stamp = data["timestamp"]
        return cls(
            **{
                **data,
                "status": Status(data["status"]),
                "timestamp": None if stamp is None else datetime.fromisoformat(stamp),
                "notebooks": tuple(_notebook(entry) for entry in data["notebooks"]),
                "missing": tuple(data["missing"]),
                "files": tuple(
                    FileVerdict(**{**entry, "cells": tuple(entry["cells"])})
                    for entry in data["files"]
                ),
                "ungraded": tuple(data["ungraded"]),
                "sentences": tuple(data["sentences"]),
            }
        )


def _notebook(data: dict[str, Any]) -> NotebookResult:
    return NotebookResult(
        **{
            **data,
            "status": Status(data["status"]),
            "cells": tuple(
                CellResult(**{**cell, "suspicions": tuple(cell["suspicions"])})
                for cell in data["cells"]
            ),
            "suspicions": tuple(data["suspicions"]),
            "absent": tuple(data["absent"]),
            "notes": tuple(data["notes"]),
            "shared": tuple((name, reason) for name, reason in data["shared"]),
        }
    )
