"""The calendar of a kit."""

import datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from campus5g.site.booking.rules import Span, span
from campus5g.site.booking.week import Busy, Cell, Day, monday_of, week

PARIS = ZoneInfo("Europe/Paris")
MONDAY = datetime.date(2026, 11, 23)
NOW = datetime.datetime(2026, 11, 25, 10, 0, tzinfo=PARIS)


def local(hour: int, minute: int = 0, day: int = 25) -> datetime.datetime:
    return datetime.datetime(2026, 11, day, hour, minute, tzinfo=PARIS)


def cell(days: list[Day], hour: datetime.datetime) -> Cell:
    return next(cell for day in days for cell in day.cells if cell.starts == hour)


def test_a_week_begins_on_monday() -> None:
    assert monday_of(datetime.date(2026, 11, 25)) == MONDAY
    assert [day.date.day for day in week(MONDAY, [], NOW, PARIS)] == list(range(23, 30))


def test_each_hour_shows_its_state() -> None:
    busy = [
        Busy(span(local(11), 60), "taken"),
        Busy(span(local(12, 30), 15), "taken"),
        Busy(span(local(14), 90), "mine", 4),
        Busy(span(local(17), 60), "repair"),
    ]

    days = week(MONDAY, busy, NOW, PARIS)

    states = {hour: cell(days, local(hour)).state for hour in (9, 10, 11, 12, 13, 14, 15, 17)}
    assert states == {
        9: "past",
        10: "free",
        11: "taken",
        12: "part",
        13: "free",
        14: "mine",
        15: "mine",
        17: "repair",
    }


def test_a_night_shift_shows_on_both_days() -> None:
    days = week(MONDAY, [Busy(span(local(23), 120), "taken")], NOW, PARIS)

    assert [day.date.day for day in days if day.busy] == [25, 26]


def test_a_week_with_a_clock_change_has_all_its_hours() -> None:
    sunday = week(datetime.date(2026, 10, 19), [], NOW, PARIS)[-1]

    assert sunday.date == datetime.date(2026, 10, 25)
    assert [each.starts.astimezone(PARIS).hour for each in sunday.cells] == list(range(7, 20))


@given(st.lists(st.tuples(st.integers(0, 7 * 24 * 4), st.integers(1, 16)), max_size=10))
def test_a_free_hour_overlaps_no_booking(quarters: list[tuple[int, int]]) -> None:
    start = datetime.datetime.combine(MONDAY, datetime.time(), PARIS)
    busy = [
        Busy(span(start + datetime.timedelta(minutes=15 * first), 15 * length), "taken")
        for first, length in quarters
    ]

    for day in week(MONDAY, busy, start, PARIS):
        for each in day.cells:
            hour = Span(each.starts, each.starts + datetime.timedelta(hours=1))
            assert (each.state == "free") == (not any(it.span.meets(hour) for it in busy))
