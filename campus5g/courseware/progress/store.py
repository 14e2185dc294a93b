"""The local store: a file per learner, a line per event; read back to resume."""

import datetime
import logging
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from campus5g import places
from campus5g.courseware.progress.events import Event, Form, event

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Resume:
    """Where a learner is in a module.

    ``seen`` holds parts, the one seen last at the end; ``answered`` the share of the latest answer
    to each question (None where it is not known); ``scored`` that of each part that was answered
    to its end; ``handed_in`` the attempts at the final.
    """

    seen: list[str] = field(default_factory=list)
    answered: dict[str, float | None] = field(default_factory=dict)
    scored: dict[str, float] = field(default_factory=dict)
    handed_in: list[int] = field(default_factory=list)


def events_in(file: Path) -> Iterator[Event]:
    """Yield the events of a learner's file, of all modules; invalid lines are skipped."""
    try:
        text = file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return
    # What learners paste has other characters that end a line for `str.splitlines`.
    for line in filter(None, text.split("\n")):
        try:
            yield Event.model_validate_json(line)
        except ValidationError:
            _log.info("A line of %s is not an event.", file)


def forget_writing(file: Path) -> None:
    """Take what a learner wrote of their plant out of their file; what they did stays.

    The file keeps its owner and mode. Nobody may be writing to it.
    """
    try:
        kept = [each for each in events_in(file) if each.did != "responded"]
        with file.open("r+", encoding="utf-8") as opened:
            opened.truncate()
            opened.writelines(f"{each.as_line()}\n" for each in kept)
    except FileNotFoundError:
        return


class Progress:
    """What one learner does in one module: a `Recorder` that writes it to a file.

    An event that can't be written is logged and does not stop the learner.
    """

    def __init__(self, module: str, learner: str, folder: Path | None = None) -> None:
        """Keep events in ``folder``, or where this process keeps them if not given."""
        self.module = module
        self.learner = learner
        self._folder = folder or places.events_folder()

    @property
    def file(self) -> Path:
        """The learner's file, readable by its owner only."""
        # An account's name is the file's; what no account is called can't leave the folder.
        return self._folder / f"{re.sub(r'[^A-Za-z0-9._@-]', '_', self.learner)}.jsonl"

    def seen(self, part: str) -> None:  # noqa: D102
        self._add(event(self.learner, "experienced", self.module, ("part", part)))

    def answered(self, item: str, share: float | None) -> None:  # noqa: D102
        self._add(event(self.learner, "answered", self.module, ("item", item), share))

    def attempted(self, attempt: int) -> None:  # noqa: D102
        self._add(event(self.learner, "attempted", self.module, ("attempt", str(attempt))))

    def handed_in(self, attempt: int) -> None:  # noqa: D102
        self._add(event(self.learner, "completed", self.module, ("attempt", str(attempt))))

    def scored(self, part: str, share: float) -> None:  # noqa: D102
        self._add(event(self.learner, "scored", self.module, ("part", part), share))

    def responded(self, name: str, text: str, form: Form = "row") -> None:
        """The learner has written in a form; empty to take it back."""
        self._add(event(self.learner, "responded", self.module, (form, name), response=text))

    def responses(
        self, form: Form = "row", until: datetime.datetime | None = None
    ) -> dict[str, str]:
        """Return what the learner wrote last in each row or field of a form.

        Args:
            form: rows of the site sheet, or fields of the project file.
            until: leave out what was written later.
        """
        return {
            each.thing[1]: each.response
            for each in self.events()
            if each.did == "responded"
            and each.thing[0] == form
            and (until is None or datetime.datetime.fromisoformat(each.timestamp) <= until)
        }

    def events(self) -> list[Event]:
        """Return the events of this module, oldest first; invalid lines are skipped."""
        of_module = f":{self.module}#"
        return [each for each in events_in(self.file) if of_module in each.object.id]

    def resume(self) -> Resume:
        """Return where the learner is."""
        where = Resume()
        for each in self.events():
            (kind, name), share = each.thing, each.share
            match each.did:
                case "experienced":
                    # The part seen last comes last, wherever it was before.
                    where.seen[:] = [part for part in where.seen if part != name] + [name]
                case "answered":
                    where.answered[name] = share
                case "scored" if share is not None:
                    where.scored[name] = share
                case "completed" if kind == "attempt" and name.isdecimal():
                    where.handed_in.append(int(name))
        return where

    def _add(self, new: Event) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            handle = os.open(self.file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            with os.fdopen(handle, "ab") as file:
                # A single write, so that two pages' events can't mix.
                file.write(f"{new.as_line()}\n".encode())
        except OSError as error:
            _log.info("An event could not be kept: %s", error)
