"""``autograder grade`` and ``autograder report`` as a trainer runs them."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil
import pytest
from class_makers import Course, Hand, lay_out
from gradebook_rows import all_rows, marks
from in_process import run_here
from running_program import running

from autograder.batch import cluster
from autograder.cli import main

WITHIN_S = 120
PROGRAM = [sys.executable, "-m", "autograder"]
SURROUNDINGS = {**os.environ, "JUPYTER_NO_CONFIG": "1", "LC_ALL": "C.UTF-8", "COLUMNS": "100"}
SURROUNDINGS.pop("AUTOGRADER_LANGUAGE", None)


def autograder(course: Course, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAM, *arguments],
        cwd=course.root,
        env=SURROUNDINGS,
        capture_output=True,
        text=True,
        timeout=WITHIN_S,
        check=False,
    )


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    made = lay_out("text_processing", tmp_path_factory.mktemp("command") / "course")
    Hand(made, "ada").solve().hand_in()
    Hand(made, "bob").hand_in()
    broken = Hand(made, "cy")
    broken.hand_in()
    (made.submitted("cy") / "1_tokens.ipynb").write_text("{")
    return made


@pytest.fixture(scope="module")
def graded(course: Course) -> subprocess.CompletedProcess[str]:
    return autograder(course, "grade", course.assignment, "--workers", "2", "--report", "out")


@pytest.fixture(scope="module")
def data(course: Course, graded: object) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((course.root / "out" / "report.json").read_text())
    return found


def test_each_submission_is_reported_as_it_ends(graded: subprocess.CompletedProcess[str]) -> None:
    lines = graded.stdout.splitlines()

    assert any(line.startswith("ada: graded, 12 / 19, ") for line in lines)
    assert any(line.startswith("bob: graded, 0 / 19, ") for line in lines)
    assert any(line.startswith("cy: malformed, ") for line in lines)


def test_the_exit_code_shows_that_a_trainer_is_needed(
    graded: subprocess.CompletedProcess[str],
) -> None:
    assert graded.returncode == 3
    assert "cy: 1_tokens: The submitted file is not a readable notebook" in graded.stdout
    assert graded.stderr == ""


def test_the_gradebook_has_the_points(course: Course, graded: object) -> None:
    assert marks(all_rows(course.database), "ada")["test_wind"] == (4.0, False)


def test_the_report_has_pass_rates_statuses_and_the_sandbox(data: dict[str, Any]) -> None:
    assert data["level"] == "namespaces"
    assert data["counts"] == {"graded": 2, "malformed": 1}
    (wind,) = [each for each in data["items"] if each["cell"] == "test_wind"]
    assert (wind["full"], wind["none"], wind["pass_rate"]) == (1, 1, 0.5)


@pytest.mark.proof
def test_several_learners_may_be_named_whose_work_is_skipped_where_it_is_unchanged(
    course: Course, graded: object
) -> None:
    said = autograder(course, "grade", course.assignment, "--json", "--student=ada", "--student=b*")

    report = json.loads(said.stdout)
    assert [each["student"] for each in report["submissions"]] == ["ada", "bob"]
    assert report["counts"] == {"skipped": 2}
    assert said.returncode == 0


@pytest.mark.proof
def test_unchanged_work_is_graded_again_by_force_and_standard_output_holds_only_json(
    course: Course, graded: object
) -> None:
    said = autograder(course, "grade", course.assignment, "--json", "--force", "--student=ada")

    assert json.loads(said.stdout)["submissions"][0]["student"] == "ada"
    assert "ada: graded, 12 / 19" in said.stderr
    assert said.returncode == 0


@pytest.mark.proof
def test_only_the_named_notebook_is_graded_and_without_execution_as_it_was_submitted(
    course: Course,
) -> None:
    Hand(course, "dan").hand_in()

    autograder(
        course,
        *("grade", course.assignment, "--student=dan", "--notebook=2_patterns", "--no-execute"),
    )

    assert [path.name for path in course.autograded("dan").glob("*.ipynb")] == ["2_patterns.ipynb"]
    assert marks(all_rows(course.database), "dan")["test_wind"] == (4.0, False)


@pytest.mark.proof
def test_grading_without_a_sandbox_is_announced_in_red_and_marked(course: Course) -> None:
    Hand(course, "finn").solve().hand_in()

    said = autograder(
        course,
        *("grade", course.assignment, "--student=finn", "--notebook=1_tokens"),
        *("--unsafe", "--report", "unsafe"),
    )

    assert "NO SANDBOX" in said.stderr
    assert "Without a sandbox" in (course.root / "unsafe" / "report.html").read_text()
    comments = {
        row[5]
        for row in all_rows(course.database)["comment"]
        if row[0] == "finn" and row[3] == "tokens"
    }
    assert all("Graded without a sandbox" in comment for comment in comments)
    assert comments


@pytest.mark.proof
def test_the_second_level_can_be_required(course: Course) -> None:
    Hand(course, "gus").solve().hand_in()

    said = autograder(
        course, "grade", course.assignment, "--student=gus", "--level=landlock", "--json"
    )

    report = json.loads(said.stdout)
    assert report["level"] == "landlock"
    assert report["submissions"][0]["points"] == 12


@pytest.mark.parametrize(
    ("arguments", "problem", "remedy"),
    [
        (["grade", "nope"], "does not have the assignment “nope”", "nbgrader generate_assignment"),
        (["grade", "words", "--notebook", "p9"], "has no notebook “p9”", "1_tokens, 2_patterns"),
        (["grade", "words", "--course", "/nowhere"], "folder /nowhere does not exist", "--course"),
        (["grade", "words", "--student", "nobody"], "No submission matches", "nbgrader collect"),
        (["report", "nowhere"], "is not a grading report", "--report"),
        pytest.param(
            ["grade", "words", "--dask", "tcp://127.0.0.1:9"],
            "No Dask scheduler answers",
            "dask scheduler",
            marks=pytest.mark.proof,
        ),
    ],
)
def test_a_fixable_error_is_a_sentence_and_a_remedy(
    course: Course,
    arguments: list[str],
    problem: str,
    remedy: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(course.root)
    monkeypatch.setattr(cluster, "CONNECTS_WITHIN_S", 1)

    said = run_here(main, "autograder", *arguments, "--language", "en", **SURROUNDINGS)

    first, second = said.stderr.strip().splitlines()
    assert problem in first
    assert remedy in second
    assert said.returncode == 1


@pytest.mark.proof
def test_the_wrong_folder_is_told_and_left_as_it_was(tmp_path: Path) -> None:
    said = autograder(Course(tmp_path, "words"), "grade", "words", "--language", "en")

    problem, remedy = said.stderr.strip().splitlines()
    assert "There is no gradebook here" in problem
    assert "--course" in remedy
    assert said.returncode == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.proof
def test_a_wrong_assignment_leaves_the_course_as_it_was(course: Course, graded: object) -> None:
    before = sorted(course.root.iterdir())

    said = autograder(course, "grade", "wrods")

    assert said.returncode == 1
    assert sorted(course.root.iterdir()) == before


@pytest.mark.proof
def test_a_gradebook_that_is_locked_is_told_with_what_to_do(course: Course) -> None:
    impatient = f"c.CourseDirectory.db_url = '{course.database}?timeout=0.01'\n"
    configuration = course.root / "nbgrader_config.py"
    before = configuration.read_text()
    configuration.write_text(f"{before}\n{impatient}")
    other = sqlite3.connect(course.root / "gradebook.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")

    said = autograder(course, "grade", "words", "--language", "en")

    other.close()
    configuration.write_text(before)
    assert "Another program holds the gradebook" in said.stderr
    assert "upgrade" not in said.stderr
    assert said.returncode == 1


def test_ctrl_c_in_the_first_seconds_is_one_sentence(course: Course) -> None:
    with running(
        [*PROGRAM, "grade", course.assignment],
        cwd=course.root,
        env=SURROUNDINGS,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        # While it imports, its first process of the sandbox does so too.
        watched = psutil.Process(process.pid)
        while not watched.children():
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        said, complaints = process.communicate(timeout=WITHIN_S)

    assert process.returncode == 130
    assert complaints.startswith("Interrupted. Finished grades are kept")
    assert "Traceback" not in said + complaints


@pytest.mark.proof
def test_the_report_can_be_shown_again_in_french(course: Course, graded: object) -> None:
    said = autograder(course, "report", "out", "--language", "fr")

    page = (course.root / "out" / "report.html").read_text()
    assert said.returncode == 0
    assert "2 corrigés, 1 illisible" in said.stdout
    assert '<html lang="fr">' in page
    assert "Réussite par question" in page


@pytest.mark.proof
def test_ctrl_c_keeps_the_gradebook_consistent_and_the_next_run_finishes(course: Course) -> None:
    for number in range(3):
        Hand(course, f"late-{number}").solve().hand_in()
    endless = Hand(course, "late-3").solve().add("1_tokens", "while True:\n    pass")
    endless.hand_in()
    command = [*PROGRAM, "grade", course.assignment, "--student=late-*", "--workers=1"]

    with running(
        command,
        cwd=course.root,
        env=SURROUNDINGS,
        stdout=subprocess.PIPE,
        text=True,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _, complaints = process.communicate(timeout=WITHIN_S)
    shutil.rmtree(course.submitted("late-3"))
    Hand(course, "late-3").solve().hand_in()
    rest = autograder(course, *command[3:], "--json")

    assert "late-" in first
    assert process.returncode == 130
    assert complaints.startswith("Interrupted. Finished grades are kept")
    assert json.loads(rest.stdout)["counts"]["skipped"] >= 1
    for number in range(4):
        assert marks(all_rows(course.database), f"late-{number}")["test_wind"] == (4.0, False)


def test_the_command_starts_without_nbgrader(course: Course) -> None:
    """``--help`` and a wrong command line must answer at once."""
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, autograder.cli; print('nbgrader' in sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )

    assert loaded.stdout == "False\n"
