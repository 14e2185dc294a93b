"""A file beside the notebook with what one learner did in one module, handed in with it.

Every change is on the disk before the page says so. A file that can't be read, or is another
learner's, is set aside under another name when the first change comes, and never lost.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from campus5g.errors import CampusError
from campus5g.language import t
from campus5g.whole_file import replace, turn


class AnswersError(CampusError):
    """Answers can't be saved."""


class RecordPart(BaseModel):
    """Base of what such a file holds: unknown keys are refused."""

    model_config = ConfigDict(extra="forbid")


class LearnerRecord(RecordPart):
    """What such a file holds: the quiz, the learner, and all that the learner did."""

    FILE: ClassVar[str]

    quiz: str
    learner: str


RecordT = TypeVar("RecordT", bound=LearnerRecord)


def now() -> str:
    """Return the current time as it is recorded: UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def recorded(folder: Path, record: type[RecordT]) -> RecordT | None:
    """Return the record in a folder, whichever learner's it is; None without a readable one."""
    try:
        return record.model_validate_json((folder / record.FILE).read_bytes())
    except (OSError, ValidationError):
        return None


class LearnerFile(Generic[RecordT]):
    """A learner's file in the module's folder."""

    def __init__(self, folder: Path, empty: RecordT) -> None:
        """Keep the file in ``folder``; ``empty`` names the quiz and the learner."""
        self.file = folder / empty.FILE
        self._empty = empty

    def read(self) -> RecordT:
        """Return the record; an empty one if the file is missing or another learner's.

        Reading changes nothing in the folder: it is also read by graders, under other names.
        """
        return self._ours() or self._empty.model_copy(deep=True)

    def change(self, change: Callable[[RecordT], None]) -> RecordT:
        """Read the record, change it, write it and return it.

        Two pages of one learner take turns.

        Raises:
            AnswersError: the folder can't be written.
        """
        try:
            with turn(self.file.parent):
                record = self.read()
                if self._ours() is None:
                    self._set_aside()
                change(record)
                replace(self.file, record.model_dump_json(indent=2) + "\n")
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
        return record

    def _ours(self) -> RecordT | None:
        record = recorded(self.file.parent, type(self._empty))
        if record and (record.quiz, record.learner) == (self._empty.quiz, self._empty.learner):
            return record
        return None

    def _set_aside(self) -> None:
        if not self.file.exists():
            return
        stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
        self.file.replace(self.file.with_name(f"{self.file.stem}-set-aside-{stamp}.json"))
