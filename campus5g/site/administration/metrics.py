"""Metrics of the site for Prometheus, read on request; without names or addresses."""

import shutil

from prometheus_client import CollectorRegistry, Gauge, generate_latest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campus5g.site.folders import SiteFolders
from campus5g.site.records.bookings import Booking
from campus5g.site.records.certificates import Certificate
from campus5g.site.records.cohorts import CohortRecord, Enrolment, Grading
from campus5g.site.records.people import Person

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def exposition(records: Session, folders: SiteFolders) -> bytes:
    """Return the metrics in Prometheus' text format."""
    registry = CollectorRegistry()
    people = Gauge("campus5g_accounts", "Accounts that may sign in.", ["role"], registry=registry)
    for role, count in records.execute(
        select(Person.role, func.count()).where(Person.active).group_by(Person.role)
    ):
        people.labels(role).set(count)
    gradings = Gauge("campus5g_gradings", "Runs of the autograder.", ["state"], registry=registry)
    for state, count in records.execute(
        select(Grading.state, func.count()).group_by(Grading.state)
    ):
        gradings.labels(state).set(count)
    for name, words, wanted in (
        (
            "campus5g_cohorts",
            "Cohorts that are not archived.",
            select(func.count()).select_from(CohortRecord).where(CohortRecord.archived.is_(False)),
        ),
        (
            "campus5g_enrolments",
            "Learners in cohorts who have not left.",
            select(func.count()).select_from(Enrolment).where(Enrolment.left_at.is_(None)),
        ),
        (
            "campus5g_certificates",
            "Certificates that count.",
            select(func.count()).select_from(Certificate).where(Certificate.revoked_at.is_(None)),
        ),
        (
            "campus5g_bookings",
            "Bookings of kits, past ones too.",
            select(func.count()).select_from(Booking).where(Booking.cancelled_at.is_(None)),
        ),
    ):
        Gauge(name, words, registry=registry).set(records.scalar(wanted) or 0)
    disk = Gauge("campus5g_disk_free_bytes", "Free on the data folder's disk.", registry=registry)
    disk.set(shutil.disk_usage(folders.data).free)
    return generate_latest(registry)
