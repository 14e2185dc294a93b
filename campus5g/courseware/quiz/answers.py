"""``answers.json`` beside the notebook: what a learner answered, handed in with it.

Every change is on the disk before the page says so. A file that can't be read, or is another
learner's, is set aside under another name when the first answer comes, and never lost.
"""

import contextlib
import fcntl
import json
import os
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from campus5g.errors import CampusError
from campus5g.language import t

ANSWERS_FILE = "answers.json"

# A page sends a few ids or words; more is no answer.
_LONGEST_JSON = 4_000


class AnswersError(CampusError):
    """Answers that can't be kept."""


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Given(_Record):
    """An answer and when it was given."""

    answer: Any
    at: str


class Try(Given):
    """The latest answer to a formative question, its share, and how many there were."""

    share: float
    tries: int = 1


class Attempt(_Record):
    """One attempt at the final."""

    number: int
    drawn: list[str]
    started: str
    handed_in: str | None = None
    answers: dict[str, Given] = Field(default_factory=dict)


class Answers(_Record):
    """All that a learner answered in one module."""

    version: Literal[1] = 1
    quiz: str
    learner: str
    tries: dict[str, Try] = Field(default_factory=dict)
    attempts: list[Attempt] = Field(default_factory=list)

    @property
    def open_attempt(self) -> Attempt | None:
        """The attempt that is begun and not handed in."""
        return next((each for each in self.attempts if each.handed_in is None), None)


def now() -> str:
    """Return the time as it is recorded: UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def acceptable(answer: object) -> bool:
    """Return whether something that a page sent may be kept as an answer."""
    try:
        return len(json.dumps(answer)) <= _LONGEST_JSON
    except (TypeError, ValueError):
        return False


def read_answers(text: str) -> Answers | None:
    """Return the answers of a file's text; None if it holds none."""
    try:
        return Answers.model_validate_json(text)
    except ValidationError:
        return None


class AnswerBook:
    """The answers of a learner to a quiz, kept in a folder."""

    def __init__(self, folder: Path, quiz: str, learner: str) -> None:
        self.file = folder / ANSWERS_FILE
        self.quiz = quiz
        self.learner = learner

    def read(self) -> Answers:
        """Return what is kept; nothing yet if there is no file, or one of somebody else.

        The folder stays as it is: whoever grades reads it too, under another name.
        """
        return self._ours() or Answers(quiz=self.quiz, learner=self.learner)

    def change(self, change: Callable[[Answers], None]) -> Answers:
        """Read the answers, change them and keep them; return what is kept now.

        Two pages of one learner take turns.

        Raises:
            AnswersError: the folder can't be written.
        """
        try:
            with _turn(self.file.parent):
                answers = self.read()
                if self._ours() is None:
                    self._set_aside()
                change(answers)
                _replace(self.file, answers.model_dump_json(indent=2) + "\n")
        except OSError as error:
            raise AnswersError(
                t(
                    fr="Votre réponse n’a pas pu être enregistrée.",
                    en="Your answer could not be kept.",
                ),
                t(
                    fr="Vérifiez l’espace libre, rechargez la page et réessayez.",
                    en="See that there is free space, reload the page and try again.",
                ),
            ) from error
        return answers

    def _ours(self) -> Answers | None:
        try:
            answers = read_answers(self.file.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError):
            return None
        if answers and (answers.quiz, answers.learner) == (self.quiz, self.learner):
            return answers
        return None

    def _set_aside(self) -> None:
        if not self.file.exists():
            return
        stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
        self.file.replace(self.file.with_name(f"answers-set-aside-{stamp}.json"))


@contextlib.contextmanager
def _turn(folder: Path) -> Iterator[None]:
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _replace(path: Path, text: str) -> None:
    """Write a file so that whoever reads it finds the old text or the new one, whole."""
    with tempfile.NamedTemporaryFile(
        "w", dir=path.parent, prefix=".answers-", suffix=".part", delete=False, encoding="utf-8"
    ) as file:
        try:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
