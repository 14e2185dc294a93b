"""Stock nbgrader's own test files get the same rows; the few that differ have their reason here."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

import nbgrader.tests
import pytest
from class_makers import Course, stock
from gradebook_rows import Rows, all_rows, marks

from autograder.batch import BatchReport, grade_assignment
from autograder.grading import Settings
from autograder.status import Status

pytestmark = pytest.mark.proof

FILES = Path(nbgrader.tests.__file__).parent
NOTEBOOK = "p1"

# The notebook that is the source, and patterns of those that are handed in for it: each sort of
# trouble once. What never ends is for `test_parity_text`.
ASSIGNMENTS = {
    "answers": (
        "apps/files/submitted-unchanged.ipynb",
        ("submitted-*", "blank-*", "bad-markdown-cell-1", "no-*"),
    ),
    "problems": (
        "apps/files/test.ipynb",
        ("test", "test-v0", "test-with-output", "too-new", "duplicate-*", "infinite-recursion"),
    ),
    "tasks": ("preprocessors/files/test_taskcell.ipynb", ("test_taskcell", "empty")),
    "hidden": ("apps/files/test-hidden-tests.ipynb", ("test-hidden-tests", "cell-type-changed")),
    "by-hand": ("preprocessors/files/manually-graded-code-cell.ipynb", ("manually-*", "header")),
    "zero": ("apps/files/validation-zero-points.ipynb", ("validation-zero-points",)),
    "long": ("apps/files/timeout.ipynb", ("long-output",)),
    "file": ("apps/files/open_relative_file.ipynb", ("open_relative_file", "side-effects")),
    "hashed": ("apps/files/autotest-hashed.ipynb", ("autotest-hashed-*",)),
    "covered": ("apps/files/autotest-hidden.ipynb", ("autotest-hidden-changed-*",)),
}

CHEATS = {
    "apps-submitted-cheat-attempt": "IPython no longer shows tracebacks",
    "apps-submitted-cheat-attempt-alternative": "IPython has lost what shows tracebacks",
}


@dataclass
class Both:
    """What both graders made of all the files."""

    stock: Rows
    ours: Rows
    reports: dict[str, BatchReport]


def _handed_in(patterns: tuple[str, ...]) -> Iterator[tuple[str, Path]]:
    """Yield each file that matches, with its learner; of several with one name, the first."""
    named: dict[str, Path] = {}
    for path in sorted(FILES.glob("*/files/*.ipynb")):
        named.setdefault(path.stem, path)
    for path in named.values():
        if any(fnmatchcase(path.stem, pattern) for pattern in patterns):
            yield f"{path.parts[-3]}-{path.stem}", path


def _lay_out(root: Path) -> None:
    root.mkdir()
    (root / "nbgrader_config.py").write_text("c = get_config()\n")
    shutil.copy(FILES / "apps" / "files" / "autotests.yml", root)
    for assignment, (source, patterns) in ASSIGNMENTS.items():
        place = root / "source" / assignment
        place.mkdir(parents=True)
        shutil.copy(FILES / source, place / f"{NOTEBOOK}.ipynb")
        if assignment == "file":
            shutil.copy(FILES / "apps" / "files" / "data.txt", place)
        with stock(Course(root, assignment)) as nbgrader_:
            done = nbgrader_.generate_assignment(assignment)
        assert done["success"], done
        for student, path in _handed_in(patterns):
            submitted = root / "submitted" / student / assignment
            submitted.mkdir(parents=True)
            shutil.copy(path, submitted / f"{NOTEBOOK}.ipynb")


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Both:
    place = tmp_path_factory.mktemp("files")
    root = place / "course"
    _lay_out(root)
    shutil.copytree(root, place / "start")
    for assignment in ASSIGNMENTS:
        for folder in sorted((root / "submitted").glob(f"*/{assignment}")):
            # One by one: a malformed file would end the whole batch.
            with stock(Course(root, assignment)) as nbgrader_:
                nbgrader_.autograde(assignment, folder.parent.name)
    by_stock = all_rows(Course(root, "").database)
    root.rename(place / "by-stock")
    (place / "start").rename(root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_NO_CONFIG", "1")
        patch.setenv("AUTOGRADER_LANGUAGE", "en")
        reports = {
            assignment: grade_assignment(assignment, Settings(root), workers=2)
            for assignment in ASSIGNMENTS
        }
    return Both(by_stock, all_rows(Course(root, "").database), reports)


def test_every_file_that_is_no_attempt_to_cheat_gets_the_same_rows(both: Both) -> None:
    tables = ("submitted_assignment", "submitted_notebook", "grade", "comment")

    for table in tables:
        ours, by_stock = (
            {row for row in rows[table] if row[0] not in CHEATS} for rows in (both.ours, both.stock)
        )
        assert by_stock
        assert ours ^ by_stock == set()


@pytest.mark.parametrize("student", CHEATS)
def test_attempts_to_cheat_wait_for_the_trainer(both: Both, student: str) -> None:
    by_stock, ours = (marks(rows, student) for rows in (both.stock, both.ours))

    # Stock notices one that shows no traceback, and gives what the other tests show.
    assert {ours[cell] for cell in ours if ours[cell] != by_stock[cell]} == {(None, True)}


def test_the_kernel_that_nbgrader_s_files_name_runs_here(both: Both) -> None:
    statuses = {each.status for report in both.reports.values() for each in report.submissions}

    assert Status.NOT_GRADED not in statuses
    assert Status.CRASHED not in statuses
