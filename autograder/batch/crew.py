"""Keeps the workers of an executor busy, and goes on when one of them dies."""

import gc
import multiprocessing
import os
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from multiprocessing.connection import Connection
from typing import Self, TypeVar

from autograder.batch import worker
from autograder.batch.worker_server import start_worker_server
from autograder.sandbox import Nursery

Task = TypeVar("Task")
Value = TypeVar("Value")


Start = Callable[[Executor, Task], Future[Value]]


class Lost(Exception):  # noqa: N818 - an outcome, not an error of the crew's
    """A task whose worker died twice, with the last error."""


class Crew:
    """Runs tasks in the worker processes of an executor, with a few more queued than can run.

    Without an executor it has a pool of its own. Its workers are forked from this process, which
    has made the imports, while it has one thread, and otherwise from a clean server process that
    makes them again. When a worker dies, a new pool is made and each task that was under way is
    tried once more by itself, so that the one at fault is known.
    """

    def __init__(
        self, workers: int, executor: Executor | None = None, nursery: Nursery | None = None
    ) -> None:
        """Prepare; it starts as a context manager.

        Args:
            workers: how many the executor has.
            executor: a pool of its own if None.
            nursery: launched, for workers that are forked from this process.
        """
        self._ahead = 2 * workers
        self._workers = workers
        self._given = executor
        self._nursery = nursery
        self._own: ProcessPoolExecutor | None = None
        self._lifeline: Connection | None = None

    def __enter__(self) -> Self:
        if self._given is None and threading.active_count() == 1:
            self._fork_pool()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._own is not None:
            self._dismiss(at_once=kind is not None)

    def run(
        self, start: Start[Task, Value], tasks: Iterable[Task]
    ) -> Iterator[tuple[Task, Value | Lost]]:
        """Yield each task with its result, as they end; `start` hands one to the executor."""
        coming = iter(tasks)
        running: dict[Future[Value], Task] = {}
        while True:
            while len(running) < self._ahead and (task := next(coming, None)) is not None:
                running[self._submit(start, task)] = task
            if not running:
                return
            ended, _ = wait(running, return_when=FIRST_COMPLETED)
            suspects = yield from _settle(running, [each for each in running if each in ended])
            if suspects:
                # Tasks under way may have lost the same worker: they end before any is retried.
                suspects += yield from _settle(running, list(running))
                for task in suspects:
                    retried = self._retry(start, task)
                    yield task, retried

    def _retry(self, start: Start[Task, Value], task: Task) -> Value | Lost:
        try:
            return self._submit(start, task).result()
        except Exception as error:
            return Lost(str(error) or type(error).__name__)

    def _submit(self, start: Start[Task, Value], task: Task) -> "Future[Value]":
        try:
            return start(self._given or self._pool(), task)
        except BrokenExecutor:
            if self._given is not None:
                raise
            self._dismiss(at_once=True)
            return start(self._pool(), task)

    def _fork_pool(self) -> None:
        # A collection would touch, and so copy, all that the workers have in common with us.
        gc.freeze()
        context = multiprocessing.get_context("fork")
        end, self._lifeline = context.Pipe(duplex=False)
        self._own = ProcessPoolExecutor(
            self._workers,
            mp_context=context,
            initializer=worker.begin_forked,
            initargs=(end, self._lifeline, self._nursery),
        )
        # All workers are forked at the first task: now, while there is little to inherit.
        self._own.submit(os.getpid).result()

    def _pool(self) -> ProcessPoolExecutor:
        if self._own is None:
            context = start_worker_server()
            end, self._lifeline = context.Pipe(duplex=False)
            self._own = ProcessPoolExecutor(
                self._workers,
                mp_context=context,
                initializer=worker.begin,
                initargs=(dict(os.environ), end),
            )
        return self._own

    def _dismiss(self, *, at_once: bool) -> None:
        pool, self._own = self._own, None
        lifeline, self._lifeline = self._lifeline, None
        if pool is None or lifeline is None:
            return
        if at_once:
            lifeline.close()
        pool.shutdown(cancel_futures=True)
        lifeline.close()


def _settle(
    running: dict["Future[Value]", Task], ended: list["Future[Value]"]
) -> Generator[tuple[Task, Value | Lost], None, list[Task]]:
    """Yield the results of these tasks; return those whose worker died."""
    suspects = []
    for future in ended:
        task = running.pop(future)
        try:
            value = future.result()
        except Exception:  # an executor has its own errors for a worker that died
            suspects.append(task)
        else:
            yield task, value
    return suspects
