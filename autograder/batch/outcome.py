"""How the grading of a class went, for people and programs."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from autograder.grading import CellResult, FileVerdict, Result, Source
from autograder.grading.placing.reasons import why_shared
from autograder.printable import printable
from autograder.status import Status


@dataclass(frozen=True)
class Found:
    """The number of submissions, including those to be skipped."""

    count: int


@dataclass(frozen=True)
class Started:
    """A submission was handed to the workers."""

    student: str


@dataclass(frozen=True)
class CellOutcome:
    """A cell that was slow or raised a suspicion."""

    notebook: str
    cell: str
    seconds: float | None
    suspicions: tuple[str, ...]


@dataclass(frozen=True)
class SubmissionOutcome:
    """How one submission went.

    `points` are those given by the autograder, of `max_points` in the assignment; ``None`` where
    it gave none, not even 0. `needs_manual_grade` is whether a person must mark something. `files`
    are the verdicts of the course's own check of what was handed in beside the notebooks. Names and
    sentences hold nothing that a terminal or a UTF-8 file could not.
    """

    student: str
    status: Status
    seconds: float = 0.0
    points: float | None = None
    max_points: float = 0.0
    needs_manual_grade: bool = False
    sentences: tuple[str, ...] = ()
    learner_sentence: str = ""
    files: tuple[FileVerdict, ...] = ()
    executors: tuple[str, ...] = ()
    cpu_s: float = 0.0
    peak_memory_bytes: int = 0
    slowest: CellOutcome | None = None
    suspicious: tuple[CellOutcome, ...] = ()


@dataclass(frozen=True)
class SharedTest:
    """A test that ran in the learner's interpreter, and why."""

    notebook: str
    cell: str
    why: str


@dataclass
class Item:
    """How a class did on one graded cell: how many had all, some or none of its points."""

    notebook: str
    cell: str
    max_score: float
    full: int = 0
    partial: int = 0
    none: int = 0
    manual: int = 0
    points: float = 0.0

    @property
    def pass_rate(self) -> float | None:
        """The share with full marks among those marked; ``None`` where nobody was."""
        marked = self.full + self.partial + self.none
        return self.full / marked if marked else None

    def count(self, cell: CellResult) -> None:
        """Take one learner's result in."""
        if cell.auto_score is None:
            self.manual += 1
            return
        self.points += cell.auto_score
        if cell.auto_score >= self.max_score:
            self.full += 1
        elif cell.auto_score > 0:
            self.partial += 1
        else:
            self.none += 1


@dataclass(frozen=True)
class BatchReport:
    """How a class went: each submission, and each graded cell over all of them.

    `level` is that of the sandbox; `seconds` are of wall time, start-up included. `control_group`
    is whether the kernel counted what each submission used; ``None`` where nothing ran. `shared`
    are the tests that ran in the learners' interpreters: their results are worth less.
    """

    assignment: str
    level: str
    workers: int
    started: datetime
    seconds: float
    submissions: tuple[SubmissionOutcome, ...]
    items: tuple[Item, ...]
    control_group: bool | None = None
    shared: tuple[SharedTest, ...] = ()

    @property
    def counts(self) -> dict[Status, int]:
        """How many submissions ended in each status, those that none had left out."""
        ended = [submission.status for submission in self.submissions]
        return {status: ended.count(status) for status in Status if status in ended}

    def to_json(self) -> dict[str, Any]:
        """Return it in JSON's own types."""
        return {
            **asdict(self),
            "started": self.started.isoformat(),
            "counts": {str(status): count for status, count in self.counts.items()},
            "items": [{**asdict(item), "pass_rate": item.pass_rate} for item in self.items],
        }


Event = Found | Started | SubmissionOutcome


class Tally:
    """Counts as results come in; keeps no notebook."""

    def __init__(self, source: Source) -> None:
        self._items = {
            (notebook.name, cell.name): Item(notebook.name, cell.name, cell.max_score)
            for notebook in source.notebooks
            for cell in (*notebook.grade_cells, *notebook.task_cells)
        }
        self._max_points = sum(item.max_score for item in self._items.values())
        self._started = datetime.now(UTC)
        self._submissions: list[SubmissionOutcome] = []
        self._in_control_group: list[bool] = []
        self._shared: dict[tuple[str, str], str] = {}

    def add(self, result: Result) -> SubmissionOutcome:
        """Take a result in, and return what is kept of it."""
        graded = [*self._graded(result)]
        scores = [cell.auto_score for _, cell in graded if cell.auto_score is not None]
        for notebook, cell in graded:
            self._items[notebook, cell.name].count(cell)
        outcome = SubmissionOutcome(
            student=printable(result.student),
            status=result.status,
            seconds=result.seconds,
            points=sum(scores) if scores else None,
            max_points=self._max_points,
            needs_manual_grade=any(cell.needs_manual_grade for _, cell in graded),
            sentences=tuple(map(printable, result.sentences)),
            learner_sentence=result.learner_sentence,
            files=result.files,
            executors=tuple(
                dict.fromkeys(
                    notebook.executor for notebook in result.notebooks if notebook.executor
                )
            ),
            cpu_s=sum(notebook.cpu_s for notebook in result.notebooks),
            peak_memory_bytes=max(
                (notebook.peak_memory_bytes for notebook in result.notebooks), default=0
            ),
            slowest=max(_outcomes(graded), key=lambda cell: cell.seconds or 0.0, default=None),
            suspicious=tuple(cell for cell in _outcomes(graded) if cell.suspicions),
        )
        self._submissions.append(outcome)
        self._shared |= {
            (notebook.name, cell): reason
            for notebook in result.notebooks
            for cell, reason in notebook.shared
        }
        self._in_control_group += [
            notebook.control_group
            for notebook in result.notebooks
            if notebook.control_group is not None
        ]
        return outcome

    def _graded(self, result: Result) -> Iterator[tuple[str, CellResult]]:
        """Yield the cells that earn points, as the gradebook has them.

        One that was not graded (a task, a deleted cell, a notebook that cannot be read) waits for a
        person; those of a notebook that was not handed in earn nothing.
        """
        cells = {
            notebook.name: {cell.name: cell for cell in notebook.cells if cell.graded}
            for notebook in result.notebooks
        }
        due = {*cells, *result.ungraded}
        for (name, cell), item in self._items.items():
            if name in due:
                yield (
                    name,
                    cells.get(name, {}).get(cell)
                    or CellResult(cell, True, None, item.max_score, needs_manual_grade=True),
                )
            elif name in result.missing:
                yield name, CellResult(cell, True, 0.0, item.max_score)

    def report(self, assignment: str, level: str, workers: int) -> BatchReport:
        """Return the report, the submissions in the order of their learners' names."""
        return BatchReport(
            assignment=assignment,
            level=level,
            workers=workers,
            started=self._started,
            seconds=(datetime.now(UTC) - self._started).total_seconds(),
            submissions=tuple(sorted(self._submissions, key=lambda entry: entry.student)),
            items=tuple(self._items.values()),
            control_group=all(self._in_control_group) if self._in_control_group else None,
            shared=tuple(
                SharedTest(notebook, cell, why_shared(reason))
                for (notebook, cell), reason in sorted(self._shared.items())
            ),
        )


def _outcomes(graded: Iterable[tuple[str, CellResult]]) -> Iterable[CellOutcome]:
    return (
        CellOutcome(notebook, cell.name, cell.seconds, cell.suspicions) for notebook, cell in graded
    )
