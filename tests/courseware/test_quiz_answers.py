"""Answers are kept as they are given: through crashes, restarts, and files that are broken."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.courseware.learner_file import AnswersError, LearnerFile, now, recorded
from campus5g.courseware.quiz.answers import (
    Answers,
    Attempt,
    Given,
    acceptable,
)

Book = LearnerFile[Answers]


def book_in(folder: Path) -> Book:
    return LearnerFile(folder, Answers(quiz="harbour", learner="ada"))


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return book_in(tmp_path)


def begin(answers: Answers) -> None:
    answers.attempts.append(Attempt(number=1, drawn=["a", "b"], started=now()))


def give(name: str) -> Callable[[Answers], None]:
    def change(answers: Answers) -> None:
        answers.attempts[0].answers[name] = Given(answer="c1", at=now())

    return change


def test_nothing_is_written_before_the_first_answer(book: Book) -> None:
    assert book.read() == Answers(quiz="harbour", learner="ada")
    assert not book.file.exists()


def test_saved_answers_survive_a_restart(book: Book, tmp_path: Path) -> None:
    book.change(begin)
    kept = book.change(give("a"))

    assert book_in(tmp_path).read() == kept


@pytest.mark.parametrize(
    "text",
    ["", "{", "[1, 2]", '{"version": 9}', '{"version": 1, "quiz": "harbour", "learner": "bob"}'],
)
def test_a_useless_file_is_set_aside_by_the_first_answer(book: Book, text: str) -> None:
    book.file.write_text(text, encoding="utf-8")

    assert book.read() == Answers(quiz="harbour", learner="ada")
    assert book.file.read_text(encoding="utf-8") == text

    book.change(begin)

    [aside] = book.file.parent.glob("answers-set-aside-*.json")
    assert aside.read_text(encoding="utf-8") == text
    assert len(book.read().attempts) == 1


def test_a_failed_change_keeps_the_saved_answers(book: Book) -> None:
    before = book.change(begin)

    with pytest.raises(IndexError):
        book.change(lambda answers: answers.attempts.__delitem__(5))

    assert book.read() == before
    assert [path.name for path in book.file.parent.iterdir()] == ["answers.json"]


def test_two_pages_that_answer_at_once_lose_nothing(book: Book) -> None:
    book.change(begin)
    names = [f"q{number}" for number in range(24)]

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda name: book.change(give(name)), names))

    assert sorted(book.read().attempts[0].answers) == sorted(names)


def test_a_missing_folder_is_reported_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(AnswersError, match=r"enregistrée|kept"):
        book_in(tmp_path / "gone").change(begin)


@given(st.text(max_size=60))
def test_any_text_is_read_without_an_error(text: str) -> None:
    with TemporaryDirectory() as folder:
        Path(folder, "answers.json").write_text(text, encoding="utf-8")
        assert recorded(Path(folder), Answers) is None


@pytest.mark.parametrize(
    ("answer", "kept"), [("c1", True), ({"a": ["b"]}, True), ("x" * 5000, False), (object(), False)]
)
def test_only_valid_messages_of_a_page_are_kept(answer: object, kept: bool) -> None:
    assert acceptable(answer) is kept
