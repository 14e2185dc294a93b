import io
import re
from collections.abc import Iterator

import pytest
from rich.console import Console

from autograder.batch import Event, Found, Started, SubmissionOutcome
from autograder.language import set_language
from autograder.report.live import LiveTable
from autograder.status import Status

ADA = SubmissionOutcome("ada", Status.GRADED, seconds=0.25, points=3, max_points=4)
BOB = SubmissionOutcome("bob", Status.TIMEOUT, seconds=30, points=None, max_points=4)


def shown(*events: Event, terminal: bool) -> str:
    screen = io.StringIO()
    console = Console(file=screen, force_terminal=terminal, width=100)
    with LiveTable(console) as table:
        for event in events:
            table.show(event)
    return screen.getvalue()


def test_away_from_a_terminal_each_submission_is_one_line() -> None:
    said = shown(Found(2), Started("ada"), ADA, Started("bob"), BOB, terminal=False)

    assert said == "ada: graded, 3 / 4, 0.25 s\nbob: timeout, – / 4, 30.00 s\n"


def test_a_terminal_shows_a_table_of_learners_with_status_and_points() -> None:
    said = shown(Found(3), Started("ada"), ADA, Started("bob"), BOB, Started("cy"), terminal=True)

    assert "3 / 4" in said
    assert "2/3" in said
    assert "1 graded, 1 timeout" in said
    assert "at work" in said


@pytest.fixture
def in_french() -> Iterator[None]:
    set_language("fr")
    yield
    set_language(None)


@pytest.mark.usefixtures("in_french")
def test_counts_and_seconds_are_french_in_french() -> None:
    said = shown(Found(3), Started("ada"), ADA, ADA, Started("cy"), terminal=True)

    assert "2 corrigés" in said
    assert "0,25 s" in said
    assert re.search(r"en cours +0,\d s", said)


def test_an_odd_name_is_not_read_as_markup() -> None:
    odd = SubmissionOutcome("[red]x[/]", Status.GRADED)

    assert "[red]x[/]: graded" in shown(odd, terminal=False)
