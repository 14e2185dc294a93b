"""What a check tells its learner: exercise by exercise, and only of what was begun."""

import nbformat
import pytest
from class_makers import Course, Hand, lay_out
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from autograder.language import set_language
from autograder.plugin.exercises import Exercise, Report
from autograder.plugin.validate import SelfCheck

NOTEBOOK = "1_tokens"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course whose tests stand under headings of their own."""
    made = lay_out("text_processing", tmp_path_factory.mktemp("exercises") / "course")
    file = made.root / "release" / made.assignment / f"{NOTEBOOK}.ipynb"
    notebook = nbformat.read(file, as_version=4)
    for title, answer in {
        "Exercise 1 · Tokens": "tokens",
        "Exercise 2 · Frequent": "frequent",
        "At work": "ambiguity",
    }.items():
        place = next(at for at, cell in enumerate(notebook.cells) if grade_id(cell) == answer)
        notebook.cells.insert(place, new_markdown_cell(f"## {title}"))
    nbformat.write(notebook, file)
    return made


def grade_id(cell: NotebookNode) -> str:
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))


def check(hand: Hand) -> Report:
    hand.hand_in()
    _, report = SelfCheck().check(str(hand.course.submitted(hand.student) / f"{NOTEBOOK}.ipynb"))
    assert report is not None
    return report


def states(report: Report) -> dict[str, str]:
    return {each.title: each.state for each in report.exercises}


def only(report: Report, state: str) -> Exercise:
    (found,) = [each for each in report.exercises if each.state == state]
    return found


def test_what_was_not_begun_is_left_and_never_blamed(course: Course) -> None:
    report = check(Hand(course, "beginner").solve("tokens"))

    assert states(report) == {
        "Exercise 1 · Tokens": "passed",
        "Exercise 2 · Frequent": "open",
        "At work": "open",
    }
    assert [each.problems for each in report.exercises] == [[], [], []]


def test_nothing_is_said_of_cells_behind_what_was_begun(course: Course) -> None:
    hand = Hand(course, "early").solve("tokens")
    hand.add(NOTEBOOK, "measured = 1 / 0", before="frequent")

    assert check(hand).stops == []


def test_a_cell_without_an_answer_that_stopped_before_is_told_once(course: Course) -> None:
    hand = Hand(course, "stopped").solve("tokens", "frequent")
    hand.add(NOTEBOOK, "measured = 1 / 0", before="tokens")
    hand.add(NOTEBOOK, "print(measured)", before="frequent")

    (stop,) = check(hand).stops

    assert stop.title == "Exercise 1 · Tokens"
    assert stop.problem.detail == "ZeroDivisionError: division by zero"


def test_a_tests_own_sentence_stands_alone_and_leads_to_the_answer(course: Course) -> None:
    hand = Hand(course, "own").write(
        "tokens", "def tokens(text):\n    raise AssertionError('Say why.')"
    )

    (problem,) = only(check(hand), "failed").problems

    assert (problem.sentence, problem.detail) == ("Say why.", "")
    assert problem.cell == hand.cell("tokens").id


def test_an_answer_that_stops_is_blamed_before_its_test(course: Course) -> None:
    hand = Hand(course, "unread").write("tokens", "def tokens(text)\n    return text.split()")

    (problem,) = only(check(hand), "failed").problems

    assert problem.sentence == "Python stops with an error."
    assert problem.detail.startswith("SyntaxError")


def test_what_stands_on_a_stopped_cell_can_not_be_checked_yet(course: Course) -> None:
    hand = Hand(course, "waiting").solve("tokens", "frequent")
    hand.write("tokens", "raise ValueError('no kit')\ndef tokens(text): ...")

    first, second = (each for each in check(hand).exercises if each.state == "failed")

    assert first.problems[0].detail == "ValueError: no kit"
    assert second.problems[0].sentence.startswith("Can’t be checked yet")


def test_a_written_answer_is_for_its_reader(course: Course) -> None:
    report = check(Hand(course, "writer").solve("ambiguity"))

    assert only(report, "written").title == "At work"


def test_a_learner_reads_it_in_their_language(course: Course) -> None:
    hand = Hand(course, "french").write("tokens", "def tokens(text):\n    return text + 1")
    set_language("fr")
    try:
        (problem,) = only(check(hand), "failed").problems
    finally:
        set_language(None)

    assert problem.sentence == "Python s’arrête sur une erreur."
