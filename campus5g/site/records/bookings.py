"""Bookings of kits, queues for them, and maintenance."""

import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from campus5g.site.records.base import Record, now
from campus5g.site.records.people import Person


class Booking(Record):
    """A kit for a person, from ``starts_at`` until before ``ends_at``.

    With a ``cohort_id``, a trainer booked it for that class: all its learners have the kit.
    """

    __tablename__ = "bookings"
    __table_args__ = (Index(None, "kit", "starts_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kit: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    cohort_id: Mapped[str | None] = mapped_column(ForeignKey("cohorts.id"))
    starts_at: Mapped[datetime.datetime]
    ends_at: Mapped[datetime.datetime]
    made_at: Mapped[datetime.datetime] = mapped_column(default=now)
    cancelled_at: Mapped[datetime.datetime | None]

    person: Mapped[Person] = relationship()


class Waiting(Record):
    """A person who wants the kit for this long as soon as it is free."""

    __tablename__ = "waitings"

    id: Mapped[int] = mapped_column(primary_key=True)
    kit: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    minutes: Mapped[int]
    since: Mapped[datetime.datetime] = mapped_column(default=now)

    person: Mapped[Person] = relationship()


class Maintenance(Record):
    """A time when the kit can't be booked."""

    __tablename__ = "maintenances"

    id: Mapped[int] = mapped_column(primary_key=True)
    kit: Mapped[str] = mapped_column(String(64), index=True)
    starts_at: Mapped[datetime.datetime]
    ends_at: Mapped[datetime.datetime]
    reason: Mapped[str] = mapped_column(Text, default="")
