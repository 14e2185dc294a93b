"""The hours of a training that a learner has followed: signed half-days, and work elsewhere."""

from dataclasses import dataclass

from campus5g.site.folders import SiteFolders
from campus5g.site.learning.activity import Stretch, deeds_of, stretches
from campus5g.site.learning.half_days import minutes_by_half_day
from campus5g.site.records.cohorts import Enrolment


@dataclass(frozen=True)
class Presence:
    """How much of a training a learner has followed."""

    half_days: int
    """Signed by a trainer as present."""
    absences: int
    """Half-days signed as absent."""
    minutes: int
    """Signed half-days at the hours of the group, and recorded activity outside signed ones."""


def presence(enrolment: Enrolment, trace: list[Stretch]) -> Presence:
    """Return how much of a cohort's training a learner has followed.

    A signed half-day counts with the hours that the group gives it, whatever was recorded in it:
    it may have passed at a kit or in a debate. Elsewhere, recorded activity counts.

    Args:
        enrolment: with its attendance.
        trace: the learner's work at the cohort's modules.
    """
    signed = {
        (mark.day, mark.half): mark.present
        for mark in enrolment.attendances
        if mark.signed_at is not None
    }
    half_days = sum(signed.values())
    elsewhere = sum(
        minutes for when, minutes in minutes_by_half_day(trace).items() if when not in signed
    )
    return Presence(
        half_days=half_days,
        absences=len(signed) - half_days,
        minutes=round(60 * enrolment.cohort.half_day_hours * half_days + elsewhere),
    )


def work_of(folders: SiteFolders, enrolment: Enrolment) -> list[Stretch]:
    """Return a learner's work at the modules of a cohort while they were enrolled.

    Args:
        folders: the site's state.
        enrolment: the learner in the cohort.
    """
    return stretches(
        deeds_of(
            folders.progress,
            enrolment.person.name,
            [place.module for place in enrolment.cohort.modules],
            since=enrolment.enrolled_at,
            until=enrolment.left_at,
        )
    )
