"""Killed, interrupted or out of space: the gradebook stays consistent and the command resumes."""

import multiprocessing
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from class_makers import Course, Hand, hand_in_class
from gradebook_rows import Rows, all_rows, marks
from running_program import running
from this_process import ThisProcess

from autograder.batch import Started, SubmissionOutcome, grade_assignment
from autograder.batch.outcome import Event
from autograder.batch.writing import exclusive_lock
from autograder.errors import AutograderError
from autograder.grading import Settings
from autograder.status import Status

PROCESS = Path(__file__).with_name("grading_process.py")
ENDS_WITHIN_S = 60


@contextmanager
def grading(course: Course, workers: int = 2) -> Iterator[subprocess.Popen[str]]:
    """Grade a course in a separate process, which is killed at the end."""
    command = [sys.executable, str(PROCESS), str(course.root), course.assignment, str(workers)]
    with running(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def graded(course: Course) -> set[str]:
    """Return whose autograded copy is in its place."""
    return {
        path.parent.name for path in (course.root / "autograded").glob(f"*/{course.assignment}")
    }


def in_full(course: Course, *options: str) -> list[SubmissionOutcome]:
    """Grade what is left."""
    settings = Settings(course.root, options)
    report = grade_assignment(course.assignment, settings, workers=1, executor=ThisProcess())
    return list(report.submissions)


def whole(course: Course) -> bool:
    """Return whether the gradebook is consistent, with all rows of a submission or none."""
    with sqlite3.connect(course.root / "gradebook.db") as database:
        sound = database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    counts = Counter(row[0] for row in all_rows(course.database)["grade"])
    return sound and set(counts.values()) <= {8}


def descendants(process: subprocess.Popen[str]) -> list[psutil.Process]:
    """Return the processes that were started by the grader and by those it started."""
    return psutil.Process(process.pid).children(recursive=True)


@pytest.fixture
def course(fresh_course: Callable[[str], Course]) -> Course:
    return fresh_course("text_processing")


@pytest.fixture(scope="module")
def expected(released: Callable[[str], Course], tmp_path_factory: pytest.TempPathFactory) -> Rows:
    """The rows that grading a class of five gives undisturbed."""
    undisturbed = Course(tmp_path_factory.mktemp("undisturbed") / "course", "words")
    shutil.copytree(released("text_processing").root, undisturbed.root)
    hand_in_class(undisturbed, 5)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_NO_CONFIG", "1")
        patch.setenv("AUTOGRADER_LANGUAGE", "en")
        in_full(undisturbed)
    return all_rows(undisturbed.database)


@pytest.fixture
def class_of_five(course: Course) -> Course:
    hand_in_class(course, 5)
    return course


@pytest.mark.parametrize(
    "kill",
    [
        pytest.param(signal.SIGKILL, id="killed"),
        pytest.param(signal.SIGINT, id="Ctrl-C"),
    ],
)
@pytest.mark.proof
def test_a_killed_run_leaves_no_process_and_can_be_finished(
    class_of_five: Course, expected: Rows, kill: signal.Signals
) -> None:
    course = class_of_five
    with grading(course) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if "graded" in line:
                break
        left = descendants(process)
        process.send_signal(kill)
        process.wait(ENDS_WITHIN_S)
    _, alive = psutil.wait_procs(left, ENDS_WITHIN_S)

    assert alive == []
    assert whole(course)
    statuses = {outcome.status for outcome in in_full(course)}
    assert statuses <= {Status.GRADED, Status.SKIPPED}
    assert len(graded(course)) == 5
    assert all_rows(course.database) == expected
    assert not list((course.root / "autograded").glob("*/.autograder-*"))


def test_a_worker_that_dies_loses_nothing(class_of_five: Course, expected: Rows) -> None:
    course = class_of_five
    killed: list[int | None] = []
    of_other_tests = set(multiprocessing.active_children())

    def kill_one(event: Event) -> None:
        if isinstance(event, SubmissionOutcome) and not killed:
            (worker,) = set(multiprocessing.active_children()) - of_other_tests
            killed.append(worker.ident)
            worker.kill()

    report = grade_assignment(
        course.assignment, Settings(course.root), workers=1, on_event=kill_one
    )

    assert killed
    assert len(report.submissions) == 5
    assert {each.status for each in report.submissions} == {Status.GRADED}
    assert all_rows(course.database) == expected


@pytest.mark.proof
def test_a_submission_that_kills_its_worker_twice_is_crashed_and_the_others_are_graded(
    course: Course,
) -> None:
    (course.root / "killing.py").write_text(
        "import os, signal\n"
        "from nbgrader.preprocessors import NbGraderPreprocessor\n\n\n"
        "class KillsItsWorker(NbGraderPreprocessor):\n"
        "    def preprocess(self, nb, resources):\n"
        "        if resources['nbgrader']['student'] == 'heavy':\n"
        "            os.kill(os.getpid(), signal.SIGKILL)\n"
        "        return nb, resources\n"
    )
    with (course.root / "nbgrader_config.py").open("a") as configuration:
        configuration.write(
            "c.Autograde.sanitize_preprocessors = ['killing.KillsItsWorker', "
            "'nbgrader.preprocessors.OverwriteCells', 'nbgrader.preprocessors.ClearOutput']\n"
        )
    for student in ("ann", "heavy", "zoe"):
        Hand(course, student).solve().hand_in()

    report = grade_assignment(course.assignment, Settings(course.root), workers=2)

    assert {each.student: each.status for each in report.submissions} == {
        "ann": Status.GRADED,
        "heavy": Status.CRASHED,
        "zoe": Status.GRADED,
    }
    assert graded(course) == {"ann", "zoe"}
    assert set(marks(all_rows(course.database), "heavy").values()) == {(None, True)}


@pytest.mark.proof
def test_a_full_disk_stops_grading_with_a_remedy_until_space_is_freed(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    Hand(course, "ann").solve().hand_in()
    Hand(course, "bob").solve().hand_in()
    full = [False]
    ordinary = Path.write_text

    def write_text(path: Path, *text: str, **options: str) -> int:
        if full[0] and path.suffix == ".ipynb":
            raise OSError(28, os.strerror(28))
        return ordinary(path, *text, **options)

    def fill(event: Event) -> None:
        full[0] = full[0] or isinstance(event, SubmissionOutcome)

    monkeypatch.setattr(Path, "write_text", write_text)
    with pytest.raises(AutograderError, match="disk is full"):
        grade_assignment(
            course.assignment,
            Settings(course.root),
            workers=1,
            executor=ThisProcess(),
            on_event=fill,
        )
    assert graded(course) == {"ann"}
    assert whole(course)
    full[0] = False

    assert {each.student: each.status for each in in_full(course)} == {
        "ann": Status.SKIPPED,
        "bob": Status.GRADED,
    }


@pytest.mark.proof
def test_a_kill_between_gradebook_and_folder_is_graded_again(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    Hand(course, "ann").solve().hand_in()
    in_full(course)
    with monkeypatch.context() as patch:
        patch.setattr("autograder.batch.folder.AutogradedFolder.write", _interrupted)
        with pytest.raises(KeyboardInterrupt):
            in_full(course, "--force")

    assert [each.status for each in in_full(course)] == [Status.GRADED]


def _interrupted(*_: object) -> bool:
    raise KeyboardInterrupt


@pytest.mark.proof
def test_a_locked_gradebook_stops_grading_with_a_remedy(course: Course) -> None:
    Hand(course, "ann").solve().hand_in()
    impatient = f"--CourseDirectory.db_url={course.database}?timeout=0.01"
    other = sqlite3.connect(course.root / "gradebook.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(AutograderError, match="database is locked"):
        in_full(course, impatient)

    other.close()
    assert [each.status for each in in_full(course)] == [Status.GRADED]


def test_an_assignment_is_graded_by_one_grader_at_a_time(course: Course) -> None:
    Hand(course, "ann").solve().hand_in()

    with (
        exclusive_lock(course.root, course.assignment),
        pytest.raises(AutograderError, match="already"),
    ):
        in_full(course)

    assert [each.status for each in in_full(course)] == [Status.GRADED]


@pytest.mark.proof
def test_workers_get_their_next_submission_in_advance(course: Course) -> None:
    hand_in_class(course, 6)
    events: list[str] = []

    grade_assignment(
        course.assignment,
        Settings(course.root),
        workers=1,
        on_event=lambda event: events.append(type(event).__name__),
    )

    first_end = events.index(SubmissionOutcome.__name__)
    assert events[:first_end].count(Started.__name__) == 2
