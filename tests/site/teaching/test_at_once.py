"""Which modules the site grades automatically."""

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest
from new_records import new_records
from sqlalchemy import select

from campus5g.site.folders import SiteFolders
from campus5g.site.records.base import now
from campus5g.site.records.cohorts import CohortModule, CohortRecord, Grading, StepState
from campus5g.site.records.database import Database
from campus5g.site.teaching import at_once
from campus5g.site.teaching.at_once import MOST_FAILURES, PAUSE_AFTER_FAILURE, grade_what_waits

MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def folders(tmp_path: Path) -> SiteFolders:
    return SiteFolders(tmp_path)


@pytest.fixture
def database(folders: SiteFolders) -> Iterator[Database]:
    database = new_records(folders.records)
    with database.session() as records:
        records.add(
            CohortRecord(
                id="self",
                title="Self",
                language="fr",
                graded_at_once=True,
                modules=[CohortModule(module="lab", position=0, released_at=now())],
            )
        )
    yield database
    database.close()


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    found: list[str] = []

    def begin(records: object, folders: object, place: CohortModule, by: object) -> bool:
        found.append(place.module)
        return True

    monkeypatch.setattr(at_once, "begin_grading", begin)
    return found


def hand_in(folders: SiteFolders, *, ago: datetime.timedelta) -> None:
    at = now() - ago
    name = f"ada+lab+{at:%Y-%m-%d %H:%M:%S.%f} UTC+x"
    (folders.homes / "ada").mkdir(parents=True, exist_ok=True)
    (folders.exchange / "self" / "inbound" / name).mkdir(parents=True)


def run(database: Database, state: StepState, *, ago: datetime.timedelta) -> None:
    at = now() - ago
    with database.session() as records:
        place = records.scalars(select(CohortModule)).one()
        place.gradings.append(Grading(state=state, started_at=at, ended_at=at))


def test_no_submissions_start_no_run(
    folders: SiteFolders, database: Database, begun: list[str]
) -> None:
    assert grade_what_waits(folders, database) == 0


def test_a_new_submission_is_graded(
    folders: SiteFolders, database: Database, begun: list[str]
) -> None:
    hand_in(folders, ago=0 * MINUTE)

    grade_what_waits(folders, database)

    assert begun == ["lab"]


def test_a_graded_submission_is_not_graded_again(
    folders: SiteFolders, database: Database, begun: list[str]
) -> None:
    hand_in(folders, ago=MINUTE)
    run(database, "done", ago=0 * MINUTE)

    grade_what_waits(folders, database)

    assert begun == []


def test_a_newer_submission_is_graded(
    folders: SiteFolders, database: Database, begun: list[str]
) -> None:
    run(database, "done", ago=MINUTE)
    hand_in(folders, ago=0 * MINUTE)

    grade_what_waits(folders, database)

    assert begun == ["lab"]


def test_a_failed_run_is_retried_after_a_pause(
    folders: SiteFolders, database: Database, begun: list[str]
) -> None:
    hand_in(folders, ago=2 * PAUSE_AFTER_FAILURE)
    run(database, "failed", ago=PAUSE_AFTER_FAILURE + MINUTE)

    grade_what_waits(folders, database)

    assert begun == ["lab"]


def test_a_run_that_has_just_failed_is_not_retried(
    folders: SiteFolders, database: Database, begun: list[str]
) -> None:
    hand_in(folders, ago=2 * MINUTE)
    run(database, "failed", ago=MINUTE)

    grade_what_waits(folders, database)

    assert begun == []


def test_a_run_that_keeps_failing_waits_for_a_person(
    folders: SiteFolders, database: Database, begun: list[str]
) -> None:
    hand_in(folders, ago=100 * MINUTE)
    for number in range(MOST_FAILURES):
        run(database, "failed", ago=(90 - 10 * number) * MINUTE)

    grade_what_waits(folders, database)

    assert begun == []


def test_cohorts_with_a_trainer_are_left_to_them(
    folders: SiteFolders, database: Database, begun: list[str]
) -> None:
    hand_in(folders, ago=0 * MINUTE)
    with database.session() as records:
        records.get_one(CohortRecord, "self").graded_at_once = False

    grade_what_waits(folders, database)

    assert begun == []
