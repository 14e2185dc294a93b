"""How far a module of a cohort is: who handed in, what waits for the trainer."""

import datetime
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from campus5g.site.folders import SiteFolders
from campus5g.site.learning.gradebook import Score, scores
from campus5g.site.learning.submission_times import latest_times, time_of
from campus5g.site.records.cohorts import CohortModule, Enrolment, Grading
from campus5g.site.teaching.anonymity import submission_numbers
from campus5g.site.teaching.dates import due_of
from campus5g.site.teaching.grading import latest_grading


@dataclass(frozen=True)
class Copy:
    """A learner's submission of a module, or that there is none."""

    enrolment: Enrolment
    handed_in_at: datetime.datetime | None
    due_at: datetime.datetime | None
    extended: bool
    graded: bool
    """What was handed in last is graded."""
    score: Score | None
    outcome: dict[str, Any] | None
    """The autograder's last outcome other than "unchanged"."""
    number: int | None
    """What it is called while names are hidden; none where the name may be shown."""

    @property
    def address(self) -> str:
        """Its part of an address: neither a name nor a number that the person has elsewhere."""
        if self.number is not None:
            return f"anonymous-{self.number}"
        return str(self.enrolment.person_id)

    @property
    def late(self) -> bool:
        """Handed in after the time that this learner had."""
        return bool(self.handed_in_at and self.due_at and self.handed_in_at > self.due_at)

    @property
    def waits(self) -> bool:
        """Handed in and not graded."""
        return self.handed_in_at is not None and not self.graded

    @property
    def to_read(self) -> bool:
        """The trainer must still read something of it."""
        return self.graded and self.score is not None and self.score.to_read


@dataclass(frozen=True)
class ModuleStanding:
    """A module of a cohort with all its submissions."""

    place: CohortModule
    grading: Grading | None
    copies: list[Copy]

    @property
    def handed_in(self) -> int:
        """How many handed in."""
        return sum(each.handed_in_at is not None for each in self.copies)

    @property
    def waiting(self) -> int:
        """How many wait for the autograder."""
        return sum(each.waits for each in self.copies)

    @property
    def to_read(self) -> int:
        """How many wait for the trainer's eye."""
        return sum(each.to_read for each in self.copies)

    @property
    def graded(self) -> int:
        """How many are graded, those to be read included."""
        return sum(each.graded for each in self.copies)

    @property
    def running(self) -> bool:
        """Whether the autograder is at work."""
        return self.grading is not None and self.grading.state == "running"

    @property
    def feedback_is_old(self) -> bool:
        """Whether grades have changed since feedback was handed back."""
        back, marked = self.place.feedback_at, self.place.marked_at
        if not self.graded or back is None:
            return bool(self.graded)
        ended = self.grading.ended_at if self.grading else None
        # Moments are whole seconds: a mark in the second of the feedback may have missed it.
        return bool((ended and ended > back) or (marked and marked >= back))


def module_standing(records: Session, folders: SiteFolders, place: CohortModule) -> ModuleStanding:
    """Return how far a module is, learner by learner in the order of their names.

    While names are hidden, submissions come first, in the order of their numbers.
    """
    # First whether something runs, then what it has done: what ends meanwhile is seen whole.
    grading = latest_grading(records, folders, place)
    records.refresh(place, ["released_at", "feedback_at", "marked_at", "anonymity_key"])
    cohort = place.cohort
    grades = scores(folders.cohorts / cohort.id)
    times = latest_times(folders, cohort.id, place.module)
    outcomes = _outcomes(place)
    numbers = submission_numbers(place)
    autograded = folders.cohorts / cohort.id / "autograded"
    copies = []
    for enrolment in sorted(cohort.enrolments, key=by_name):
        name = enrolment.person.name
        if enrolment.left_at is not None and name not in times:
            continue
        score = grades.get((name, place.module))
        has_work = name in times or score is not None
        copies.append(
            Copy(
                enrolment=enrolment,
                handed_in_at=_moment(times.get(name)),
                due_at=due_of(place, enrolment.person_id),
                extended=any(e.person_id == enrolment.person_id for e in place.extensions),
                graded=name in times and times[name] == time_of(autograded / name / place.module),
                score=score,
                outcome=outcomes.get(name),
                number=numbers.get(enrolment.person_id) if has_work else None,
            )
        )
    if numbers:
        copies.sort(key=lambda each: (each.number is None, each.number or 0))
    return ModuleStanding(place, grading, copies)


def by_name(enrolment: Enrolment) -> tuple[str, str]:
    """Sort people as lists of names do."""
    identity = enrolment.person.identity
    if identity is None:
        return enrolment.person.name, ""
    return identity.last_name.casefold(), identity.first_name.casefold()


def _outcomes(place: CohortModule) -> dict[str, dict[str, Any]]:
    """Return the autograder's last outcome for each learner, other than "unchanged"."""
    found: dict[str, dict[str, Any]] = {}
    for grading in place.gradings:
        for each in (grading.report or {}).get("submissions", []):
            if each["status"] != "skipped" or each["student"] not in found:
                found[each["student"]] = each
    return found


def _moment(text: str | None) -> datetime.datetime | None:
    """Read a time as nbgrader writes it: ``2026-11-25 10:00:00.123456 UTC``."""
    if text is None:
        return None
    for form in ("%Y-%m-%d %H:%M:%S.%f %Z", "%Y-%m-%d %H:%M:%S %Z"):
        try:
            return datetime.datetime.strptime(text, form).replace(tzinfo=datetime.UTC)
        except ValueError:
            continue
    return None
