"""Lines of a log on standard output, for containers and for systemd's journal."""

import logging
import sys

import pytest

from campus5g.site.logs import LineFormatter


def written(level: int = logging.WARNING, message: str = "The Hub is away.") -> str:
    record = logging.LogRecord("campus5g.site", level, "", 0, message, None, None)
    return LineFormatter().format(record)


def test_a_container_gets_time_level_logger_and_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JOURNAL_STREAM", raising=False)

    line = written()

    assert line.startswith("2")
    assert line.endswith(" WARNING campus5g.site: The Hub is away.")


@pytest.mark.parametrize(
    ("level", "priority"),
    [
        (logging.CRITICAL, "<3>"),
        (logging.ERROR, "<3>"),
        (logging.WARNING, "<4>"),
        (logging.INFO, "<6>"),
        (logging.DEBUG, "<7>"),
    ],
)
def test_the_journal_gets_a_priority_and_has_the_time_itself(
    monkeypatch: pytest.MonkeyPatch, level: int, priority: str
) -> None:
    monkeypatch.setenv("JOURNAL_STREAM", "8:1234")

    assert written(level).startswith(f"{priority}{logging.getLevelName(level)} campus5g.site: ")


def test_each_line_of_a_traceback_has_its_priority(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JOURNAL_STREAM", "8:1234")
    try:
        raise ValueError("late")
    except ValueError:
        record = logging.LogRecord("campus5g", logging.ERROR, "", 0, "Failed", None, sys.exc_info())

    lines = LineFormatter().format(record).splitlines()

    assert len(lines) > 2
    assert all(line.startswith("<3>") for line in lines)


def test_a_record_that_does_not_fit_its_values_is_written_all_the_same() -> None:
    record = logging.LogRecord("jupyterhub", logging.INFO, "", 0, "as %i", (None,), None)

    assert "as %i (None,)" in LineFormatter().format(record)
