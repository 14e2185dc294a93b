"""What a run of tests says of a wrong place, and of a test that leaves the process changed."""

import os
import signal
import subprocess
import sys

import pytest
from process_state import ProcessState

from campus5g.language import current_language, set_language
from campus5g.places import HOUSE


def pytest_of_the_house(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *words],
        cwd=HOUSE,
        env={**os.environ, "PYTEST_ADDOPTS": "-p no:schemathesis -p no:kmock"},
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )


@pytest.mark.parametrize("workers", ["0", "2"])
def test_a_place_that_does_not_exist_is_refused_with_those_that_do(workers: str) -> None:
    done = pytest_of_the_house("-n", workers, "tests/nothing")

    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert "There are no tests at" in done.stderr
    assert "tests/capture" in done.stderr


def test_what_a_test_leaves_changed_is_named_and_put_back() -> None:
    before, handler = ProcessState.read(), signal.getsignal(signal.SIGHUP)

    os.environ["LEFT_BEHIND"] = "1"
    # Not SIG_IGN: that is what it is under nohup.
    signal.signal(signal.SIGHUP, lambda *_: None)
    changed = before.put_back()

    assert changed == ["environment variables (LEFT_BEHIND)", "the handler of SIGHUP"]
    assert "LEFT_BEHIND" not in os.environ
    assert signal.getsignal(signal.SIGHUP) == handler
    assert before.put_back() == []


def test_a_language_is_put_back_in_silence() -> None:
    before, spoken = ProcessState.read(), current_language()

    set_language("en" if spoken == "fr" else "fr")

    assert before.put_back() == []
    assert current_language() == spoken
