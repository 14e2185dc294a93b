"""The same check of files under ``nbgrader autograde`` and the Validate button."""

import shutil
from pathlib import Path

import pytest
import signed_files
from class_makers import Course, Hand, lay_out
from gradebook_rows import all_rows, marks
from lent_sandbox import lend_sandbox, nbgrader
from traitlets.config import Config

from autograder.plugin.validate import SelfCheck


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    made = lay_out("text_processing", tmp_path_factory.mktemp("checked") / "course")
    module = Path(signed_files.__file__)
    lend_sandbox(
        made,
        f"import sys\nsys.path.append({str(module.parent)!r})\n"
        f"c.Sandbox.file_check = '{module.stem}.check'\n",
    )
    for student, owner in (("ada", "ada"), ("ben", "ada")):
        hand = Hand(made, student).solve()
        hand.texts["signed/lab.txt"] = owner
        hand.hand_in()
    return made


@pytest.mark.proof
def test_a_refused_file_costs_what_stands_on_it_in_the_gradebook(course: Course) -> None:
    graded = nbgrader(course, "autograde", course.assignment)

    assert graded.returncode == 0, graded.stderr
    rows = all_rows(course.database)
    assert marks(rows, "ada")["test_tokens"] == (3.0, False)
    assert marks(rows, "ben")["test_tokens"] == (0.0, False)
    assert marks(rows, "ben")["test_frequent"] == (2.0, False)


def test_the_self_check_finds_what_grading_will_find(course: Course, tmp_path: Path) -> None:
    folder = tmp_path / "spring" / course.assignment
    shutil.copytree(course.submitted("ben"), folder)
    c = Config()
    c.Sandbox.file_check = f"{signed_files.__name__}.check"
    c.CourseDirectory.student_id = "ben"

    findings = SelfCheck(config=c).validate(str(folder / "1_tokens.ipynb"))

    assert "lab.txt belongs to another learner." in str(findings["failed"])
