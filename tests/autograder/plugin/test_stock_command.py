"""``nbgrader autograde`` itself, with the sandbox lent to it by configuration."""

import nbformat
import pytest
from class_makers import Course, Hand, lay_out
from gradebook_rows import Rows, all_rows, marks
from lent_sandbox import lend_sandbox, nbgrader, printed

# Stock nbgrader grades a class, twice, for all tests.
pytestmark = pytest.mark.timeout(120)

# A user namespace in which no other may be made: what many hosts are from the start.
WITHOUT_NAMESPACES = (
    *("unshare", "--user", "--map-root-user", "sh", "-c"),
    'echo 0 >/proc/sys/user/max_user_namespaces && exec "$0" "$@"',
)
WHERE = (
    "import os, socket\nprint(socket.gethostname(), os.getcwd(), os.environ['NBGRADER_EXECUTION'])"
)
FORGED = "import builtins\nbuiltins.AssertionError = type('Quiet', (SystemExit,), {})"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    made = lay_out("text_processing", tmp_path_factory.mktemp("lent") / "course")
    lend_sandbox(made)
    _keep_in_the_learner_s_interpreter(made, "test_tokens")
    Hand(made, "solved").solve().add("1_tokens", WHERE).hand_in()
    Hand(made, "empty").hand_in()
    Hand(made, "cheat").add("1_tokens", FORGED, before="test_tokens").hand_in()
    graded = nbgrader(made, "autograde", made.assignment)
    assert graded.returncode == 0, graded.stderr
    return made


def _keep_in_the_learner_s_interpreter(course: Course, test: str) -> None:
    path = course.root / "source" / course.assignment / "1_tokens.ipynb"
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == test:
            cell.metadata["autograder"] = {"isolation": "shell"}
    nbformat.write(notebook, path)


@pytest.fixture(scope="module")
def rows(course: Course) -> Rows:
    return all_rows(course.database)


@pytest.mark.proof
def test_cells_run_in_the_sandbox_at_the_path_that_nbgrader_uses(course: Course) -> None:
    said = printed(course, "solved", "1_tokens")

    assert said.endswith(f"autograder {course.autograded('solved')} autograde\n")


def test_points_are_nbgraders_own(rows: Rows) -> None:
    assert marks(rows, "solved") == {
        "test_tokens": (3.0, False),
        "test_frequent": (2.0, False),
        "ambiguity": (None, True),
        "test_bearings": (2.0, False),
        "test_wind": (4.0, False),
        "test_vocabulary": (1.0, False),
        "expression": (None, True),
        "log_page": (None, True),
    }
    assert {score for score, _ in marks(rows, "empty").values()} == {0.0, None}


def test_a_later_notebook_reads_the_file_of_an_earlier_one(rows: Rows) -> None:
    assert marks(rows, "solved")["test_vocabulary"] == (1.0, False)
    assert marks(rows, "empty")["test_vocabulary"] == (0.0, False)


def test_a_tampered_test_is_left_to_the_trainer_with_the_reason(rows: Rows) -> None:
    assert marks(rows, "cheat")["test_tokens"] == (None, True)
    comments = [row[5] or "" for row in rows["comment"] if row[0] == "cheat"]
    assert any("For the trainer to review" in comment for comment in comments)


@pytest.mark.proof
def test_without_execution_the_outputs_are_those_submitted(course: Course) -> None:
    hand = Hand(course, "as-is").solve()
    hand.cell("test_tokens").outputs = [nbformat.v4.new_output("stream", name="stderr", text="!")]
    hand.hand_in()

    nbgrader(course, "autograde", course.assignment, "--student=as-is", "--no-execute")

    assert marks(all_rows(course.database), "as-is")["test_tokens"] == (0.0, False)


@pytest.mark.proof
def test_the_time_limit_of_the_course_applies(course: Course) -> None:
    hand = Hand(course, "slow").solve()
    hand.write("tokens", "import time\ntime.sleep(60)").hand_in()

    graded = nbgrader(
        course, "autograde", course.assignment, "--student=slow", "--Execute.timeout=1"
    )

    assert graded.returncode == 0
    assert "No reply from kernel before timeout" in str(
        (course.autograded("slow") / "1_tokens.ipynb").read_text()
    )


@pytest.mark.proof
def test_without_a_sandbox_grading_is_refused_with_a_remedy(course: Course) -> None:
    Hand(course, "refused").solve().hand_in()

    refused = nbgrader(
        course,
        *("autograde", course.assignment, "--student=refused", "--Sandbox.level=namespaces"),
        before=WITHOUT_NAMESPACES,
    )

    assert refused.returncode != 0
    assert "NoSandboxError" in refused.stderr
    assert "max_user_namespaces" in refused.stderr
    assert not course.autograded("refused").exists()
    assert "refused" not in {row[0] for row in all_rows(course.database)["grade"] if row[5]}
