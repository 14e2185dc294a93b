"""An ended attempt stays as it was handed in first, whatever is handed in later."""

from pathlib import Path

import pytest

from campus5g.courseware.quiz.answers import ANSWERS_FILE, Answers, Attempt, Given
from campus5g.courseware.quiz.points import recorded_answers
from campus5g.site.learning.closed_attempts import close_collected

EARLIER, LATER = "2026-11-25T10:00:00+00:00", "2026-11-26T10:00:00+00:00"
MODULE = "essentials-why-5g"
BROKEN = ("", "[]", '{"attempts": 3}')


def attempt(number: int, answer: str, handed_in: str | None = EARLIER) -> Attempt:
    given = {"f-slice": Given(answer=answer, at=EARLIER)}
    return Attempt(
        number=number, drawn=["f-slice"], started=EARLIER, handed_in=handed_in, answers=given
    )


def answers(*attempts: Attempt) -> str:
    found = Answers(quiz=MODULE, learner="ada", attempts=list(attempts))
    return found.model_dump_json()


def keep(course: Path, kind: str, text: str) -> Path:
    """Put the text of an answers' file into the learner's folder of the course."""
    folder = course / kind / "ada" / MODULE
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ANSWERS_FILE).write_text(text, encoding="utf-8")
    return folder


def collect(course: Path, text: str) -> list[Attempt] | None:
    """Collect a hand-in; return the attempts that will be graded."""
    folder = keep(course, "submitted", text)
    close_collected(course, MODULE)
    found = recorded_answers(folder)
    return found.attempts if found else None


def test_an_ended_attempt_changed_in_a_later_hand_in_counts_as_it_was(tmp_path: Path) -> None:
    collect(tmp_path, answers(attempt(1, "wrong")))

    found = collect(tmp_path, answers(attempt(1, "right"), attempt(2, "new", LATER)))

    assert found == [attempt(1, "wrong"), attempt(2, "new", LATER)]


def test_an_attempt_taken_out_of_the_file_comes_back(tmp_path: Path) -> None:
    collect(tmp_path, answers(attempt(1, "wrong"), attempt(2, "wrong")))

    found = collect(tmp_path, answers(attempt(2, "right")))

    assert found == [attempt(1, "wrong"), attempt(2, "wrong")]


def test_an_attempt_that_was_not_ended_goes_on(tmp_path: Path) -> None:
    collect(tmp_path, answers(attempt(1, "half", handed_in=None)))

    found = collect(tmp_path, answers(attempt(1, "right", LATER)))

    assert found == [attempt(1, "right", LATER)]


@pytest.mark.parametrize("content", BROKEN)
def test_a_broken_file_in_between_gives_no_attempt_back(tmp_path: Path, content: str) -> None:
    collect(tmp_path, answers(attempt(1, "wrong")))
    assert collect(tmp_path, content) is None

    found = collect(tmp_path, answers(attempt(1, "right")))

    assert found == [attempt(1, "wrong")]


@pytest.mark.parametrize("content", BROKEN)
def test_a_file_that_cannot_be_read_is_left_to_the_grader(tmp_path: Path, content: str) -> None:
    folder = keep(tmp_path, "submitted", content)

    close_collected(tmp_path, MODULE)

    assert (folder / ANSWERS_FILE).read_text() == content


def test_what_was_graded_before_attempts_were_kept_outlives_a_broken_file(tmp_path: Path) -> None:
    graded = keep(tmp_path, "autograded", answers(attempt(1, "wrong")))
    collect(tmp_path, "broken")
    # A submission that can't be graded leaves nothing of the one before.
    (graded / ANSWERS_FILE).unlink()

    found = collect(tmp_path, answers(attempt(1, "right")))

    assert found == [attempt(1, "wrong")]
