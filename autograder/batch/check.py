"""Where the tests of an assignment run: the author's check before a class is graded."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.batch.grade import warmed
from autograder.grading import Settings, Source
from autograder.grading.placing.reasons import why_shared
from autograder.grading.source import source_folder
from autograder.grading.trial import Trial
from autograder.sandbox import Environment, Level, Nursery


@dataclass(frozen=True)
class CheckedTest:
    """Where a test runs: "process" or "shell"; why in the learner's interpreter, else ""."""

    notebook: str
    cell: str
    isolation: str
    why: str


def check_assignment(
    assignment: str, settings: Settings, environment: Environment, level: Level
) -> tuple[CheckedTest, ...]:
    """Run the author's own answers, and return where each test runs from now on.

    Raises:
        AutograderError: there is no such assignment, or no sandbox.
    """
    converter = settings.converter()
    with contextlib.chdir(converter.coursedir.root):
        folder = source_folder(converter, assignment)
        source = Source.from_folder(Path(folder), settings)
        with Nursery(warmed(environment, folder), level) as nursery:
            return tuple(_tests(Trial(settings, nursery).of(source)))


def _tests(source: Source) -> Iterator[CheckedTest]:
    for notebook in source.notebooks:
        for name, place in notebook.placements.items():
            why = why_shared(place.reason) if place.isolation == "shell" else ""
            yield CheckedTest(notebook.name, name, place.isolation, why)
