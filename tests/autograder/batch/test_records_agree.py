"""Gradebook, report and feedback tell the same, at the first run and at every later one."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from class_makers import Course, Hand, stock
from gradebook_rows import all_rows, marks
from nbgrader.api import Gradebook
from this_process import ThisProcess

from autograder.batch import BatchReport, SubmissionOutcome, grade_assignment
from autograder.grading import Settings
from autograder.status import Status

TESTS = {"test_tokens", "test_frequent", "test_vocabulary", "test_bearings", "test_wind"}
WAITS = (None, True)


def grade(course: Course, *options: str) -> SubmissionOutcome:
    """Grade in this process; return the outcome of the only learner."""
    (outcome,) = report(course, *options).submissions
    return outcome


def report(course: Course, *options: str) -> BatchReport:
    """Grade in this process."""
    # What is missing stays missing: nbgrader's default, which this course has changed.
    settings = Settings(course.root, ("--OverwriteCells.add_missing_cells=False", *options))
    return grade_assignment(course.assignment, settings, workers=1, executor=ThisProcess())


def ann(course: Course) -> dict[str, tuple[object, ...]]:
    """Return the marks of the only learner."""
    return marks(all_rows(course.database), "ann")


def points(course: Course) -> float | None:
    """Add up the automatic points in the gradebook."""
    scores = [score for score, _ in ann(course).values() if isinstance(score, int | float)]
    return sum(scores) if scores else None


def feedback(course: Course) -> set[str]:
    """Return the pages of feedback that nbgrader writes for the learner, if it finds any work."""
    with stock(course) as nbgrader:
        nbgrader.generate_feedback(course.assignment, "ann")
    folder = course.root / "feedback" / "ann" / course.assignment
    return {page.stem for page in folder.glob("*.html")}


@pytest.fixture(scope="module")
def graded(released: Callable[[str], Course], tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course in which ann has handed in good work, and has her points and her feedback."""
    course = Course(tmp_path_factory.mktemp("graded") / "course", "words")
    shutil.copytree(released("text_processing").root, course.root)
    Hand(course, "ann").solve().hand_in()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_NO_CONFIG", "1")
        patch.setenv("AUTOGRADER_LANGUAGE", "en")
        assert grade(course).points == 12.0
        assert feedback(course) == {"1_tokens", "2_patterns"}
    return course


