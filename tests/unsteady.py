"""A pytest plugin: what failed in a run of everything by default runs once more by itself.

If it passes then, something of the other tests or of the machine disturbed it. The run passes, and
ends with a section *Unsteady* that names it and shows how it failed. That is a defect to be fixed
next: the report for machines (junit.xml) still tells it as failed.
"""

import subprocess
import sys
from collections.abc import Generator, Sequence

import pytest

# Twice what one test may take, with the start of its process.
ALONE_WITHIN_S = 300
OPTIONS_KEPT = ("--nbval", "--hypothesis")

Reports = list[pytest.TestReport | pytest.CollectReport]


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> Generator[None, object, object]:
    """Repeat what failed, when the workers of the run have gone."""
    result = yield
    config = session.config
    if (
        session.exitstatus == pytest.ExitCode.TESTS_FAILED
        and config.args_source is pytest.Config.ArgsSource.TESTPATHS
        and config.getoption("numprocesses", None)
    ):
        reporter: pytest.TerminalReporter = config.pluginmanager.getplugin("terminalreporter")
        if _repeat(reporter, config.invocation_params.args):
            session.exitstatus = pytest.ExitCode.OK
    return result


def _repeat(reporter: pytest.TerminalReporter, arguments: Sequence[str]) -> bool:
    """Repeat each failed test; return whether all of them have passed."""
    options = [each for each in arguments if each.startswith(OPTIONS_KEPT)]
    failed: dict[str, Reports] = {}
    for report in [*reporter.stats.get("failed", []), *reporter.stats.get("error", [])]:
        failed.setdefault(_repeatable(report.nodeid), []).append(report)
    passed = [test for test in failed if _passes_alone(test, options)]
    unsteady: Reports = [report for test in passed for report in failed[test]]
    for outcome in ("failed", "error"):
        left = [each for each in reporter.stats.pop(outcome, []) if each not in unsteady]
        if left:
            reporter.stats[outcome] = left
    if unsteady:
        reporter.stats["unsteady"] = unsteady
    return len(passed) == len(failed)


def _repeatable(test: str) -> str:
    """Return what is run to repeat a test: of a notebook's cell, the notebook."""
    file, _, _ = test.partition("::")
    return file if file.endswith(".ipynb") else test


def _passes_alone(test: str, options: Sequence[str]) -> bool:
    command = [sys.executable, "-m", "pytest", "-n", "0", "-p", "no:cacheprovider", *options, test]
    try:
        done = subprocess.run(
            command, capture_output=True, check=False, timeout=ALONE_WITHIN_S, text=True
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == pytest.ExitCode.OK


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name what is unsteady, and show how it failed."""
    if not (unsteady := terminalreporter.stats.get("unsteady")):
        return
    terminalreporter.section("Unsteady", yellow=True)
    for report in unsteady:
        terminalreporter.write_line(f"{report.nodeid} failed among the others and passed alone:")
        terminalreporter.write_line(report.longreprtext)
