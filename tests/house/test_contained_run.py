"""A run of tests ends in its time, and leaves nothing behind."""

import signal
import subprocess
import sys

import psutil
from polling import until

from campus5g.places import HOUSE

# It starts a program that outlives it, and says when it is asked to end.
PROGRAM = """
import subprocess, sys, time
try:
    print(subprocess.Popen(["sleep", "600"], start_new_session=True).pid, flush=True)
    time.sleep(600)
except KeyboardInterrupt:
    print("so far, so good", flush=True)
    sys.exit(2)
"""


def contained(within_s: int, program: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [
            *(sys.executable, str(HOUSE / "tests" / "contained_run.py"), str(within_s)),
            *(sys.executable, "-c", program),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_what_takes_too_long_is_interrupted_and_reports_and_its_programs_are_ended() -> None:
    with contained(2, PROGRAM) as run:
        told, complained = run.communicate(timeout=50)

    pid, report = told.splitlines()
    assert run.returncode == 2
    assert report == "so far, so good"
    assert "longer than 2 s" in complained
    until(lambda: not psutil.pid_exists(int(pid)), "the program that it left has ended")


def test_a_run_that_is_asked_to_end_reports_and_ends() -> None:
    with contained(600, PROGRAM) as run:
        assert run.stdout is not None
        pid = int(run.stdout.readline())
        run.send_signal(signal.SIGTERM)
        told, _ = run.communicate(timeout=50)

    assert told == "so far, so good\n"
    assert run.returncode == 2
    until(lambda: not psutil.pid_exists(pid), "the program that it left has ended")


def test_the_exit_code_is_that_of_the_program() -> None:
    with contained(600, "import sys; sys.exit(5)") as run:
        assert run.wait(50) == 5
