"""What grading found about a learner's measurements, piece by piece, in the reader's words."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from campus5g.evidence import Fault
from campus5g.language import t
from campus5g.site.records.cohorts import CohortModule


@dataclass(frozen=True)
class PieceVerdict:
    """The verdict on a measurement that was handed in, or should have been.

    Args:
        name: its file's.
        accepted: whether it counts.
        word: the verdict in a word, as the grader reports it.
        items: the items that stand on it.
    """

    name: str
    accepted: bool
    word: str
    items: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """The verdict in the reader's language."""
        if self.accepted:
            return t(fr="authentique", en="genuine")
        try:
            return Fault(self.word).sentence()
        except ValueError:  # of an older or a newer grader
            return self.word

    @property
    def reason(self) -> str:
        """Why an item that stands on it earns nothing."""
        return t(fr=f"{self.name} : {self.sentence}", en=f"{self.name}: {self.sentence}")


def last_outcomes(place: CohortModule) -> dict[str, dict[str, Any]]:
    """Return the autograder's last outcome for each learner, other than "unchanged"."""
    found: dict[str, dict[str, Any]] = {}
    for grading in place.gradings:
        for each in (grading.report or {}).get("submissions", []):
            if each["status"] != "skipped" or each["student"] not in found:
                found[each["student"]] = each
    return found


def verdicts_in(outcome: dict[str, Any] | None) -> list[PieceVerdict]:
    """Return the verdicts in one learner's outcome; none if nothing was checked."""
    return [
        PieceVerdict(each["file"], each["accepted"], each["word"], tuple(each["cells"]))
        for each in (outcome or {}).get("files", [])
    ]


def reasons_by_item(verdicts: Iterable[PieceVerdict]) -> dict[str, list[str]]:
    """Return why items earn nothing: the refused pieces that they stand on, with the reasons."""
    reasons: dict[str, list[str]] = {}
    for verdict in verdicts:
        for item in () if verdict.accepted else verdict.items:
            reasons.setdefault(item, []).append(verdict.reason)
    return reasons
