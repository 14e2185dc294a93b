"""The class while it is graded: a live table on a terminal, a line a submission elsewhere."""

import time
from collections import Counter, deque
from contextlib import AbstractContextManager

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from autograder.batch import Event, Found, Started, SubmissionOutcome
from autograder.language import t
from autograder.report.words import colon, counted, number, points, seconds, word
from autograder.status import Status

SHOWN = 12
"""Submissions in the table: those at work, then the last that are done."""

STYLES = {
    Status.SKIPPED: "dim",
    Status.GRADED: "green",
    Status.TIMEOUT: "yellow",
    Status.OUT_OF_MEMORY: "yellow",
    Status.CRASHED: "yellow",
    Status.NOT_GRADED: "yellow",
    Status.MALFORMED: "red",
    Status.TAMPERING: "bold red",
}


class LiveTable(AbstractContextManager["LiveTable"]):
    """Who, status, points, time; a context manager around the grading of a class."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._at_work: dict[str, float] = {}
        self._done: deque[SubmissionOutcome] = deque(maxlen=SHOWN)
        self._counts: Counter[Status] = Counter()
        self._bar = Progress(
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.description}"),
            TimeElapsedColumn(),
            console=console,
        )
        self._task = self._bar.add_task("", total=None)
        self._live = (
            Live(get_renderable=self._table, console=console, refresh_per_second=4, transient=True)
            if console.is_terminal
            else None
        )

    def show(self, event: Event) -> None:
        """Show an event of the grading."""
        match event:
            case Found(count):
                self._bar.update(self._task, total=count)
                if self._live is not None:
                    self._live.start()
            case Started(student):
                self._at_work[student] = time.monotonic()
            case SubmissionOutcome():
                self._at_work.pop(event.student, None)
                self._done.appendleft(event)
                self._counts[event.status] += 1
                self._bar.update(self._task, advance=1, description=self._counts_by_status())
                if self._live is None:
                    self._console.print(_line(event), highlight=False, soft_wrap=True)

    def _counts_by_status(self) -> str:
        return ", ".join(
            counted(self._counts[each], each) for each in Status if each in self._counts
        )

    def __exit__(self, *_: object) -> None:
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
            elapsed = f"{number(now - since, 1)} s"
            table.add_row(Text(student), t(fr="en cours", en="at work"), "", elapsed)
        for done in list(self._done)[: max(0, SHOWN - len(self._at_work))]:
            table.add_row(
                Text(done.student),
                Text(word(done.status), STYLES[done.status]),
                points(done.points, done.max_points),
                seconds(done.seconds),
            )
        return Group(table, self._bar)


def _line(done: SubmissionOutcome) -> Text:
    earned = points(done.points, done.max_points)
    return Text.assemble(
        f"{done.student}{colon()}",
        (word(done.status), STYLES[done.status]),
        f", {earned}, {seconds(done.seconds)}",
    )
