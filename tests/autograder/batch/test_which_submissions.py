"""Which submissions are graded: nbgrader's rules, and no work done twice."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from class_makers import Course, Hand, stock
from gradebook_rows import all_rows, marks
from this_process import ThisProcess

from autograder.batch import BatchReport, grade_assignment
from autograder.errors import AutograderError
from autograder.grading import Settings
from autograder.status import Status


def grade(course: Course, *options: str, **more: Any) -> BatchReport:
    """Grade in this process, with options of ``nbgrader autograde``."""
    settings = Settings(course.root, options)
    return grade_assignment(course.assignment, settings, workers=1, executor=ThisProcess(), **more)


def statuses(report: BatchReport) -> dict[str, Status]:
    """Return how each learner's submission ended."""
    return {outcome.student: outcome.status for outcome in report.submissions}


@pytest.fixture
def course(fresh_course: Callable[[str], Course]) -> Course:
    course = fresh_course("text_processing")
    Hand(course, "ada").solve().hand_in("2026-03-02 09:00:00 UTC")
    Hand(course, "bob").hand_in("2026-03-02 09:00:00 UTC")
    return course


def test_unchanged_submissions_are_skipped_and_keep_their_points(course: Course) -> None:
    first = grade(course)

    again = grade(course)

    assert statuses(first) == {"ada": Status.GRADED, "bob": Status.GRADED}
    assert statuses(again) == {"ada": Status.SKIPPED, "bob": Status.SKIPPED}
    assert [each.points for each in again.submissions] == [
        each.points for each in first.submissions
    ]
    assert again.items == first.items


def test_a_changed_submission_is_graded_again(course: Course) -> None:
    grade(course)
    notebook = course.submitted("bob") / "1_tokens.ipynb"
    notebook.write_bytes((course.submitted("ada") / "1_tokens.ipynb").read_bytes())

    report = grade(course)

    assert statuses(report) == {"ada": Status.SKIPPED, "bob": Status.GRADED}
    assert marks(all_rows(course.database), "bob")["test_tokens"] == (3, False)


@pytest.mark.proof
def test_a_changed_source_regrades_all(course: Course) -> None:
    grade(course)
    corpus = course.root / "source" / course.assignment / "corpus.txt"
    corpus.write_text(corpus.read_text("utf-8") + "The sea again.\n", encoding="utf-8")

    assert set(statuses(grade(course)).values()) == {Status.GRADED}


@pytest.mark.proof
def test_changed_variables_regrade_a_submission(course: Course) -> None:
    Hand(course, "cleo").add("1_tokens", "import os\nprint(os.environ['DRAWN'])").hand_in()
    grade(course, variables_of=lambda student, assignment: {"DRAWN": f"{student} in {assignment}"})

    report = grade(
        course,
        variables_of=lambda student, assignment: {
            "DRAWN": f"{student} again" if student == "cleo" else f"{student} in {assignment}"
        },
    )

    assert statuses(report) == {
        "ada": Status.SKIPPED,
        "bob": Status.SKIPPED,
        "cleo": Status.GRADED,
    }
    assert "cleo again" in (course.autograded("cleo") / "1_tokens.ipynb").read_text("utf-8")


@pytest.mark.proof
def test_force_grades_all_again(course: Course) -> None:
    grade(course)

    assert set(statuses(grade(course, "--force")).values()) == {Status.GRADED}


@pytest.mark.proof
def test_work_graded_by_stock_nbgrader_is_kept_until_resubmitted(course: Course) -> None:
    with stock(course) as nbgrader:
        assert nbgrader.autograde(course.assignment, "ada")["success"]
    left = grade(course, "--student=ada")
    (course.submitted("ada") / "timestamp.txt").write_text("2026-03-03 09:00:00 UTC")

    forced = grade(course, "--student=ada")

    assert (statuses(left), statuses(forced)) == ({"ada": Status.SKIPPED}, {"ada": Status.GRADED})


@pytest.mark.proof
def test_a_pattern_of_notebooks_leaves_the_others_alone(course: Course) -> None:
    grade(course)
    untouched = (course.autograded("ada") / "1_tokens.ipynb").stat().st_mtime_ns

    grade(course, "--notebook=2_*", "--force", "--student=ada")

    assert (course.autograded("ada") / "1_tokens.ipynb").stat().st_mtime_ns == untouched
    assert (course.autograded("ada") / "2_patterns.ipynb").exists()


def test_excluded_learners_are_left_out(course: Course) -> None:
    assert set(statuses(grade(course, "--CourseDirectory.student_id_exclude=bob"))) == {"ada"}


def test_an_unenrolled_learner_is_reported_where_the_course_does_not_enrol(course: Course) -> None:
    report = grade(course, "--Autograde.create_student=False")

    assert set(statuses(report).values()) == {Status.MALFORMED}
    assert all_rows(course.database)["student"] == []


def test_an_assignment_without_submissions_is_an_error_with_a_remedy(course: Course) -> None:
    with pytest.raises(AutograderError, match="nobody"):
        grade(course, "--student=nobody")


def test_an_unknown_assignment_is_an_error_that_names_the_known_ones(course: Course) -> None:
    with pytest.raises(AutograderError, match="generate_assignment") as refusal:
        grade_assignment("unknown", Settings(course.root), executor=ThisProcess())

    assert course.assignment in refusal.value.remedy


def test_an_option_that_nbgrader_refuses_is_an_error_with_a_remedy(course: Course) -> None:
    with pytest.raises(AutograderError, match="nbgrader"):
        grade(course, "--CourseDirectory.groupshared=perhaps")


@pytest.mark.proof
def test_the_report_is_json_with_the_pass_rate_of_every_item(course: Course) -> None:
    data = json.loads(json.dumps(grade(course).to_json()))

    rates = {item["cell"]: item["pass_rate"] for item in data["items"]}
    assert rates["test_tokens"] == 0.5
    assert rates["log_page"] is None
    assert data["counts"] == {"graded": 2}
