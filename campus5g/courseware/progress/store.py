"""The local store: a file per learner, a line per event; read back to resume."""

import logging
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from campus5g import places
from campus5g.courseware.progress.events import Event, event

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
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return
    for line in lines:
        try:
            yield Event.model_validate_json(line)
        except ValidationError:
            _log.info("A line of %s is not an event.", file)


class Progress:
    """What one learner does in one module: a `Recorder` that writes it to a file.

    An event that can't be written is logged and does not stop the learner.
    """

    def __init__(self, module: str, learner: str, folder: Path | None = None) -> None:
        """Keep events in ``folder``, or where the site's data lies if not given."""
        self.module = module
        self.learner = learner
        self._folder = folder or places.data_folder() / "progress"

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

    def responded(self, row: str, text: str) -> None:
        """The learner has written a row of their site sheet; empty to take it back."""
        self._add(event(self.learner, "responded", self.module, ("row", row), response=text))

    def responses(self) -> dict[str, str]:
        """Return what the learner wrote last in each row of the site sheet."""
        return {each.thing[1]: each.response for each in self.events() if each.did == "responded"}

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
