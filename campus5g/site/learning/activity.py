"""When a learner was at work, and for how long: from the events that modules keep.

Time is counted between two events of a learner that are no more than `LONGEST_PAUSE` apart; an
event that stands alone counts for `SHORTEST`. The planned hours of a training are kept
elsewhere and do not count here.
"""

import datetime
import sys
from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from campus5g.courseware.progress.events import Event
from campus5g.courseware.progress.store import Progress, events_in
from campus5g.read_on_change import ReadOnChange

LONGEST_PAUSE = datetime.timedelta(minutes=15)
SHORTEST = datetime.timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Deed:
    """The parts of an event that are used, small enough to keep a whole site's in memory.

    ``thing`` is the kind and the name of what it was done to, ``share`` how well it went.
    """

    moment: datetime.datetime
    module: str
    did: str
    thing: tuple[str, str]
    share: float | None = None

    @classmethod
    def of(cls, event: Event) -> "Deed":
        """Return the deed of an event."""
        # Names are repeated: keep one object each.
        kind, name = (sys.intern(each) for each in event.thing)
        return cls(
            moment_of(event),
            sys.intern(module_of(event)),
            sys.intern(event.did),
            (kind, name),
            event.share,
        )


@dataclass(frozen=True)
class Stretch:
    """A learner's work at one module without a longer pause."""

    module: str
    began: datetime.datetime
    ended: datetime.datetime

    @property
    def minutes(self) -> float:
        """Duration: at least `SHORTEST`."""
        return max(self.ended - self.began, SHORTEST) / datetime.timedelta(minutes=1)


def module_of(event: Event) -> str:
    """Return the id of the module that an event happened in."""
    return event.object.id.partition("#")[0].rpartition(":")[2]


def moment_of(event: Event) -> datetime.datetime:
    """Return when it happened, in UTC."""
    return datetime.datetime.fromisoformat(event.timestamp).astimezone(datetime.UTC)


def events_of(
    folder: Path,
    learner: str,
    modules: Collection[str],
    since: datetime.datetime | None = None,
    until: datetime.datetime | None = None,
) -> list[Event]:
    """Return what a learner did in some modules, oldest first.

    Args:
        folder: where the site keeps events.
        learner: the account's name.
        modules: their ids.
        since: nothing before.
        until: nothing after.
    """
    found = [
        (moment_of(event), event)
        for module in modules
        for event in Progress(module, learner, folder).events()
    ]
    return [
        event
        for moment, event in sorted(found, key=lambda each: each[0])
        if (since is None or since <= moment) and (until is None or moment <= until)
    ]


def deeds_of(
    folder: Path,
    learner: str,
    modules: Collection[str],
    since: datetime.datetime | None = None,
    until: datetime.datetime | None = None,
) -> list[Deed]:
    """Return what a learner did in some modules, oldest first, as `events_of` does.

    Read again only when something was added.

    Args:
        folder: where the site keeps events.
        learner: the account's name.
        modules: their ids.
        since: nothing before.
        until: nothing after.
    """
    return [
        deed
        for deed in _kept.of(Progress("", learner, folder).file)
        if deed.module in modules
        and (since is None or since <= deed.moment)
        and (until is None or deed.moment <= until)
    ]


def _read_deeds(file: Path) -> tuple[Deed, ...]:
    found = []
    for event in events_in(file):
        # The learner can write to this file: an entry without a valid time is not an event.
        with suppress(ValueError, OverflowError):
            found.append(Deed.of(event))
    return tuple(sorted(found, key=lambda deed: deed.moment))


_kept = ReadOnChange(_read_deeds)


def stretches(deeds: Iterable[Deed]) -> list[Stretch]:
    """Return a learner's times at work, oldest first.

    Args:
        deeds: of one learner, oldest first; of any modules.
    """
    found: list[Stretch] = []
    for deed in deeds:
        module, moment = deed.module, deed.moment
        last = found[-1] if found else None
        near = last is not None and moment - last.ended <= LONGEST_PAUSE
        if last is not None and near:
            # The time up to here belongs to the module before, even if a new one starts.
            found[-1] = Stretch(last.module, last.began, moment)
        if last is None or not near or last.module != module:
            found.append(Stretch(module, moment, moment))
    return found


def active_minutes(found: Iterable[Stretch]) -> int:
    """Return their total duration in whole minutes."""
    return round(sum(each.minutes for each in found))
