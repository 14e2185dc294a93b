"""A start tells its steps: on a line that leaves nothing on a terminal, on few lines in a log."""

from io import StringIO

import pytest
from rich.console import Console

from campus5g.site.running import steps as steps_module
from campus5g.site.running.steps import Steps


def shown(terminal: bool) -> str:
    out = StringIO()
    console = Console(file=out, force_terminal=terminal, width=80)
    with Steps(console, 2) as steps:
        steps.begin("Preparing")
        for number in range(1, 4):
            steps.show(f"module {number} of 3", number, 3)
        steps.begin("Starting")
    return out.getvalue()


def test_a_log_gets_a_line_a_step() -> None:
    assert shown(terminal=False) == "1/2 Preparing\n2/2 Starting\n"


def test_a_log_is_told_how_far_a_step_is_that_takes_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps_module, "_SILENT_AT_MOST_S", 0)

    assert "1/2 Preparing, module 3 of 3\n2/2 Starting\n" in shown(terminal=False)


def test_a_terminal_has_no_trace_of_them_at_the_end() -> None:
    erases_its_line = "\r\x1b[1A\x1b[2K"

    said = shown(terminal=True)

    assert "2/2 Starting" in said
    assert said.endswith(erases_its_line)
