"""Cohorts: learners, trainers, modules and dates, and how they went."""

import datetime
from typing import Any, Literal

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from campus5g.language import Language
from campus5g.site.records.base import Record, now
from campus5g.site.records.people import Person

Mode = Literal["on-site", "distance", "mixed"]
StepState = Literal["waiting", "running", "done", "failed"]
ErrandKind = Literal["build", "release", "feedback"]
HalfDay = Literal["morning", "afternoon"]
Survey = Literal["hot", "cold"]

_STEP_STATES = "state in ('waiting', 'running', 'done', 'failed')"
# A step is asked for once until it has ended: the database refuses a second row.
_NOT_ENDED = text("state in ('waiting', 'running')")


class CohortRecord(Record):
    """A group of learners with a language, modules, dates and trainers: a session of a training.

    ``id`` is also the nbgrader course's; grades are in that course's gradebook.
    """

    __tablename__ = "cohorts"
    __table_args__ = (
        CheckConstraint("mode in ('on-site', 'distance', 'mixed')", name="mode"),
        CheckConstraint("pass_mark >= 0 and pass_mark <= 1", name="pass_mark"),
    )

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    language: Mapped[Language] = mapped_column(String(2))
    starts: Mapped[datetime.date | None]
    ends: Mapped[datetime.date | None]
    mode: Mapped[Mode] = mapped_column(String(8), default="mixed")
    place: Mapped[str] = mapped_column(String(200), default="")
    planned_hours: Mapped[float] = mapped_column(default=0.0)
    half_day_hours: Mapped[float] = mapped_column(default=3.5, server_default="3.5")
    """Hours that a signed half-day counts for."""
    pass_mark: Mapped[float] = mapped_column(default=0.75)
    """Share of an objective's points from which it counts as reached."""
    open_to_all: Mapped[bool] = mapped_column(default=False)
    """Self-learners may enrol by themselves."""
    graded_at_once: Mapped[bool] = mapped_column(default=False)
    """Submissions are graded and feedback is handed back without a trainer."""
    kits: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Names of the kits that its learners work on."""
    archived: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime.datetime] = mapped_column(default=now)

    trainers: Mapped[list[Person]] = relationship(secondary="cohort_trainers", order_by=Person.name)
    modules: Mapped[list["CohortModule"]] = relationship(
        back_populates="cohort", cascade="all, delete-orphan", order_by="CohortModule.position"
    )
    enrolments: Mapped[list["Enrolment"]] = relationship(
        back_populates="cohort", cascade="all, delete-orphan"
    )

    @property
    def without_trainer(self) -> bool:
        """Whether people enrol, are graded and take their document by themselves."""
        return self.open_to_all and self.graded_at_once


class CohortTrainer(Record):
    """A person who teaches a cohort."""

    __tablename__ = "cohort_trainers"

    cohort_id: Mapped[str] = mapped_column(ForeignKey("cohorts.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)


class CohortModule(Record):
    """A module of the catalogue in a cohort: an nbgrader assignment."""

    __tablename__ = "cohort_modules"
    __table_args__ = (UniqueConstraint("cohort_id", "module"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[str] = mapped_column(ForeignKey("cohorts.id"))
    module: Mapped[str] = mapped_column(String(64))
    position: Mapped[int]
    opens_at: Mapped[datetime.datetime | None]
    """When it is handed out by itself."""
    due_at: Mapped[datetime.datetime | None]
    released_at: Mapped[datetime.datetime | None]
    feedback_at: Mapped[datetime.datetime | None]
    """When feedback was last given."""
    marked_at: Mapped[datetime.datetime | None]
    """When a trainer last gave points or a comment."""
    anonymity_key: Mapped[str | None] = mapped_column(String(32))
    """While names are hidden from markers: the key of the numbers in their place."""

    cohort: Mapped[CohortRecord] = relationship(back_populates="modules")
    extensions: Mapped[list["Extension"]] = relationship(
        cascade="all, delete-orphan", lazy="selectin"
    )
    gradings: Mapped[list["Grading"]] = relationship(
        cascade="all, delete-orphan", order_by="Grading.id"
    )
    file_marks: Mapped[list["FileMark"]] = relationship(cascade="all, delete-orphan")


class Enrolment(Record):
    """A learner in a cohort; ``left_at`` and ``left_why`` of those who dropped out."""

    __tablename__ = "enrolments"
    __table_args__ = (UniqueConstraint("cohort_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[str] = mapped_column(ForeignKey("cohorts.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    enrolled_at: Mapped[datetime.datetime] = mapped_column(default=now)
    left_at: Mapped[datetime.datetime | None]
    left_why: Mapped[str] = mapped_column(Text, default="")

    cohort: Mapped[CohortRecord] = relationship(back_populates="enrolments")
    # An enrolment is of little use without its person.
    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
    attendances: Mapped[list["Attendance"]] = relationship(cascade="all, delete-orphan")
    surveys: Mapped[list["SurveyAnswer"]] = relationship(cascade="all, delete-orphan")


class Extension(Record):
    """More time for one learner."""

    __tablename__ = "extensions"

    cohort_module_id: Mapped[int] = mapped_column(ForeignKey("cohort_modules.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    due_at: Mapped[datetime.datetime]


class Invitation(Record):
    """A link that enrols the people who follow it; only its hash is kept."""

    __tablename__ = "invitations"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    cohort_id: Mapped[str] = mapped_column(ForeignKey("cohorts.id"))
    made_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    expires_at: Mapped[datetime.datetime]
    uses_left: Mapped[int]


class Grading(Record):
    """One run of the autograder over a module's submissions; ``report`` is its own JSON."""

    __tablename__ = "gradings"
    __table_args__ = (
        CheckConstraint(_STEP_STATES, name="state"),
        Index(
            "ux_gradings_not_ended",
            "cohort_module_id",
            unique=True,
            sqlite_where=_NOT_ENDED,
            postgresql_where=_NOT_ENDED,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_module_id: Mapped[int] = mapped_column(ForeignKey("cohort_modules.id"))
    started_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    """None: the site itself, for a cohort that is graded at once."""
    started_at: Mapped[datetime.datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime.datetime | None]
    state: Mapped[StepState] = mapped_column(String(8), default="waiting")
    total: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str] = mapped_column(Text, default="")
    report: Mapped[dict[str, Any] | None]

    @property
    def not_ended(self) -> bool:
        """Whether it waits for its turn or runs."""
        return self.state in ("waiting", "running")


class Errand(Record):
    """A long step of nbgrader that runs in the background: what it is, and how it went.

    ``module`` is empty where it is about the whole course.
    """

    __tablename__ = "errands"
    __table_args__ = (
        CheckConstraint(_STEP_STATES, name="state"),
        CheckConstraint("kind in ('build', 'release', 'feedback')", name="kind"),
        Index(None, "cohort_id", "module"),
        Index(
            "ux_errands_not_ended",
            "cohort_id",
            "module",
            "kind",
            unique=True,
            sqlite_where=_NOT_ENDED,
            postgresql_where=_NOT_ENDED,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[str] = mapped_column(ForeignKey("cohorts.id"))
    module: Mapped[str] = mapped_column(String(64), default="")
    kind: Mapped[ErrandKind] = mapped_column(String(8))
    started_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    started_at: Mapped[datetime.datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime.datetime | None]
    state: Mapped[StepState] = mapped_column(String(8), default="waiting")
    problem: Mapped[str] = mapped_column(Text, default="")

    @property
    def not_ended(self) -> bool:
        """Whether it waits for its turn or runs."""
        return self.state in ("waiting", "running")


class FileMark(Record):
    """One marker's points for one learner's file, a number for each line of the rubric.

    ``defence`` notes what was said when the learner defended it; ``with_second`` says that this
    marker wants the points kept apart until somebody else has marked, too.
    """

    __tablename__ = "file_marks"

    cohort_module_id: Mapped[int] = mapped_column(ForeignKey("cohort_modules.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    marker_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    points: Mapped[list[float]] = mapped_column(JSON)
    comment: Mapped[str] = mapped_column(Text, default="")
    defence: Mapped[str] = mapped_column(Text, default="")
    defence_points: Mapped[float | None]
    with_second: Mapped[bool] = mapped_column(default=False)
    marked_at: Mapped[datetime.datetime] = mapped_column(default=now)

    marker: Mapped[Person] = relationship(foreign_keys=marker_id, lazy="joined", innerjoin=True)


class Attendance(Record):
    """Presence at a half-day: what the learner has signed, and what a trainer has.

    ``present`` is what counts once a trainer has signed; before, it is what the learner stated.
    """

    __tablename__ = "attendances"

    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolments.id"), primary_key=True)
    day: Mapped[datetime.date] = mapped_column(primary_key=True)
    half: Mapped[HalfDay] = mapped_column(String(9), primary_key=True)
    present: Mapped[bool]
    learner_signed_at: Mapped[datetime.datetime | None]
    """When the learner confirmed from their own account that they were there."""
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    signed_at: Mapped[datetime.datetime | None]

    signed_by: Mapped[Person | None] = relationship()


class SurveyAnswer(Record):
    """A learner's answers to a survey: at the end (hot) or three months later (cold)."""

    __tablename__ = "survey_answers"

    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolments.id"), primary_key=True)
    kind: Mapped[Survey] = mapped_column(String(4), primary_key=True)
    answers: Mapped[dict[str, Any]]
    given_at: Mapped[datetime.datetime] = mapped_column(default=now)


class HelpRequest(Record):
    """A question of a learner to the trainers, and its answer: the assistance that is owed."""

    __tablename__ = "help_requests"

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolments.id"))
    module: Mapped[str] = mapped_column(String(64), default="")
    question: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime.datetime] = mapped_column(default=now)
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    answered_at: Mapped[datetime.datetime | None]

    enrolment: Mapped[Enrolment] = relationship()
