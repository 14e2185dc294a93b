"""Two small courses in other subjects, and makers of what a class hands in."""

import contextlib
import os
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbgrader.apps import AutogradeApp, NbGraderAPI

from campus5g.authoring.cohorts.kernel_sockets import kernel_sockets

COURSES = Path(__file__).parent / "courses"
ASSIGNMENTS = {"statistics": "measures", "text_processing": "words"}

_SOLUTION = re.compile(r"^\s*### (BEGIN|END) SOLUTION\n?", flags=re.MULTILINE)


@dataclass(frozen=True)
class Course:
    """A course laid out for nbgrader, its assignment released."""

    root: Path
    assignment: str

    @property
    def database(self) -> str:
        """The URL of its gradebook."""
        return f"sqlite:///{self.root / 'gradebook.db'}"

    def autograded(self, student: str) -> Path:
        """Where the learner's autograded notebooks belong."""
        return self.root / "autograded" / student / self.assignment

    def submitted(self, student: str) -> Path:
        """Where the learner's notebooks lie."""
        return self.root / "submitted" / student / self.assignment


def lay_out(name: str, place: Path) -> Course:
    """Copy one of the two courses to `place` and have stock nbgrader release its assignment."""
    shutil.copytree(COURSES / name, place)
    course = Course(place, ASSIGNMENTS[name])
    with stock(course) as nbgrader:
        done = nbgrader.generate_assignment(course.assignment)
    assert done["success"], done
    return course


@contextlib.contextmanager
def stock(course: Course, *options: str) -> Iterator[NbGraderAPI]:
    """Give stock nbgrader as the formgrader uses it, in the course's folder."""
    tools = str(Path(sys.executable).parent)
    with (
        pytest.MonkeyPatch.context() as patch,
        contextlib.chdir(course.root),
        kernel_sockets() as sockets,
    ):
        patch.setenv("PATH", tools, prepend=os.pathsep)
        patch.setenv("JUPYTER_NO_CONFIG", "1")  # this machine's own Jupyter must not count
        patch.setattr(sys, "path", sys.path[:])
        app = AutogradeApp()
        app.initialize(list(options))
        app.update_config(sockets)
        yield NbGraderAPI(parent=app)


class Hand:
    """What one learner hands in: the released notebooks, as they change them."""

    def __init__(self, course: Course, student: str) -> None:
        self.course = course
        self.student = student
        self._released = course.root / "release" / course.assignment
        self._source = course.root / "source" / course.assignment
        self.notebooks = {
            path.stem: nbformat.read(path, as_version=4)
            for path in sorted(self._released.glob("*.ipynb"))
        }
        self.texts: dict[str, str] = {}

    def cell(self, grade_id: str) -> NotebookNode:
        """Return the cell of that grade id."""
        return next(
            cell
            for notebook in self.notebooks.values()
            for cell in notebook.cells
            if cell.metadata.get("nbgrader", {}).get("grade_id") == grade_id
        )

    def write(self, grade_id: str, text: str) -> "Hand":
        """Write a cell."""
        self.cell(grade_id).source = text
        return self

    def solve(self, *grade_ids: str) -> "Hand":
        """Solve the cells of these ids as the author would; all of them if none is named."""
        for path in sorted(self._source.glob("*.ipynb")):
            for cell in nbformat.read(path, as_version=4).cells:
                named = cell.metadata.get("nbgrader", {})
                if not named.get("solution") or (grade_ids and named["grade_id"] not in grade_ids):
                    continue
                if named["grade"]:
                    self.write(named["grade_id"], _opinion(cell))
                else:
                    self.write(named["grade_id"], _SOLUTION.sub("", cell.source))
        return self

    def add(self, notebook: str, source: str, before: str | None = None) -> "Hand":
        """Add a code cell to a notebook, at its end or before the cell of that grade id."""
        cells = self.notebooks[notebook].cells
        place = len(cells) if before is None else cells.index(self.cell(before))
        cells.insert(place, nbformat.v4.new_code_cell(source))
        return self

    def delete(self, grade_id: str) -> "Hand":
        """Delete a cell."""
        cell = self.cell(grade_id)
        for notebook in self.notebooks.values():
            notebook.cells = [kept for kept in notebook.cells if kept is not cell]
        return self

    def hand_in(self, timestamp: str | None = "2026-03-02 09:00:00.000000 UTC") -> None:
        """Put everything where nbgrader collects it, as submitted at that time."""
        place = self.course.submitted(self.student)
        place.mkdir(parents=True)
        for path in self._released.iterdir():
            if path.suffix != ".ipynb":
                shutil.copy(path, place)
        for name, notebook in self.notebooks.items():
            nbformat.write(notebook, place / f"{name}.ipynb")
        for name, text in self.texts.items():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (place / name).write_text(text, encoding="utf-8")
        if timestamp is not None:
            (place / "timestamp.txt").write_text(timestamp, encoding="utf-8")


def hand_in_class(course: Course, number: int) -> list[str]:
    """Hand in `number` submissions, one in four each: solved, half solved, empty, broken."""
    students = [f"learner-{index:04d}" for index in range(number)]
    for index, student in enumerate(students):
        hand = Hand(course, student)
        solutions = [
            cell.metadata.nbgrader["grade_id"]
            for notebook in hand.notebooks.values()
            for cell in notebook.cells
            if cell.metadata.get("nbgrader", {}).get("solution")
        ]
        match index % 4:
            case 0:
                hand.solve()
            case 1:
                hand.solve(*solutions[::2])
            case 3:
                hand.solve().write(solutions[0], "def broken(:\n    pass")
        hand.hand_in()
    return students


def _opinion(cell: NotebookNode) -> str:
    if cell.cell_type == "markdown":
        return "It depends on the data, and here is why."
    return "answer = 6 * 7\nprint(answer)"
