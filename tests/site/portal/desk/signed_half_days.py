"""Half-days that a trainer has signed."""

import datetime

from sqlalchemy import select

from campus5g.site.records.base import now
from campus5g.site.records.cohorts import Attendance, CohortRecord
from campus5g.site.records.database import Database
from campus5g.site.records.people import Person


def be_present(database: Database, *names: str, present: bool = True) -> None:
    """Have a half-day signed by the trainer."""
    with database.session() as records:
        tina = records.scalars(select(Person).where(Person.name == "tina")).one()
        for each in records.get_one(CohortRecord, "rolling-mill").enrolments:
            if each.person.name in names and not each.attendances:
                each.attendances.append(
                    Attendance(
                        day=datetime.date(2026, 11, 2),
                        half="morning",
                        present=present,
                        signed_by_id=tina.id,
                        signed_at=now(),
                    )
                )
