import io
from dataclasses import dataclass

from rich.console import Console

from autograder.report.live import LiveTable
from autograder.status import Status


@dataclass(frozen=True)
class Graded:
    student: str
    status: Status = Status.GRADED
    score: float = 3
    max_score: float = 4
    seconds: float = 0.25


def shown(*graded: Graded, terminal: bool) -> str:
    screen = io.StringIO()
    console = Console(file=screen, force_terminal=terminal, width=100)
    with LiveTable(console, total=len(graded)) as table:
        for each in graded:
            table.begin(each.student)
            table.end(each)
    return screen.getvalue()


def test_away_from_a_terminal_each_submission_is_one_line() -> None:
    said = shown(Graded("ada"), Graded("bob", Status.TIMEOUT, 0), terminal=False)

    assert said == "ada: graded, 3 / 4, 0.25 s\nbob: timeout, 0 / 4, 0.25 s\n"


def test_on_a_terminal_a_table_names_who_status_points_and_how_many_are_done() -> None:
    said = shown(Graded("ada"), Graded("bob", Status.TIMEOUT, 0), terminal=True)

    assert "ada" in said
    assert "3 / 4" in said
    assert "2/2" in said
    assert "1 graded, 1 timeout" in said


def test_an_odd_name_is_no_markup() -> None:
    assert "[red]x[/]: graded" in shown(Graded("[red]x[/]"), terminal=False)
