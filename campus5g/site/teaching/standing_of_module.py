"""Progress of a module of a cohort: hand-ins, and what the trainer has to do."""

import datetime
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from campus5g.draw import Draw
from campus5g.site.alphabetical import class_list
from campus5g.site.folders import SiteFolders
from campus5g.site.learning.draws import draw_of
from campus5g.site.learning.gradebook import Score, scores
from campus5g.site.learning.submission_times import latest_times, moment_of_stamp, time_of
from campus5g.site.records.cohorts import CohortModule, Enrolment, Grading
from campus5g.site.teaching.anonymity import submission_numbers
from campus5g.site.teaching.dates import due_of
from campus5g.site.teaching.grading import latest_grading
from campus5g.site.teaching.verdicts import PieceVerdict, last_outcomes, verdicts_in


@dataclass(frozen=True)
class Copy:
    """A learner's submission of a module, which may not exist yet."""

    enrolment: Enrolment
    handed_in_at: datetime.datetime | None
    due_at: datetime.datetime | None
    extended: bool
    graded: bool
    """Whether the last hand-in is graded."""
    score: Score | None
    outcome: dict[str, Any] | None
    """The autograder's last outcome other than "unchanged"."""
    number: int | None
    """Its number while names are hidden; None while they are shown."""
    draw: Draw
    """The learner's in this module; its code names them to a trainer whom they told it."""

    @property
    def address(self) -> str:
        """Its part of an address: neither a name nor a number that the person has elsewhere."""
        if self.number is not None:
            return f"anonymous-{self.number}"
        return str(self.enrolment.person_id)

    @property
    def pieces(self) -> list[PieceVerdict]:
        """What grading found about each measurement that came with it."""
        return verdicts_in(self.outcome)

    @property
    def refused_pieces(self) -> int:
        """The number of measurements that do not count."""
        return sum(not piece.accepted for piece in self.pieces)

    @property
    def late(self) -> bool:
        """Whether it was handed in after the learner's deadline."""
        return bool(self.handed_in_at and self.due_at and self.handed_in_at > self.due_at)

    @property
    def waits(self) -> bool:
        """Whether it is handed in and not graded yet."""
        return self.handed_in_at is not None and not self.graded

    @property
    def to_read(self) -> bool:
        """Whether the trainer must still read something of it."""
        return self.graded and self.score is not None and self.score.to_read


@dataclass(frozen=True)
class ModuleStanding:
    """A module of a cohort with all its submissions."""

    place: CohortModule
    grading: Grading | None
    copies: list[Copy]

    @property
    def handed_in(self) -> int:
        """The number of submissions."""
        return sum(each.handed_in_at is not None for each in self.copies)

    @property
    def waiting(self) -> int:
        """The number of submissions to grade."""
        return sum(each.waits for each in self.copies)

    @property
    def to_read(self) -> int:
        """The number of submissions that the trainer must read."""
        return sum(each.to_read for each in self.copies)

    @property
    def graded(self) -> int:
        """The number of graded submissions, including those to be read."""
        return sum(each.graded for each in self.copies)

    @property
    def running(self) -> bool:
        """Whether the autograder is running, or waits for its turn."""
        return self.grading is not None and self.grading.not_ended

    @property
    def awaits_feedback(self) -> bool:
        """Whether everything handed in is graded and read, and learners do not have it yet."""
        return self.feedback_is_old and not (self.running or self.waiting or self.to_read)

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
    """Return the progress of a module, learner by learner in the order of their last names.

    While names are hidden, submissions come first, in the order of their numbers.
    """
    # First whether something runs, then its results: a run that ends meanwhile is seen whole.
    grading = latest_grading(records, folders, place)
    records.refresh(place, ["released_at", "feedback_at", "marked_at", "anonymity_key"])
    cohort = place.cohort
    grades = scores(folders.cohorts / cohort.id, without_unread=cohort.without_trainer)
    times = latest_times(folders, cohort.id, place.module)
    outcomes = last_outcomes(place)
    numbers = submission_numbers(place)
    autograded = folders.cohorts / cohort.id / "autograded"
    copies = []
    for enrolment in class_list(cohort.enrolments):
        name = enrolment.person.name
        if enrolment.left_at is not None and name not in times:
            continue
        score = grades.get((name, place.module))
        has_work = name in times or score is not None
        copies.append(
            Copy(
                enrolment=enrolment,
                handed_in_at=moment_of_stamp(times.get(name)),
                due_at=due_of(place, enrolment.person_id),
                extended=any(e.person_id == enrolment.person_id for e in place.extensions),
                graded=name in times and times[name] == time_of(autograded / name / place.module),
                score=score,
                outcome=outcomes.get(name),
                number=numbers.get(enrolment.person_id) if has_work else None,
                draw=draw_of(folders, name, cohort.id, place.module),
            )
        )
    if numbers:
        copies.sort(key=lambda each: (each.number is None, each.number or 0))
    return ModuleStanding(place, grading, copies)
