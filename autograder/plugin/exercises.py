"""A check as its learner reads it: by exercise, what was begun and what stands in its way."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Any, Literal

from nbformat import NotebookNode
from nbgrader.utils import compute_checksum, is_grade, is_solution

from autograder.plugin.missing_name import errors_of, stopped_above
from autograder.plugin.problems import Problem, problem_of

_HEADING = re.compile(r"#{1,6} ")

State = Literal["passed", "failed", "open", "written"]


@dataclass(frozen=True)
class Exercise:
    """What a check found of the tests under one heading.

    Problems are those of answers that were begun. ``open`` is an exercise without a problem, some
    answer of which was not begun; ``written`` one that a trainer reads.
    """

    title: str
    state: State
    problems: list[Problem]


@dataclass(frozen=True)
class Stop:
    """A cell without an answer that stopped, before the last exercise that was begun."""

    title: str
    problem: Problem


@dataclass(frozen=True)
class Report:
    """What a check found, exercise by exercise, and what stopped on the way to them."""

    exercises: list[Exercise]
    stops: list[Stop]

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return asdict(self)


def report(notebook: NotebookNode, failed: Sequence[NotebookNode]) -> Report:
    """Return what a check found, exercise by exercise.

    Args:
        notebook: as it was run.
        failed: its tests that earned less than all their points.
    """
    cells = notebook.cells
    failures = {id(cell) for cell in (*failed, *filter(_has_stopped, cells))}
    tests = list(_tests(cells, failures))
    exercises = [_exercise(list(each)) for _, each in groupby(tests, lambda test: test.heading)]
    begun_until = max((test.place for test in tests if test.is_begun), default=0)
    return Report(exercises, list(_stops(cells[:begun_until], failures)))


def title_above(cells: Sequence[NotebookNode]) -> str:
    """Return the last heading of cells; an empty text where there is none.

    Args:
        cells: in their order.
    """
    return _last_heading(cells)[1]


@dataclass(frozen=True)
class _Test:
    """A test, at its place among the cells, as is the heading that it stands under."""

    place: int
    heading: int
    title: str
    is_begun: bool
    is_written: bool
    problem: Problem | None


def _tests(cells: Sequence[NotebookNode], failures: set[int]) -> Iterator[_Test]:
    answers: list[NotebookNode] = []
    is_begun = True
    for place, cell in enumerate(cells):
        if is_solution(cell):
            # A written answer is its own test: what stands above it is for another.
            answers = [cell] if is_grade(cell) else [*answers, cell]
        if not is_grade(cell):
            continue
        # A test without an answer of its own tries that of the test before.
        if answers:
            is_begun = any(map(_is_changed, answers))
        heading, title = _last_heading(cells[: place + 1])
        blamed = next((each for each in (*answers, cell) if id(each) in failures), None)
        problem = None
        if is_begun and blamed is not None:
            goes_to = str((answers or [cell])[0].get("id", ""))
            problem = problem_of(blamed, cells[: cells.index(blamed)], goes_to)
        yield _Test(place, heading, title, is_begun, is_solution(cell), problem)
        answers = []


def _exercise(tests: list[_Test]) -> Exercise:
    problems = [test.problem for test in tests if test.problem is not None]
    state: State = "passed"
    if problems:
        state = "failed"
    elif not all(test.is_begun for test in tests):
        state = "open"
    elif all(test.is_written for test in tests):
        state = "written"
    return Exercise(tests[0].title, state, problems)


def _has_stopped(cell: NotebookNode) -> bool:
    return any(errors_of([cell]))


def _is_changed(answer: NotebookNode) -> bool:
    released = answer.metadata.nbgrader.get("checksum")
    return released is None or compute_checksum(answer) != released


def _stops(cells: Sequence[NotebookNode], failures: set[int]) -> Iterator[Stop]:
    for place, cell in enumerate(cells):
        if id(cell) not in failures or is_grade(cell) or is_solution(cell):
            continue
        if stopped_above(cell, cells[:place]) is None:
            problem = problem_of(cell, cells[:place], str(cell.get("id", "")))
            yield Stop(title_above(cells[:place]), problem)


def _last_heading(cells: Sequence[NotebookNode]) -> tuple[int, str]:
    """Return the place of the cell with the last heading, and the heading; -1 without one."""
    for place in range(len(cells) - 1, -1, -1):
        if cells[place].cell_type != "markdown" or is_solution(cells[place]):
            continue
        for line in reversed(cells[place].source.splitlines()):
            if _HEADING.match(line):
                return place, line.lstrip("#").strip()
    return -1, ""
