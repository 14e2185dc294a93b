"""What has come of a learner: events once each, in their order, and how their work stands."""

import datetime
import fcntl
import os
import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from pydantic import TypeAdapter, ValidationError

from campus5g import whole_file
from campus5g.courseware.progress import Progress
from campus5g.courseware.progress.events import HOME_PAGE, Event
from campus5g.read_on_change import ReadOnChange
from campus5g.site.progress.works import SeenWork

LARGEST_EVENT_BYTES = 64 << 10
LARGEST_BATCH_BYTES = 512 << 10
LARGEST_FILE_BYTES = 16 << 20
"""Of a learner's events: some fifty thousand, ten times a whole training."""
LARGEST_WORKS_BYTES = 512 << 10
MOST_WORKS = 200

_ID_OF_LINE = re.compile(rb'^\{"id":"([0-9a-f-]{36})"', re.MULTILINE)

Works = dict[str, SeenWork]
"""How a learner's folders stand, by ``cohort/module``."""

_WORKS = TypeAdapter(Works)


class GapError(Exception):
    """The sender goes on behind an event that has not come; ``last`` is the last that has."""

    def __init__(self, last: str) -> None:
        super().__init__(last)
        self.last = last


class FullError(Exception):
    """The learner has sent as much as the site keeps."""


@dataclass(frozen=True)
class Taken:
    """What became of a batch: how many events are new, and how many are refused.

    ``last`` is the id of the last event that the site has now; empty for none.
    """

    new: int
    refused: int
    last: str


class Received:
    """The site's own copy of what one learner's server sent.

    Args:
        folder: where the site keeps events.
        learner: the account's name.
    """

    def __init__(self, folder: Path, learner: str) -> None:
        self.learner = learner
        self.events = Progress("", learner, folder).file
        self.works_file = folder / "works" / f"{self.events.stem}.json"

    def last(self) -> str:
        """Return the id of the last event that has come; empty for none."""
        ids = _ids(self._whole_lines())
        return ids[-1] if ids else ""

    def take(self, lines: bytes, after: str, now: datetime.datetime) -> Taken:
        """Add a batch of events, except those that have come before.

        An event of somebody else, or that is none, is refused, and the others are taken. A time
        that lies ahead becomes that of the arrival; an earlier one stays, as an event may have
        waited.

        Args:
            lines: one event in JSON a line.
            after: id of the event that the sender believes to be the last that came.
            now: the time of arrival.

        Raises:
            GapError: that event has not come.
            FullError: there are too many events.
            OSError: the disk does not take them.
        """
        self.events.parent.mkdir(parents=True, exist_ok=True)
        with _alone(self.events) as file:
            has = file.read()
            # What a crash cut off comes again.
            whole = has.rpartition(b"\n")[0] + b"\n" if b"\n" in has else b""
            ids = _ids(whole)
            known = set(ids)
            if after and after not in known:
                raise GapError(ids[-1] if ids else "")
            new, refused = [], 0
            for line in lines.splitlines():
                event = self._own_event(line, now)
                if event is None:
                    refused += 1
                elif event.id not in known:
                    known.add(event.id)
                    new.append(event)
            added = "".join(f"{event.as_line()}\n" for event in new).encode()
            if len(whole) + len(added) > LARGEST_FILE_BYTES:
                raise FullError
            if added or len(whole) < len(has):
                file.truncate(len(whole))
                file.seek(len(whole))
                file.write(added)
            return Taken(len(new), refused, new[-1].id if new else ids[-1] if ids else "")

    def take_works(self, content: bytes, now: datetime.datetime) -> None:
        """Keep how the learner's folders stand now, in place of what was told before.

        Args:
            content: `Works` in JSON.
            now: the time of arrival; what was saved later was saved now.

        Raises:
            ValueError: it is something else, or too much.
            OSError: the disk does not take it.
        """
        works = _WORKS.validate_json(content)
        if len(works) > MOST_WORKS:
            raise ValueError(len(works))
        told = {place: work.seen_by(now) for place, work in works.items()}
        self.works_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        text = _WORKS.dump_json(told, exclude_defaults=True).decode()
        whole_file.replace(self.works_file, text, private=True)

    def works(self) -> Works:
        """Return how the learner's folders stand, as their server told last."""
        return _works.of(self.works_file)

    def _whole_lines(self) -> bytes:
        try:
            return self.events.read_bytes().rpartition(b"\n")[0]
        except FileNotFoundError:
            return b""

    def _own_event(self, line: bytes, now: datetime.datetime) -> Event | None:
        if len(line) > LARGEST_EVENT_BYTES:
            return None
        try:
            event = Event.model_validate_json(line)
            happened = datetime.datetime.fromisoformat(event.timestamp)
            if str(uuid.UUID(event.id)) != event.id or happened.tzinfo is None:
                return None
            ahead = happened > now
        except (ValidationError, ValueError, OverflowError):
            return None
        account = event.actor.account
        if account.name != self.learner or account.homePage != HOME_PAGE:
            return None
        return event.at(now) if ahead else event


def forget_works(folder: Path, learner: str) -> None:
    """Remove what an erased learner's server told of their folders."""
    Received(folder, learner).works_file.unlink(missing_ok=True)


def _ids(lines: bytes) -> list[str]:
    # Lines of the site's own, or of a learner's file from before: each begins with its id.
    return [found.decode() for found in _ID_OF_LINE.findall(lines)]


def _read_works(file: Path) -> Works:
    try:
        return _WORKS.validate_json(file.read_bytes())
    except (OSError, ValidationError):
        return {}


_works = ReadOnChange(_read_works)


@contextmanager
def _alone(path: Path) -> Iterator[BinaryIO]:
    """Open a file for reading and writing, while nobody else does."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "r+b") as file:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield file
