"""Which scenario was active when, for the statements about measurements."""

from collections import deque
from datetime import datetime

from campus5g.evidence import InForce

MOST_ENTRIES = 1000


class ScenarioLog:
    """The kit's scenarios as far as this gateway knows them, oldest first."""

    def __init__(self) -> None:
        self._entries: deque[InForce] = deque(maxlen=MOST_ENTRIES)

    def enter(self, name: str, since: datetime, variation: str | None = None) -> None:
        """Note when a scenario became active; a known entry is not noted again."""
        entry = InForce(name=name, since=since, variation=variation)
        if not self._entries or self._entries[-1] != entry:
            self._entries.append(entry)

    @property
    def latest(self) -> InForce | None:
        """The scenario that is active, as far as is known."""
        return self._entries[-1] if self._entries else None

    def during(self, started_at: datetime, ended_at: datetime) -> list[InForce]:
        """Return the scenarios that were active between two times."""
        entries = list(self._entries)
        before = [entry for entry in entries if entry.since <= started_at][-1:]
        return before + [entry for entry in entries if started_at < entry.since <= ended_at]
