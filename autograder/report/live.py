"""The class while it is graded: a live table on a terminal, a line a submission elsewhere."""

import time
from collections import Counter, deque
from types import TracebackType
from typing import Protocol, Self

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from autograder.language import t
from autograder.status import Status

SHOWN = 12
"""Submissions in the table: those at work, then the last that are done."""

STYLES = {
    Status.SKIPPED: "dim",
    Status.GRADED: "green",
    Status.TIMEOUT: "yellow",
    Status.OUT_OF_MEMORY: "yellow",
    Status.CRASHED: "yellow",
    Status.MALFORMED: "red",
    Status.TAMPERING: "bold red",
}


class Graded(Protocol):
    """What the table shows of a submission that is done."""

    @property
    def student(self) -> str:
        """Who submitted it."""

    @property
    def status(self) -> Status:
        """How it ended."""

    @property
    def score(self) -> float:
        """The automatic points."""

    @property
    def max_score(self) -> float:
        """The points that there are."""

    @property
    def seconds(self) -> float:
        """How long it took."""


class LiveTable:
    """Who, status, points, time; a context manager around the grading of a class."""

    def __init__(self, console: Console, total: int) -> None:
        self._console = console
        self._at_work: dict[str, float] = {}
        self._done: deque[Graded] = deque(maxlen=SHOWN)
        self._counts: Counter[Status] = Counter()
        self._bar = Progress(
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.description}"),
            TimeElapsedColumn(),
            console=console,
        )
        self._task = self._bar.add_task("", total=total)
        self._live = (
            Live(get_renderable=self._table, console=console, refresh_per_second=4, transient=True)
            if console.is_terminal
            else None
        )

    def begin(self, student: str) -> None:
        """Show that a submission is at work."""
        self._at_work[student] = time.monotonic()

    def end(self, graded: Graded) -> None:
        """Show how a submission went."""
        self._at_work.pop(graded.student, None)
        self._done.appendleft(graded)
        self._counts[graded.status] += 1
        told = ", ".join(f"{count} {status}" for status, count in sorted(self._counts.items()))
        self._bar.update(self._task, advance=1, description=told)
        if self._live is None:
            self._console.print(
                f"{graded.student}: {graded.status}, {points(graded)}, {graded.seconds:.2f} s",
                style=STYLES[graded.status] if graded.status is not Status.GRADED else None,
                highlight=False,
                soft_wrap=True,
                markup=False,
            )

    def __enter__(self) -> Self:
        if self._live is not None:
            self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._live is not None:
            self._live.stop()

    def _table(self) -> RenderableType:
        table = Table(
            t(fr="Qui", en="Who"),
            t(fr="État", en="Status"),
            t(fr="Points", en="Points"),
            t(fr="Temps", en="Time"),
            box=None,
            pad_edge=False,
        )
        now = time.monotonic()
        for student, since in list(self._at_work.items())[:SHOWN]:
            table.add_row(Text(student), t(fr="en cours", en="at work"), "", f"{now - since:.1f} s")
        for graded in list(self._done)[: max(0, SHOWN - len(self._at_work))]:
            table.add_row(
                Text(graded.student),
                Text(graded.status, STYLES[graded.status]),
                points(graded),
                f"{graded.seconds:.2f} s",
            )
        return Group(table, self._bar)


def points(graded: Graded) -> str:
    """Return the points as ``3 / 4``."""
    return f"{graded.score:g} / {graded.max_score:g}"
