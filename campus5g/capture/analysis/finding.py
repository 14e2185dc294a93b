"""A finding, and how rules make one of what they have seen."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from campus5g.capture.analysis.finding_rules import RULE_BY_ID, Severity
from campus5g.capture.files.network_events import FRAMES_KEPT, Happening
from campus5g.language import Bilingual

MOST_OF_A_RULE = 1_000
"""UEs that a rule names one by one; it counts the others."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in a capture that deserves attention."""

    rule: str
    severity: Severity
    title: Bilingual
    reason: Bilingual
    """With its figures."""
    clause: str
    frames: tuple[int, ...]
    """The first frames that show it, at most `FRAMES_KEPT`."""
    count: int
    """Number of messages or packets that show it."""
    time_s: float
    """When it is first seen, in seconds since the first packet."""
    ue: str = ""
    """Key of the UE in the correlation, if the finding concerns one and it is known."""


def finding(
    rule_id: str, frames: Sequence[int], count: int, time_s: float, ue: str, /, **figures: object
) -> Finding:
    """Return the finding of a rule; a `Bilingual` among its figures takes the reason's language."""
    rule = RULE_BY_ID[rule_id]
    french = {
        n: value.fr if isinstance(value, Bilingual) else value for n, value in figures.items()
    }
    english = {
        n: value.en if isinstance(value, Bilingual) else value for n, value in figures.items()
    }
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        title=rule.title,
        reason=Bilingual(fr=rule.reason.fr.format(**french), en=rule.reason.en.format(**english)),
        clause=rule.clause,
        frames=tuple(dict.fromkeys(frames))[:FRAMES_KEPT],
        count=count,
        time_s=time_s,
        ue=ue,
    )


class Sightings:
    """What one rule has seen, by UE and by the figures of its reason."""

    def __init__(self, rule_id: str) -> None:
        self._rule_id = rule_id
        self._seen: dict[Hashable, tuple[str, Mapping[str, object], Happening]] = {}
        self._others: Happening | None = None

    def add(
        self, frame: int, time_s: float, ue: str = "", /, key: Hashable = "", **figures: object
    ) -> None:
        """Count one more.

        Args:
            frame: its frame.
            time_s: seconds since the first packet.
            ue: whose, if known.
            key: tells apart what has its own finding within a UE.
            figures: of the reason; those of the first sighting stay.
        """
        known = self._seen.get((ue, key))
        if known is None and len(self._seen) >= MOST_OF_A_RULE:
            self._others = self._others or Happening(time_s)
            self._others.add(frame)
            return
        if known is None:
            known = self._seen[ue, key] = ue, figures, Happening(time_s)
        known[2].add(frame)

    def result(self) -> Iterator[Finding]:
        """Yield a finding for each, and one for all that were not named."""
        for ue, figures, seen in self._seen.values():
            numbers = {"count": seen.count, **figures}
            yield finding(self._rule_id, seen.frames, seen.count, seen.time_s, ue, **numbers)
        if self._others is not None:
            rule, seen = RULE_BY_ID[self._rule_id], self._others
            yield Finding(
                rule=rule.id,
                severity=rule.severity,
                title=rule.title,
                reason=Bilingual(
                    fr=f"Encore {seen.count} fois, chez d’autres UE : seuls les "
                    f"{MOST_OF_A_RULE} premiers sont nommés.",
                    en=f"{seen.count} more times, at other UEs: only the first {MOST_OF_A_RULE} "
                    "are named.",
                ),
                clause=rule.clause,
                frames=tuple(seen.frames),
                count=seen.count,
                time_s=seen.time_s,
            )
