"""Findings in procedures: rejected, without an answer, slow."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeVar

from campus5g.capture.analysis.finding import Finding, finding
from campus5g.capture.analysis.finding_rules import BUDGETS, DESIGN_VALUE
from campus5g.capture.files.network_events import Happening
from campus5g.language import Bilingual

if TYPE_CHECKING:
    from campus5g.capture.analysis.procedures import Procedure

_TOLD_OTHERWISE = frozenset({"MAC failure", "resynchronisation"})
"""Failed authentications with a finding of their own, or that are part of a healthy one."""
_MOST_KINDS = 1_000
_Kind = TypeVar("_Kind")


class ProcedureFindings:
    """Takes the procedures."""

    def __init__(self) -> None:
        self._rejected: dict[tuple[str, str], tuple[Happening, set[str]]] = {}
        self._unanswered: dict[str, tuple[Happening, set[str]]] = {}
        self._slow: dict[tuple[str, str], tuple[Happening, float]] = {}
        self._budgets = {budget.procedure: budget for budget in BUDGETS}

    def take(self, procedure: "Procedure") -> None:
        """Look at a procedure that has ended."""
        told_otherwise = procedure.variant in _TOLD_OTHERWISE or procedure.failed_part
        if procedure.outcome == "failure" and not told_otherwise:
            _add(self._rejected, (procedure.name, procedure.cause), procedure)
        if procedure.outcome == "abandoned" and not procedure.answered:
            _add(self._unanswered, procedure.name, procedure)
        budget = self._budgets.get(procedure.name)
        # Only a procedure that succeeded has a duration to judge.
        if budget and procedure.outcome == "success" and procedure.duration_s > budget.seconds:
            key = procedure.name, procedure.ue
            seen, longest_s = self._slow.get(key) or (Happening(procedure.start_s), 0.0)
            if key in self._slow or len(self._slow) < _MOST_KINDS:
                _count(seen, procedure)
                self._slow[key] = seen, max(longest_s, procedure.duration_s)

    def result(self, *, both_directions: bool) -> Iterator[Finding]:
        """Yield the findings.

        Args:
            both_directions: the capture shows what the network says to UEs: silence is real.
        """
        for (name, cause), (seen, ues) in self._rejected.items():
            yield finding(
                *("procedure-rejected", seen.frames, seen.count, seen.time_s, _only(ues)),
                procedure=name,
                count=seen.count,
                cause=cause or Bilingual(fr="sans cause", en="no cause"),
            )
        for name, (seen, ues) in self._unanswered.items() if both_directions else ():
            ue = _only(ues)
            yield finding(
                *("requests-unanswered", seen.frames, seen.count, seen.time_s, ue),
                message=name,
                sender=ue or Bilingual(fr=f"UE : {len(ues)}", en=f"UEs: {len(ues)}"),
                count=seen.count,
                total=seen.count,
            )
        for (name, ue), (seen, longest_s) in self._slow.items():
            budget = self._budgets[name]
            source = budget.source
            french = "valeur de conception" if source == DESIGN_VALUE else source
            yield finding(
                *("slow-procedure", seen.frames, seen.count, seen.time_s, ue),
                procedure=name,
                count=seen.count,
                budget_s=budget.seconds,
                origin=Bilingual(fr=french, en=source),
                longest_s=longest_s,
            )


def _add(
    kinds: dict[_Kind, tuple[Happening, set[str]]], kind: _Kind, procedure: "Procedure"
) -> None:
    if kind not in kinds and len(kinds) >= _MOST_KINDS:
        return
    seen, ues = kinds.setdefault(kind, (Happening(procedure.start_s), set()))
    _count(seen, procedure)
    ues.add(procedure.ue)


def _count(seen: Happening, procedure: "Procedure") -> None:
    seen.time_s = min(seen.time_s, procedure.start_s)
    count = seen.count + 1
    for frame in procedure.frames:
        seen.add(frame)
    seen.count = count


def _only(ues: set[str]) -> str:
    return next(iter(ues)) if len(ues) == 1 else ""
