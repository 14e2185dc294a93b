"""Rude tests end in the bounds of a run, each by its name, and keep no other from running."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from pytest_in_a_folder import pytest_in

from campus5g.places import HOUSE

# As in pyproject.toml, but for the seconds.
SETTINGS = """
timeout = 1
faulthandler_timeout = 3
faulthandler_exit_on_timeout = true
"""
RUDE = {
    "loops": "def test_loops():\n    while True:\n        pass\n",
    "waits": """
import subprocess

def test_waits():
    program = subprocess.Popen(["sleep", "3600"])
    with program:
        program.wait()
""",
    "sets_up": """
import time
import pytest

@pytest.fixture(scope="session")
def machine():
    time.sleep(3600)

def test_sets_up(machine):
    pass

def test_sets_up_too(machine):
    pass
""",
    "reports": """
import time
from functools import cache

@cache
def wait():
    end_s = time.monotonic() + 1.5
    while time.monotonic() < end_s:
        pass

def test_reports():
    # Asked, of each line, while pytest reports.
    __tracebackhide__ = lambda _: wait()
    raise ValueError
""",
    "eats": "def test_eats():\n    assert bytearray(10 << 30)\n",
    "dies": "import os\n\ndef test_dies():\n    os.kill(os.getpid(), 9)\n",
    "passes": "def test_passes():\n    pass\n",
}


@pytest.fixture(scope="module")
def rude_run(tmp_path_factory: pytest.TempPathFactory) -> subprocess.CompletedProcess[str]:
    """All of them in one run, by two workers."""
    folder = tmp_path_factory.mktemp("rude")
    return pytest_in(
        folder,
        RUDE,
        ["--dist=loadscope", "-p", "tests.bounds", "-p", "tests.workers", "-rA"],
        SETTINGS,
        within=[sys.executable, str(HOUSE / "tests" / "contained_run.py"), "40"],
    )


def ends(run: subprocess.CompletedProcess[str]) -> Counter[str]:
    """Count how each test ended, of all lines of the summary."""
    summary = run.stdout.partition("short test summary info")[2].splitlines()
    rows = (line.split() for line in summary if "::" in line)
    return Counter(f"{row[0]} {Path(row[1]).name.partition('::')[2]}" for row in rows)


def test_each_of_them_ends_once_and_fails(
    rude_run: subprocess.CompletedProcess[str],
) -> None:
    assert rude_run.returncode == 1
    assert ends(rude_run) == {
        "FAILED test_loops": 1,
        "FAILED test_waits": 1,
        "ERROR test_sets_up": 1,
        "ERROR test_sets_up_too": 1,
        "FAILED test_reports": 1,
        "FAILED test_eats": 1,
        "FAILED test_dies": 1,
        "PASSED test_passes": 1,
    }, rude_run.stdout


def test_what_no_alarm_ends_shows_where_it_waits(
    rude_run: subprocess.CompletedProcess[str],
) -> None:
    assert "test_waits.py" in rude_run.stderr
    assert "Timeout (0:00:03)!" in rude_run.stderr


def test_memory_is_refused_to_the_test_that_asks_for_it(
    rude_run: subprocess.CompletedProcess[str],
) -> None:
    assert "MemoryError" in rude_run.stdout
