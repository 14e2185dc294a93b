"""The steps of a start: what is being done, and how much is left."""

import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn

_SILENT_AT_MOST_S = 10
"""Where a line cannot be renewed: a log gets few lines, and still shows that work goes on."""


class Steps:
    """A line that is renewed on a terminal, and gone at the end; a line a step elsewhere.

    Args:
        console: shows them.
        count: how many steps there are.
    """

    def __init__(self, console: Console, count: int) -> None:
        self._console, self._count = console, count
        self._number, self._what, self._said_at = 0, "", 0.0
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=20),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task = self._progress.add_task("", visible=False)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.end()

    def begin(self, what: str) -> None:
        """Say that the next step begins.

        Args:
            what: is done in it.
        """
        self._number += 1
        self._what = f"{self._number}/{self._count} {what}"
        self._progress.reset(self._task, total=None, description=self._what, visible=True)
        self._say(self._what)

    def show(self, part: str, number: int, count: int) -> None:
        """Say how far the step has come.

        Args:
            part: what is under way, such as “module 3 of 29”.
            number: of the part, from one.
            count: how many parts the step has.
        """
        text = f"{self._what}, {part}"
        self._progress.update(self._task, total=count, completed=number - 1, description=text)
        if time.monotonic() - self._said_at >= _SILENT_AT_MOST_S:
            self._say(text)

    def end(self) -> None:
        """Take the line away: what is printed from here on stands alone."""
        self._progress.stop()

    def _say(self, text: str) -> None:
        self._said_at = time.monotonic()
        if not self._console.is_terminal:
            self._console.print(text, markup=False, highlight=False, soft_wrap=True)
