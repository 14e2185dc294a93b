"""How long learners took over a module, from their events and the time when they handed it in."""

import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.courseware.progress.events import Account, Activity, Actor, Event, VerbId
from campus5g.site.folders import SiteFolders
from campus5g.site.learning.statistics.measured_minutes import (
    ENOUGH_LEARNERS,
    MeasuredMinutes,
    measured_minutes,
    quartiles,
)
from campus5g.site.records.cohorts import CohortModule, CohortRecord, Enrolment
from campus5g.site.records.people import Person

NINE = datetime.datetime(2026, 12, 3, 9, tzinfo=datetime.UTC)
DAY_BEFORE = NINE - datetime.timedelta(days=1)


@pytest.fixture
def folders(tmp_path: Path) -> SiteFolders:
    return SiteFolders(tmp_path)


def minute(value: float) -> datetime.datetime:
    return NINE + datetime.timedelta(minutes=value)


def group(*names: str) -> CohortRecord:
    enrolments = [Enrolment(person=Person(name=name), enrolled_at=DAY_BEFORE) for name in names]
    modules = [CohortModule(module=name, position=0) for name in ("radio", "security")]
    return CohortRecord(id="spring", enrolments=enrolments, modules=modules)


def does(folders: SiteFolders, name: str, *moments: float, module: str = "radio") -> None:
    folders.progress.mkdir(parents=True, exist_ok=True)
    with (folders.progress / f"{name}.jsonl").open("a", encoding="utf-8") as file:
        for each in moments:
            happened = Event(
                id=f"{module}-{each}",
                actor=Actor(account=Account(name=name)),
                verb=VerbId(id="http://adlnet.gov/expapi/verbs/experienced"),
                object=Activity(id=f"urn:campus5g:{module}#part/one"),
                timestamp=minute(each).isoformat(),
            )
            file.write(f"{happened.as_line()}\n")


def hands_in(folders: SiteFolders, name: str, at: float) -> None:
    folder = folders.cohorts / "spring" / "submitted" / name / "radio"
    folder.mkdir(parents=True)
    stamp = f"{minute(at):%Y-%m-%d %H:%M:%S.%f} UTC"
    (folder / "timestamp.txt").write_text(stamp, encoding="utf-8")


def test_minutes_are_those_from_the_first_action_to_the_handing_in(folders: SiteFolders) -> None:
    names = [f"learner{number}" for number in range(ENOUGH_LEARNERS)]
    for number, name in enumerate(names, start=1):
        does(folders, name, *range(0, 10 * number + 1, 10))
        hands_in(folders, name, 10 * number + 1)

    assert measured_minutes(folders, [group(*names)], "radio") == MeasuredMinutes(5, 20, 30, 40)


def test_pauses_and_later_visits_do_not_count(folders: SiteFolders) -> None:
    names = [f"learner{number}" for number in range(ENOUGH_LEARNERS)]
    for name in names:
        does(folders, name, 0, 10, 60, 65, 90)
        hands_in(folders, name, 66)

    assert measured_minutes(folders, [group(*names)], "radio").median == 15


def test_time_at_another_module_does_not_count(folders: SiteFolders) -> None:
    names = [f"learner{number}" for number in range(ENOUGH_LEARNERS)]
    for name in names:
        does(folders, name, 0, 8, 28, 30)
        does(folders, name, 10, 20, module="security")
        hands_in(folders, name, 31)

    # 0 to 10 and 28 to 30.
    assert measured_minutes(folders, [group(*names)], "radio").median == 12


def test_learners_without_a_submission_or_events_are_not_counted(folders: SiteFolders) -> None:
    does(folders, "at-it", 0, 10)
    does(folders, "ready", 0, 10)
    hands_in(folders, "ready", 11)
    hands_in(folders, "silent", 11)

    found = measured_minutes(folders, [group("at-it", "ready", "silent")], "radio")

    assert found == MeasuredMinutes(1)


def test_four_learners_have_no_quartiles() -> None:
    assert quartiles([40, 50, 60, 70]) == MeasuredMinutes(4)


@given(st.lists(st.integers(1, 600), min_size=ENOUGH_LEARNERS, max_size=40))
def test_half_of_the_learners_lie_between_the_quartiles(minutes: list[int]) -> None:
    found = quartiles(minutes)

    lower, median, upper = (each or 0 for each in (found.lower, found.median, found.upper))
    assert min(minutes) <= lower <= median <= upper <= max(minutes)
    assert sum(lower <= each <= upper for each in minutes) >= len(minutes) / 2 - 1
