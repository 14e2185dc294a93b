"""The course's configuration: hooks, permissions, folders."""

import json
import stat
from collections.abc import Callable

import pytest
from class_makers import Course, Hand
from this_process import ThisProcess

from autograder.batch import grade_assignment
from autograder.grading import Settings


def grade(course: Course, *options: str) -> None:
    """Grade all in this process."""
    settings = Settings(course.root, options)
    grade_assignment(course.assignment, settings, workers=1, executor=ThisProcess())


def configure(course: Course, text: str) -> None:
    """Add to the course's configuration."""
    with (course.root / "nbgrader_config.py").open("a") as configuration:
        configuration.write(text)


@pytest.fixture
def course(fresh_course: Callable[[str], Course]) -> Course:
    course = fresh_course("text_processing")
    Hand(course, "ann").solve().hand_in()
    return course


def mode(path: object) -> int:
    """Return a file's permissions."""
    return stat.S_IMODE(path.stat().st_mode)  # type: ignore[attr-defined]


def test_hooks_are_called_around_each_submission_in_the_course_folder(course: Course) -> None:
    configure(
        course,
        "import json, pathlib\n"
        "def _note(when):\n"
        "    def hook(**names):\n"
        "        with open('hooks.jsonl', 'a') as notes:\n"
        "            notes.write(json.dumps([when, names['assignment'], names['student'],\n"
        "                len(names['notebooks'])]) + '\\n')\n"
        "    return hook\n"
        "c.Autograde.pre_convert_hook = _note('before')\n"
        "c.Autograde.post_convert_hook = _note('after')\n",
    )

    grade(course)

    noted = (course.root / "hooks.jsonl").read_text().splitlines()
    assert [json.loads(line) for line in noted] == [
        ["before", "words", "*", 2],
        ["after", "words", "*", 2],
    ]


def test_a_failing_hook_does_not_stop_grading(course: Course) -> None:
    configure(course, "c.Autograde.pre_convert_hook = lambda **_: 1 / 0\n")

    grade(course)

    assert (course.autograded("ann") / "1_tokens.ipynb").exists()


def test_autograded_files_are_read_only_by_default(course: Course) -> None:
    grade(course)

    assert {mode(path) for path in course.autograded("ann").iterdir()} == {0o444}


def test_a_course_of_several_graders_shares_files_and_folders(course: Course) -> None:
    configure(course, "c.CourseDirectory.groupshared = True\n")

    grade(course)

    assert {mode(path) for path in course.autograded("ann").iterdir()} == {0o664}
    assert mode(course.autograded("ann")) & 0o2770 == 0o2770


def test_a_course_with_folders_of_its_own_is_graded_in_them(course: Course) -> None:
    configure(
        course,
        "import os\n"
        "c.CourseDirectory.directory_structure = os.path.join("
        "'{nbgrader_step}', '{assignment_id}', '{student_id}')\n"
        "c.CourseDirectory.submitted_directory = 'collected'\n"
        "c.CourseDirectory.autograded_directory = 'marked'\n",
    )
    (course.root / "collected" / "words").mkdir(parents=True)
    course.submitted("ann").rename(course.root / "collected" / "words" / "ann")

    grade(course)

    assert (course.root / "marked" / "words" / "ann" / "2_patterns.ipynb").exists()


@pytest.mark.proof
def test_a_new_submission_replaces_the_whole_folder(course: Course) -> None:
    grade(course)
    (course.submitted("ann") / "extra.txt").write_text("once")
    grade(course)
    assert (course.autograded("ann") / "extra.txt").exists()
    (course.submitted("ann") / "extra.txt").unlink()

    grade(course)

    assert not (course.autograded("ann") / "extra.txt").exists()
    assert (course.autograded("ann") / "1_tokens.ipynb").exists()