@pytest.fixture
def course(graded: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """A copy of it."""
    monkeypatch.setenv("JUPYTER_NO_CONFIG", "1")
    monkeypatch.setenv("AUTOGRADER_LANGUAGE", "en")
    shutil.copytree(graded.root, tmp_path / "course")
    return Course(tmp_path / "course", graded.assignment)


def _hand_in_again(course: Course) -> Hand:
    shutil.rmtree(course.submitted("ann"))
    return Hand(course, "ann").solve()


def _without_tests(course: Course) -> None:
    hand = _hand_in_again(course)
    for test in TESTS:
        hand.delete(test)
    hand.hand_in()


def _without_metadata(course: Course) -> None:
    hand = _hand_in_again(course)
    for notebook in hand.notebooks.values():
        for cell in notebook.cells:
            cell.metadata.pop("nbgrader", None)
    hand.hand_in()


def _broken(course: Course) -> None:
    _hand_in_again(course).hand_in()
    (course.submitted("ann") / "1_tokens.ipynb").write_text("{")


def _emptied(course: Course) -> None:
    shutil.rmtree(course.submitted("ann"))
    course.submitted("ann").mkdir()


def _without_time(course: Course) -> None:
    _hand_in_again(course).hand_in("the day before yesterday")


def _renamed(course: Course) -> None:
    _hand_in_again(course).hand_in()
    for path in course.submitted("ann").glob("*.ipynb"):
        path.rename(path.with_stem(f"{path.stem} (1)"))


@pytest.mark.parametrize(
    ("resubmit", "status", "pages"),
    [
        (_without_tests, Status.GRADED, {"1_tokens", "2_patterns"}),
        (_broken, Status.MALFORMED, set()),
        *(
            pytest.param(*more, marks=pytest.mark.proof)
            for more in (
                (_without_metadata, Status.GRADED, {"1_tokens", "2_patterns"}),
                (_emptied, Status.MALFORMED, set()),
                (_without_time, Status.MALFORMED, set()),
                (_renamed, Status.MALFORMED, set()),
            )
        ),
    ],
)
def test_points_of_an_earlier_hand_in_do_not_stand_for_a_later_one(
    course: Course, resubmit: Callable[[Course], None], status: Status, pages: set[str]
) -> None:
    resubmit(course)

    first, second = report(course), report(course)

    (outcome,) = first.submissions
    assert outcome.status is status
    assert (outcome.points, outcome.needs_manual_grade) == (points(course), True) == (None, True)
    assert {ann(course)[test] for test in TESTS} == {WAITS}
    assert feedback(course) == pages
    (again,) = second.submissions
    assert (again.points, again.needs_manual_grade) == (None, True)
    assert second.items == first.items


def test_marks_by_hand_outlive_a_broken_hand_in(course: Course) -> None:
    with Gradebook(course.database) as gradebook:
        gradebook.find_grade("test_wind", "2_patterns", "words", "ann").manual_score = 2.5
        gradebook.db.commit()
    _broken(course)

    grade(course)

    rows = {row[3]: row for row in all_rows(course.database)["grade"] if row[0] == "ann"}
    assert rows["test_wind"][5:7] == (None, 2.5)


def test_other_notebooks_keep_their_points_when_one_is_graded_again(course: Course) -> None:
    _without_tests(course)

    grade(course, "--notebook=2_*")

    assert ann(course)["test_tokens"] == (3.0, False)
    assert ann(course)["test_wind"] == WAITS


def test_a_missing_notebook_earns_nothing_in_every_record(course: Course) -> None:
    hand = _hand_in_again(course)
    del hand.notebooks["2_patterns"]
    hand.hand_in()

    first, second = report(course), report(course)

    (outcome,) = first.submissions
    assert outcome.points == points(course) == 5.0
    assert second.items == first.items
    assert not any(item.manual for item in first.items if item.cell == "test_wind")


@pytest.mark.parametrize(
    "end",
    [
        "import os\nos._exit(3)",
        pytest.param("import ctypes\nctypes.string_at(0)", marks=pytest.mark.proof),
    ],
)
def test_passed_tests_survive_a_later_crash(course: Course, end: str) -> None:
    _hand_in_again(course).add("1_tokens", end, before="test_frequent").hand_in()

    first = grade(course)
    second = grade(course)

    assert first.status is Status.CRASHED
    assert ann(course)["test_tokens"] == (3.0, False)
    assert ann(course)["test_frequent"] == WAITS
    assert ann(course)["test_wind"] == (4.0, False)  # of the other notebook
    assert first.points == second.points == points(course)
    assert first.needs_manual_grade
    assert (second.status, second.sentences) == (first.status, first.sentences)
    assert second.needs_manual_grade
    assert "1_tokens" in feedback(course)


def test_a_test_under_which_the_notebook_ends_earns_nothing(course: Course) -> None:
    hand = _hand_in_again(course)
    hand.write("frequent", "def frequent(text, number):\n    import os\n    os._exit(3)").hand_in()

    outcome = grade(course)

    assert outcome.status is Status.CRASHED
    assert ann(course)["test_tokens"] == (3.0, False)
    assert ann(course)["test_frequent"] == (0.0, False)


@pytest.mark.proof
def test_a_missing_kernel_is_told_to_the_trainer_until_it_is_there(course: Course) -> None:
    def name_kernel(name: str) -> None:
        spec = {"name": name, "display_name": name, "language": "python"}
        with Gradebook(course.database) as gradebook:
            notebook = gradebook.find_notebook("1_tokens", course.assignment)
            notebook.kernelspec = json.dumps(spec)
            gradebook.db.commit()

    name_kernel("cobol")
    missing, still_missing = grade(course), grade(course)
    marked = ann(course)
    name_kernel("python3")
    there = grade(course)

    assert missing.status is still_missing.status is Status.NOT_GRADED
    assert "“cobol”" in " ".join(missing.sentences)
    assert missing.learner_sentence == "Your work has arrived; it will be graded later."
    assert marked["test_tokens"] == WAITS
    assert there.status is Status.GRADED
    assert ann(course)["test_tokens"] == (3.0, False)


@pytest.mark.proof
def test_a_submission_under_suspicion_is_told_again(course: Course) -> None:
    hand = _hand_in_again(course)
    hand.cell("test_tokens").metadata["tags"] = ["skip-execution"]
    hand.hand_in()

    first, second = grade(course), grade(course)

    assert first.status is Status.TAMPERING
    assert (second.status, second.sentences) == (first.status, first.sentences)
    assert first.points == second.points == points(course)


def test_a_notebook_under_another_name_is_named(course: Course) -> None:
    _renamed(course)

    assert "1_tokens (1).ipynb" in " ".join(grade(course).sentences)


def test_a_missing_package_is_named(course: Course) -> None:
    _hand_in_again(course).add("1_tokens", "import no_such_package.part").hand_in()

    outcome = grade(course)

    assert outcome.status is Status.GRADED
    assert "no_such_package" in " ".join(outcome.sentences)


def test_a_copied_cell_is_named_with_the_right_advice(course: Course) -> None:
    hand = _hand_in_again(course)
    copied = nbformat.from_dict(hand.cell("tokens"))
    copied["id"] = "copied"
    hand.notebooks["1_tokens"].cells.insert(0, copied)
    hand.hand_in()

    said = " ".join(grade(course).sentences)

    assert "same id (tokens)" in said
    assert "nbgrader update" not in said


@pytest.mark.parametrize(
    ("remembered", "status"), [("0" * 64, Status.SKIPPED), ("unfinished", Status.GRADED)]
)
def test_grades_of_0_2_0_stay_after_an_update(
    course: Course, remembered: str, status: Status
) -> None:
    # A copy of a course is graded again: its files lie elsewhere.
    assert grade(course).status is Status.GRADED
    (beside,) = Path(course.root, "autograded", "ann").glob(".*.fingerprint")
    beside.write_text(remembered)

    assert grade(course).status is status
