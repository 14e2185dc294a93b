"""A pytest plugin: a test that takes all memory fails, and a run that is stopped says what ran.

The bounds of time are pytest's and pytest-timeout's: see ``timeout``, ``session_timeout`` and
``faulthandler_timeout`` in ``pyproject.toml``. A test's time ends with the test: the alarm would
strike pytest itself while it reports, and end the run.
"""

import resource
import signal
from collections.abc import Generator

import pytest

# More than any test takes, and less than a small machine has.
MEMORY_BYTES = 8 << 30


class Running:
    """Which tests run at this moment, in any of the workers."""

    def __init__(self) -> None:
        self.tests: list[str] = []

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self.tests.append(nodeid)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        # A worker that was killed reports nothing of its own: xdist does, in its place.
        if report.when not in ("setup", "call") and report.nodeid in self.tests:
            self.tests.remove(report.nodeid)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.tests:
            terminalreporter.section("Running when the run was stopped", red=True)
            for test in self.tests:
                terminalreporter.write_line(test)


def pytest_configure(config: pytest.Config) -> None:
    """Bound this process's memory, and that of what it starts."""
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    limit = MEMORY_BYTES if hard == resource.RLIM_INFINITY else min(MEMORY_BYTES, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Running())


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let no alarm strike while a report is made."""
    left_s, _ = signal.setitimer(signal.ITIMER_REAL, 0)
    try:
        return (yield)
    finally:
        signal.setitimer(signal.ITIMER_REAL, left_s)
