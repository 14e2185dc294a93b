"""The same class, graded by stock nbgrader and by us, in the same folder one after the other."""

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from class_makers import Course, lay_out, stock
from gradebook_rows import Rows, all_rows
from nbgrader.api import Gradebook

from autograder.batch import BatchReport, grade_assignment
from autograder.grading import Settings

DUE = datetime(2026, 3, 2, 12)

# A notebook in the sandbox has another home: paths below ours are not shortened there.
_CHANGING = (
    (re.compile(re.escape(str(Path.home()))), "~"),
    (re.compile(r"ipykernel_\d+/\d+"), "ipykernel_N/N"),
    (re.compile(r"0x[0-9a-f]{6,}"), "0xN"),
    (re.compile(r"(CPU times|Wall time)[^\n\\\"]*"), r"\1"),
)


@dataclass
class Graded:
    """One grader's work: every row of its gradebook, and its folders."""

    rows: Rows
    root: Path
    course: Course

    def notebooks(self, student: str) -> dict[str, Any]:
        """The autograded notebooks, ids and times aside."""
        folder = self.root / "autograded" / student / self.course.assignment
        return {path.name: _comparable(path) for path in sorted(folder.glob("*.ipynb"))}

    def files(self, student: str) -> dict[str, tuple[bytes, int]]:
        """The other autograded files with their permissions."""
        folder = self.root / "autograded" / student / self.course.assignment
        return {
            str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mode)
            for path in sorted(folder.rglob("*"))
            if path.is_file() and path.suffix != ".ipynb"
        }

    def feedback(self, student: str) -> dict[str, str]:
        """The feedback pages, ids and times aside."""
        folder = self.root / "feedback" / student / self.course.assignment
        return {
            path.name: _steady(path.read_text("utf-8")) for path in sorted(folder.glob("*.html"))
        }


@dataclass
class Twice:
    """What both graders made of the class."""

    stock: Graded
    ours: Graded
    report: BatchReport


@dataclass
class Round:
    """A run over the class: what happens to the course before, and who is graded how."""

    students: list[str]
    options: tuple[str, ...] = ()
    before: Callable[[Course], None] = lambda course: None


class GradedTwice:
    """Grades rounds of submissions, first by stock nbgrader, then by us from the same start."""

    def __init__(self, name: str, place: Path, hand_in: Callable[[Course], None]) -> None:
        self._start = place / "start"
        self._course = lay_out(name, place / "course")
        with Gradebook(self._course.database) as gradebook:
            gradebook.find_assignment(self._course.assignment).duedate = DUE
            gradebook.db.commit()
        hand_in(self._course)
        shutil.copytree(self._course.root, self._start)

    def grade(self, rounds: list[Round], feedback: list[str]) -> Twice:
        """Run all rounds twice; write feedback for some learners."""
        stock_root = self._start.parent / "stock"
        for each in rounds:
            each.before(self._course)
            self._by_stock(each)
        self._feedback(feedback)
        by_stock = self._graded(stock_root)
        self._course.root.rename(stock_root)
        self._start.rename(self._course.root)
        for each in rounds:
            each.before(self._course)
            report = self._by_us(each)
        self._feedback(feedback)
        return Twice(by_stock, self._graded(self._course.root), report)

    def _graded(self, root: Path) -> Graded:
        return Graded(all_rows(self._course.database), root, self._course)

    def _by_stock(self, each: Round) -> None:
        for student in each.students:
            with stock(self._course, *each.options) as nbgrader:
                nbgrader.autograde(
                    self._course.assignment, student, force="--force" in each.options
                )

    def _by_us(self, each: Round) -> BatchReport:
        chosen = [f"--student={each.students[0]}"] if len(each.students) == 1 else []
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("JUPYTER_NO_CONFIG", "1")
            return grade_assignment(
                self._course.assignment,
                Settings(self._course.root, (*each.options, *chosen)),
                workers=2,
            )

    def _feedback(self, students: list[str]) -> None:
        for student in students:
            with stock(self._course) as nbgrader:
                done = nbgrader.generate_feedback(self._course.assignment, student)
            assert done["success"], done


def _comparable(path: Path) -> Any:
    notebook = json.loads(_steady(path.read_text("utf-8")))
    for cell in notebook["cells"]:
        cell.pop("id", None)
        cell["metadata"].pop("execution", None)
    return notebook


def _steady(text: str) -> str:
    for pattern, replacement in _CHANGING:
        text = pattern.sub(replacement, text)
    return text
