"""A test cell that is about to run, and what runs it with care."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from nbformat import NotebookNode

from autograder.inside.frames import JSON
from autograder.limits import Limits
from autograder.running.conversation import Conversation
from autograder.running.result import Suspicion


@dataclass(frozen=True)
class SealedCell:
    """A test cell handed to a `Seal`.

    Attributes:
        index: its place in the notebook.
        cell: the cell itself; its outputs are filled in.
        isolation: where its tests run, "shell" or "process".
        run: runs code as this cell's, within its limits, and puts the outputs into `cell`; returns
            the content of the ``execute_reply``. With ``isolation: process`` it is called as
            ``run(code, conversation_with_the_tests_process)``.
        conversation: the conversation with the notebook's process, for probes.
        examiner: the process of the tests with ``isolation: process``.
        limits: the limits of each process.
    """

    index: int
    cell: NotebookNode
    isolation: str
    run: Callable[..., JSON]
    conversation: Conversation
    examiner: "Examiner"
    limits: Limits


class Examiner(Protocol):
    """Runs test cells in another process than the notebook's."""

    def run(self, sealed: SealedCell) -> JSON:
        """Run the cell through ``sealed.run``; return the content of the ``execute_reply``."""


class Seal(Protocol):
    """Runs test cells with care: checks before, runs, checks after, decides what counts.

    `key` is the secret that `autograder.inside.seal.Seal` receives before the first cell runs.
    """

    @property
    def key(self) -> str:
        """The secret of this run, in hexadecimal digits."""

    def __call__(self, sealed: SealedCell) -> tuple[Suspicion, ...]:
        """Run the cell through ``sealed.run``; return what an honest notebook would not do."""
