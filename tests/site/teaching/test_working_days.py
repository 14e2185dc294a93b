"""The days of a session."""

import datetime

from campus5g.site.teaching.attendance import working_days

DAY = datetime.date


def test_weekends_are_not_training_days() -> None:
    days = working_days(DAY(2026, 12, 3), DAY(2026, 12, 8))

    assert days == [DAY(2026, 12, 3), DAY(2026, 12, 4), DAY(2026, 12, 7), DAY(2026, 12, 8)]


def test_a_session_at_a_weekend_has_its_days() -> None:
    assert working_days(DAY(2026, 12, 5), DAY(2026, 12, 6)) == [DAY(2026, 12, 5), DAY(2026, 12, 6)]


def test_without_dates_there_are_no_days() -> None:
    assert working_days(None, DAY(2026, 12, 8)) == []


def test_the_sheet_of_a_year_long_group_is_limited() -> None:
    assert len(working_days(DAY(2026, 1, 1), DAY(2026, 12, 31))) == 60
