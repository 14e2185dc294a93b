"""Modules that open by themselves when their date has come."""

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest
from new_records import new_records
from sqlalchemy import select
from tiny_site import COHORT, MODULE, TinySite

from campus5g.site.folders import SiteFolders
from campus5g.site.records.base import now
from campus5g.site.records.cohorts import CohortModule, CohortRecord, Errand, StepState
from campus5g.site.records.database import Database
from campus5g.site.teaching import background
from campus5g.site.teaching.at_once import MOST_FAILURES, PAUSE_AFTER_FAILURE
from campus5g.site.teaching.courses import do_release, latest_errands
from campus5g.site.teaching.opening import open_now, open_what_is_due

MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _no_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "start_what_waits", lambda *_: None)


@pytest.fixture
def folders(tmp_path: Path) -> SiteFolders:
    return SiteFolders(tmp_path)


@pytest.fixture
def database(folders: SiteFolders) -> Iterator[Database]:
    database = new_records(folders.records)
    with database.session() as records:
        records.add(
            CohortRecord(
                id="quay",
                title="Quai",
                language="fr",
                modules=[
                    CohortModule(module="first", position=0, opens_at=now() - MINUTE),
                    CohortModule(module="second", position=1, opens_at=now() + MINUTE),
                    CohortModule(module="third", position=2),
                ],
            )
        )
    yield database
    database.close()


def asked_for(database: Database) -> list[tuple[str, str]]:
    with database.session() as records:
        return [(each.kind, each.module) for each in records.scalars(select(Errand))]


def tried(database: Database, state: StepState, *, ago: datetime.timedelta) -> None:
    at = now() - ago
    with database.session() as records:
        records.add(
            Errand(cohort_id="quay", kind="release", state=state, started_at=at, ended_at=at)
        )


def test_a_module_whose_date_has_come_is_handed_out_once(
    folders: SiteFolders, database: Database
) -> None:
    assert open_what_is_due(folders, database) == 1
    assert open_what_is_due(folders, database) == 0

    assert asked_for(database) == [("release", "")]


def test_before_its_date_nothing_is_handed_out(folders: SiteFolders, database: Database) -> None:
    with database.session() as records:
        records.scalars(select(CohortModule)).first().opens_at = now() + MINUTE  # type: ignore[union-attr]

    assert open_what_is_due(folders, database) == 0


def test_an_archived_group_opens_nothing(folders: SiteFolders, database: Database) -> None:
    with database.session() as records:
        records.get_one(CohortRecord, "quay").archived = True

    assert open_what_is_due(folders, database) == 0


def test_a_failure_is_tried_again_after_a_pause_and_not_for_ever(
    folders: SiteFolders, database: Database
) -> None:
    with database.session() as records:
        first = records.scalars(select(CohortModule)).first()
        assert first is not None
        first.opens_at = now() - 10 * PAUSE_AFTER_FAILURE
    tried(database, "failed", ago=PAUSE_AFTER_FAILURE / 2)
    assert open_what_is_due(folders, database) == 0

    with database.session() as records:
        for each in records.scalars(select(Errand)):
            each.started_at = each.ended_at = now() - PAUSE_AFTER_FAILURE
    assert open_what_is_due(folders, database) == 1
    with database.session() as records:
        for each in records.scalars(select(Errand)):
            each.state, each.ended_at = "failed", now() - PAUSE_AFTER_FAILURE
    for _ in range(MOST_FAILURES - 2):
        tried(database, "failed", ago=PAUSE_AFTER_FAILURE)
    assert open_what_is_due(folders, database) == 0


def test_several_modules_are_handed_out_in_one_go(folders: SiteFolders, database: Database) -> None:
    with database.session() as records:
        cohort = records.get_one(CohortRecord, "quay")
        open_now(records, folders, cohort.modules, None)

    assert asked_for(database) == [("release", "")]
    with database.session() as records:
        opened = records.scalars(select(CohortModule.opens_at)).all()
    assert all(each is not None and each <= now() for each in opened)


def test_the_site_hands_out_what_is_due_and_then_forgets_an_earlier_failure(
    site: TinySite,
) -> None:
    with site.database.session() as records:
        place = records.scalars(select(CohortModule)).one()
        place.released_at, place.opens_at = None, now() - MINUTE
        place.cohort.modules.append(CohortModule(module="later", position=1))
        records.add_all(
            [
                Errand(cohort_id=COHORT, kind="release", state="failed", problem="-"),
                Errand(cohort_id=COHORT, kind="release", state="running"),
            ]
        )
    with site.database.session() as records:
        row = records.scalars(select(Errand.id).where(Errand.state == "running")).one()

    do_release(site.folders, site.database, row)

    with site.database.session() as records:
        released = {
            each.module: each.released_at is not None
            for each in records.scalars(select(CohortModule))
        }
        records.get_one(Errand, row).state = "failed"
        records.flush()
        assert released == {MODULE: True, "later": False}
        assert ("", "release") not in latest_errands(records, site.folders, COHORT)
