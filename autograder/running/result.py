"""The result of running a notebook."""

from dataclasses import dataclass
from typing import Literal

from autograder.sandbox import Level
from autograder.status import Status

Executor = Literal["forked", "kernel"]


@dataclass(frozen=True)
class Suspicion:
    """Something that an honest notebook does not do.

    `cell` is the index of the cell in the notebook, `code` a short name for machines, `sentence`
    what the trainer reads.
    """

    cell: int
    code: str
    sentence: str


@dataclass(frozen=True)
class CellRun:
    """One cell: whether it ran, for how many seconds, and the name of the error it ended with."""

    index: int
    seconds: float
    ran: bool
    error: str | None


@dataclass(frozen=True)
class NotebookRun:
    """One notebook: how it ended, and what it cost.

    `stock_error` is the name of the exception with which stock nbgrader would have given the whole
    submission up (``DeadKernelError``, ``CellTimeoutError``, ``CellExecutionError``), None where it
    would have graded on. `detail` is a sentence for the trainer, empty when all is well.
    `control_group` is whether the kernel counted for all its processes together.
    """

    status: Status
    detail: str
    cells: tuple[CellRun, ...]
    suspicions: tuple[Suspicion, ...]
    executor: Executor
    level: Level
    control_group: bool
    seconds: float
    cpu_s: float
    peak_memory_bytes: int
    stock_error: str | None = None
