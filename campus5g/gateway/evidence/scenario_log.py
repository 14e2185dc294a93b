"""Which scenario was in force when, for the statements on what was measured."""

from collections import deque
from datetime import datetime

from campus5g.evidence import InForce

MOST_ENTRIES = 1000


class ScenarioLog:
    """What this gateway has learned of the kit's scenarios, oldest first."""

    def __init__(self) -> None:
        self._entries: deque[InForce] = deque(maxlen=MOST_ENTRIES)

    def enter(self, name: str, since: datetime) -> None:
        """Note that a scenario has been in force since a time; what is known is not noted again."""
        entry = InForce(name=name, since=since)
        if not self._entries or self._entries[-1] != entry:
            self._entries.append(entry)

    @property
    def latest(self) -> str | None:
        """The scenario that is in force, as far as is known."""
        return self._entries[-1].name if self._entries else None

    def during(self, started_at: datetime, ended_at: datetime) -> list[InForce]:
        """Return what was in force between two times: more than one where it was changed."""
        entries = list(self._entries)
        before = [entry for entry in entries if entry.since <= started_at][-1:]
        return before + [entry for entry in entries if started_at < entry.since <= ended_at]
