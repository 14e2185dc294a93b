"""What a whole run makes of a test that fails among the others."""

import subprocess
from pathlib import Path

from pytest_in_a_folder import pytest_in

FAILS_ONCE = """
from pathlib import Path

def test_of_a_busy_machine():
    before = Path("ran-before")
    assert before.exists() or before.touch()
"""
FAILS = "def test_of_a_defect():\n    assert 1 + 1 == 3\n"
PASSES = "def test_of_the_others():\n    assert 1 + 1 == 2\n"


def whole_run(folder: Path, *tests: str) -> subprocess.CompletedProcess[str]:
    numbered = {str(number): test for number, test in enumerate(tests)}
    return pytest_in(folder, numbered, ["-p", "tests.unsteady"])


def test_a_test_that_passes_alone_is_named_and_the_run_passes(tmp_path: Path) -> None:
    done = whole_run(tmp_path, FAILS_ONCE, PASSES)

    assert done.returncode == 0, done.stdout
    assert "test_0.py::test_of_a_busy_machine failed among the others" in done.stdout
    assert "assert before.exists() or before.touch()" in done.stdout
    assert "1 passed, 1 unsteady" in done.stdout


def test_a_test_that_fails_alone_too_fails_the_run(tmp_path: Path) -> None:
    done = whole_run(tmp_path, FAILS_ONCE, FAILS)

    assert done.returncode == 1
    assert "1 failed, 1 unsteady" in done.stdout
    assert "FAILED test_1.py::test_of_a_defect" in done.stdout
    assert "FAILED test_0.py" not in done.stdout


def test_a_run_without_a_failure_has_no_such_section(tmp_path: Path) -> None:
    done = whole_run(tmp_path, PASSES)

    assert done.returncode == 0
    assert "nsteady" not in done.stdout.replace("tests.unsteady", "")
