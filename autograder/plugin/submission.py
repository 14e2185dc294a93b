"""The enclosure of the submission that nbgrader is grading: one for all of its notebooks."""

import atexit
import contextlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

from autograder.sandbox import Enclosure

Enclose = Callable[[], AbstractContextManager[Enclosure]]


class SubmissionEnclosure:
    """Keeps the files that one notebook writes for the next, as nbgrader's folder does.

    nbgrader makes new preprocessors for every notebook and never announces when a submission is
    done. It is done when its last notebook is, or when another begins: another folder, or a
    notebook that has had its turn.
    """

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._had_their_turn: set[str] = set()
        self._stack = ExitStack()
        self._enclosure: Enclosure | None = None

    @contextlib.contextmanager
    def turn(
        self, folder: Path, notebook: str, enclose: Enclose, *, last: bool
    ) -> Iterator[Enclosure]:
        """Give a notebook its turn; `enclose` makes an enclosure where a new one is due."""
        if folder != self._folder or notebook in self._had_their_turn:
            self.close()
        try:
            if self._enclosure is None:
                self._enclosure = self._stack.enter_context(enclose())
                self._folder = folder
            self._had_their_turn.add(notebook)
            yield self._enclosure
        except BaseException:
            last = True
            raise
        finally:
            if last:
                self.close()

    def close(self) -> None:
        """End the enclosure that is open, if any."""
        stack, self._stack = self._stack, ExitStack()
        self._folder, self._enclosure = None, None
        self._had_their_turn.clear()
        stack.close()


under_way = SubmissionEnclosure()
atexit.register(under_way.close)
