"""Time at work, from events."""

import datetime
import itertools
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from campus5g.courseware.progress.events import Account, Activity, Actor, Event, VerbId
from campus5g.site.learning.activity import (
    LONGEST_PAUSE,
    Deed,
    Stretch,
    active_minutes,
    deeds_of,
    events_of,
    stretches,
)

NINE = datetime.datetime(2026, 12, 3, 9, tzinfo=datetime.UTC)


def event_at(minute: float, module: str = "radio") -> Event:
    return Event(
        id=f"{module}-{minute}",
        actor=Actor(account=Account(name="ada")),
        verb=VerbId(id="http://adlnet.gov/expapi/verbs/experienced"),
        object=Activity(id=f"urn:campus5g:{module}#part/one"),
        timestamp=(NINE + datetime.timedelta(minutes=minute)).isoformat(),
    )


def at(minute: float, module: str = "radio") -> Deed:
    return Deed.of(event_at(minute, module))


def minute(value: float) -> datetime.datetime:
    return NINE + datetime.timedelta(minutes=value)


def test_events_near_each_other_are_one_stretch() -> None:
    assert stretches([at(0), at(10), at(20)]) == [Stretch("radio", minute(0), minute(20))]


def test_a_long_pause_does_not_count_as_work() -> None:
    found = stretches([at(0), at(10), at(60), at(65)])

    assert found == [
        Stretch("radio", minute(0), minute(10)),
        Stretch("radio", minute(60), minute(65)),
    ]
    assert active_minutes(found) == 15


def test_a_lone_event_counts_for_a_minute() -> None:
    assert active_minutes(stretches([at(0)])) == 1


def test_time_up_to_another_module_belongs_to_the_one_before() -> None:
    assert stretches([at(0), at(8, "security")]) == [
        Stretch("radio", minute(0), minute(8)),
        Stretch("security", minute(8), minute(8)),
    ]


@given(st.lists(st.floats(0, 10_000), max_size=60))
def test_work_never_exceeds_the_span_of_events(minutes: list[float]) -> None:
    minutes.sort()
    found = stretches(at(each) for each in minutes)

    lone = sum(each.ended == each.began for each in found)
    whole = minutes[-1] - minutes[0] if minutes else 0
    assert active_minutes(found) <= whole + len(found) + lone
    for earlier, later in itertools.pairwise(found):
        assert later.began - earlier.ended > LONGEST_PAUSE


def test_events_of_other_modules_and_other_times_are_left_out(tmp_path: Path) -> None:
    events = [event_at(0), event_at(5), event_at(9), event_at(6, "security")]
    _write(tmp_path, *events)
    asked = (tmp_path, "ada", ["radio"], minute(4), minute(8))

    assert [each.id for each in events_of(*asked)] == ["radio-5"]
    assert deeds_of(*asked) == [at(5)]


def test_new_events_are_seen_at_once(tmp_path: Path) -> None:
    _write(tmp_path, event_at(0))
    assert deeds_of(tmp_path, "ada", ["radio"]) == [at(0)]

    _write(tmp_path, event_at(0), event_at(1))

    assert deeds_of(tmp_path, "ada", ["radio"]) == [at(0), at(1)]


def test_a_line_with_an_impossible_time_is_skipped(tmp_path: Path) -> None:
    _write(tmp_path, event_at(0), event_at(1).model_copy(update={"timestamp": "soon"}))

    assert deeds_of(tmp_path, "ada", ["radio"]) == [at(0)]


def _write(folder: Path, *events: Event) -> None:
    (folder / "ada.jsonl").write_text("\n".join(each.as_line() for each in events))
