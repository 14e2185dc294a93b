"""Presence by half-day, by the clock of Dunkirk."""

import datetime

from campus5g.site.learning.activity import Stretch
from campus5g.site.learning.half_days import minutes_by_half_day, proposed

DAY = datetime.date(2026, 7, 1)


def stretch(start: str, end: str) -> Stretch:
    """In UTC: two hours behind Dunkirk in July."""
    moments = [
        datetime.datetime.fromisoformat(f"2026-07-01T{time}:00+00:00") for time in (start, end)
    ]
    return Stretch("radio", *moments)


def test_the_morning_ends_at_one_by_the_local_clock() -> None:
    found = minutes_by_half_day([stretch("07:00", "08:00"), stretch("11:05", "11:35")])

    assert found == {(DAY, "morning"): 60, (DAY, "afternoon"): 30}


def test_work_across_that_hour_counts_in_both_halves() -> None:
    found = minutes_by_half_day([stretch("10:50", "11:20")])

    assert found == {(DAY, "morning"): 10, (DAY, "afternoon"): 20}


def test_a_short_visit_does_not_propose_attendance() -> None:
    assert not proposed(minutes_by_half_day([stretch("07:00", "07:00")])[DAY, "morning"])
    assert proposed(20)
