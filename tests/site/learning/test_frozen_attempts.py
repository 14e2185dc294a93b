"""What was corrected stays as it was: a later hand-in carries attempts that were returned."""

from pathlib import Path

import pytest

from campus5g.courseware.quiz.answers import ANSWERS_FILE, Answers, Attempt, Given
from campus5g.courseware.quiz.points import recorded_answers
from campus5g.site.learning.correction import freeze_corrected

EARLIER, LATER = "2026-11-25T10:00:00+00:00", "2026-11-26T10:00:00+00:00"


def attempt(number: int, answer: str, handed_in: str | None = EARLIER) -> Attempt:
    given = {"f-slice": Given(answer=answer, at=EARLIER)}
    return Attempt(
        number=number, drawn=["f-slice"], started=EARLIER, handed_in=handed_in, answers=given
    )


def answers(*attempts: Attempt) -> Answers:
    return Answers(quiz="essentials-why-5g", learner="ada", attempts=list(attempts))


@pytest.fixture
def graded(tmp_path: Path) -> Path:
    folder = tmp_path / "autograded"
    folder.mkdir()
    return folder


@pytest.fixture
def submitted(tmp_path: Path) -> Path:
    folder = tmp_path / "submitted"
    folder.mkdir()
    return folder


def keep(folder: Path, kept: Answers) -> None:
    (folder / ANSWERS_FILE).write_text(kept.model_dump_json(), encoding="utf-8")


def test_an_answer_changed_after_its_correction_does_not_count(
    graded: Path, submitted: Path
) -> None:
    keep(graded, answers(attempt(1, "wrong")))
    keep(submitted, answers(attempt(1, "right"), attempt(2, "new", LATER)))

    freeze_corrected(graded, submitted)

    found = recorded_answers(submitted)
    assert found
    assert found.attempts == [attempt(1, "wrong"), attempt(2, "new", LATER)]


def test_an_attempt_taken_out_of_the_file_comes_back(graded: Path, submitted: Path) -> None:
    keep(graded, answers(attempt(1, "wrong"), attempt(2, "wrong")))
    keep(submitted, answers(attempt(2, "right")))

    freeze_corrected(graded, submitted)

    found = recorded_answers(submitted)
    assert found
    assert found.attempts == [attempt(1, "wrong"), attempt(2, "wrong")]


def test_an_attempt_whose_correction_was_not_given_goes_on(graded: Path, submitted: Path) -> None:
    keep(graded, answers(attempt(1, "half", handed_in=None)))
    keep(submitted, answers(attempt(1, "right", LATER)))
    before = (submitted / ANSWERS_FILE).read_bytes()

    freeze_corrected(graded, submitted)

    assert (submitted / ANSWERS_FILE).read_bytes() == before


@pytest.mark.parametrize("content", [None, "", "[]", '{"attempts": 3}'])
def test_a_file_that_cannot_be_read_is_left_to_the_grader(
    graded: Path, submitted: Path, content: str | None
) -> None:
    keep(graded, answers(attempt(1, "wrong")))
    if content is not None:
        (submitted / ANSWERS_FILE).write_text(content)

    freeze_corrected(graded, submitted)

    kept = (submitted / ANSWERS_FILE).read_text() if (submitted / ANSWERS_FILE).exists() else None
    assert kept == content
