"""Long steps take their turn: few at a time, one a cohort, each with an end, whatever happens."""

import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from new_records import new_records
from sqlalchemy import select
from tiny_site import person

from campus5g.errors import CampusError
from campus5g.site.folders import SiteFolders
from campus5g.site.records import database as databases
from campus5g.site.records.cohorts import (
    CohortModule,
    CohortRecord,
    Enrolment,
    Errand,
    ErrandKind,
    StepState,
)
from campus5g.site.records.database import Database
from campus5g.site.teaching import background, errands
from campus5g.site.teaching.background import MOST_AT_ONCE, start_what_waits
from campus5g.site.teaching.courses import begin_errand, latest_errands

COHORTS = [f"group-{number}" for number in range(MOST_AT_ONCE + 2)]


@pytest.fixture
def folders(tmp_path: Path) -> SiteFolders:
    return SiteFolders(tmp_path)


@pytest.fixture
def database(folders: SiteFolders) -> Iterator[Database]:
    database = new_records(folders.records)
    with database.session() as records:
        trainer = person("tina", "trainer")
        for cohort in COHORTS:
            records.add(
                CohortRecord(
                    id=cohort,
                    title=cohort,
                    language="fr",
                    trainers=[trainer],
                    enrolments=[Enrolment(person=person(f"{cohort}-ada"))],
                    modules=[CohortModule(module=f"lab-{n}", position=n) for n in range(3)],
                )
            )
    yield database
    database.close()


class Processes(list[Any]):
    """The processes that were started: each idles instead of working, until it is killed."""

    def kill(self, number: int) -> None:
        self[number].kill()
        self[number].wait()


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Iterator[Processes]:
    processes = Processes()
    # Their ends are seen by the next look, not by a thread that waits for them.
    monkeypatch.setattr(background, "_then", lambda *_: None)

    class Idle(subprocess.Popen[bytes]):
        def __init__(self, command: list[str], **options: Any) -> None:
            self.row = int(command[-1])
            super().__init__(["sleep", "600"], **options)
            processes.append(self)

    monkeypatch.setattr(subprocess, "Popen", Idle)
    yield processes
    for number in range(len(processes)):
        processes.kill(number)


def ask(
    database: Database, folders: SiteFolders, cohort: str, module: str, kind: ErrandKind = "release"
) -> bool:
    with database.session() as records:
        return begin_errand(records, folders, cohort, kind, None, module)


def states(database: Database) -> list[StepState]:
    with database.session() as records:
        return list(records.scalars(select(Errand.state).order_by(Errand.id)))


def test_one_step_at_a_time_works_in_a_course(
    database: Database, folders: SiteFolders, started: Processes
) -> None:
    for module in ("lab-0", "lab-1", "lab-2"):
        assert ask(database, folders, COHORTS[0], module)

    assert states(database) == ["running", "waiting", "waiting"]
    assert len(started) == 1


def test_few_steps_work_at_once_on_the_whole_site(
    database: Database, folders: SiteFolders, started: Processes
) -> None:
    for cohort in COHORTS:
        ask(database, folders, cohort, "lab-0")

    assert len(started) == MOST_AT_ONCE
    assert states(database).count("waiting") == len(COHORTS) - MOST_AT_ONCE


def test_the_next_step_starts_when_one_ends_in_the_order_of_asking(
    database: Database, folders: SiteFolders, started: Processes
) -> None:
    for module in ("lab-0", "lab-1", "lab-2"):
        ask(database, folders, COHORTS[0], module)

    started.kill(0)
    start_what_waits(folders, database.engine)

    assert states(database) == ["failed", "running", "waiting"]
    assert [each.row for each in started] == [1, 2]


def test_a_step_that_waits_or_runs_is_not_asked_for_twice(
    database: Database, folders: SiteFolders, started: Processes
) -> None:
    for module in ("lab-0", "lab-1"):
        ask(database, folders, COHORTS[0], module)

    assert not ask(database, folders, COHORTS[0], "lab-0")
    assert not ask(database, folders, COHORTS[0], "lab-1")
    assert len(states(database)) == 2


def test_what_waits_outlives_the_portal(
    database: Database, folders: SiteFolders, started: Processes
) -> None:
    with database.session() as records:
        records.add(Errand(cohort_id=COHORTS[0], kind="build"))

    start_what_waits(folders, database.engine)

    assert states(database) == ["running"]


def test_a_locked_database_starts_nothing_and_loses_nothing(
    database: Database,
    folders: SiteFolders,
    started: Processes,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(databases, "_BUSY_MS", 1)
    impatient = Database(database.url)
    with database.session() as records:
        records.add(Errand(cohort_id=COHORTS[0], kind="build"))

    with database.engine.begin() as held:
        held.exec_driver_sql("BEGIN IMMEDIATE")
        start_what_waits(folders, impatient.engine)
        assert list(started) == []
    start_what_waits(folders, impatient.engine)

    assert states(database) == ["running"]
    impatient.close()


def test_the_end_of_a_step_is_written_once_the_database_is_free_again(
    database: Database, folders: SiteFolders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(databases, "_BUSY_MS", 1)
    impatient = Database(database.url)
    with database.session() as records:
        records.add(Errand(cohort_id=COHORTS[0], kind="build", state="running"))
    lock = database.engine.connect()

    def build(*_: object) -> None:
        lock.exec_driver_sql("BEGIN IMMEDIATE")

    def let_go(_: float) -> None:
        lock.rollback()

    monkeypatch.setitem(errands._STEPS, "build", build)
    monkeypatch.setattr("campus5g.site.teaching.errands.time.sleep", let_go)

    errands.run(folders, impatient, "build", 1)

    assert states(database) == ["done"]
    lock.close()
    impatient.close()


def test_a_step_that_meets_a_locked_database_is_done_again(
    database: Database, folders: SiteFolders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(databases, "_BUSY_MS", 1)
    impatient = Database(database.url)
    with database.session() as records:
        records.add(Errand(cohort_id=COHORTS[0], kind="build", state="running"))
    lock = database.engine.connect()
    lock.exec_driver_sql("BEGIN IMMEDIATE")

    def build(_: SiteFolders, used: Database, row: int) -> None:
        with used.session() as records:
            records.get_one(Errand, row).problem = "was here"

    monkeypatch.setitem(errands._STEPS, "build", build)
    monkeypatch.setattr("campus5g.site.teaching.errands.time.sleep", lambda _: lock.rollback())

    errands.run(folders, impatient, "build", 1)

    assert states(database) == ["done"]
    lock.close()
    impatient.close()


def test_what_a_program_said_is_kept_whatever_it_said(
    database: Database, folders: SiteFolders, monkeypatch: pytest.MonkeyPatch
) -> None:
    def build(*_: object) -> None:
        raise CampusError("nbgrader said: \0\ud800", "Look.")

    monkeypatch.setitem(errands._STEPS, "build", build)
    with database.session() as records:
        records.add(Errand(cohort_id=COHORTS[0], kind="build", state="running"))

    errands.run(folders, database, "build", 1)

    with database.session() as records:
        assert records.get_one(Errand, 1).problem == "nbgrader said: \ufffd\ufffd Look."


def test_a_killed_step_is_told_while_another_one_works_in_its_course(
    database: Database, folders: SiteFolders, started: Processes
) -> None:
    for module in ("lab-0", "lab-1"):
        ask(database, folders, COHORTS[0], module)
    started.kill(0)

    with database.session() as records:
        found = latest_errands(records, folders, COHORTS[0])

    assert "Interrompu" in found["lab-0", "release"].problem
    assert found["lab-1", "release"].not_ended


def test_a_change_and_what_it_asks_for_are_one_transaction_also_after_an_interruption(
    database: Database, folders: SiteFolders, started: Processes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(databases, "_BUSY_MS", 1)
    impatient = Database(database.url)
    with database.session() as records:
        records.add(Errand(cohort_id=COHORTS[0], kind="build", state="running"))

    with impatient.session() as records:
        records.get_one(CohortRecord, COHORTS[0]).title = "Laminoir"
        records.flush()
        assert begin_errand(records, folders, COHORTS[0], "build", None)

    assert states(database) == ["failed", "running"]
    impatient.close()


@pytest.mark.parametrize(("later", "told"), [("done", False), ("failed", True)])
def test_an_interruption_is_told_until_a_later_step_did_the_work(
    database: Database, folders: SiteFolders, later: StepState, told: bool
) -> None:
    with database.session() as records:
        records.add(Errand(cohort_id=COHORTS[0], kind="build", state="failed"))
        records.flush()
        records.add(Errand(cohort_id=COHORTS[0], kind="release", module="lab-0", state=later))

    with database.session() as records:
        found = latest_errands(records, folders, COHORTS[0])

    assert (("", "build") in found) == told


@pytest.mark.proof
def test_more_steps_than_take_turns_asked_for_at_once_all_end(
    database: Database, folders: SiteFolders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAMPUS5G_DATA", str(folders.data))
    wanted = [(cohort, f"lab-{n}") for cohort in COHORTS[: MOST_AT_ONCE + 1] for n in range(2)]
    threads = [
        threading.Thread(target=ask, args=(database, folders, cohort, module))
        for cohort, module in wanted
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    # No such module is in the catalogue: each step says so, in a process of its own.
    deadline = threading.Event()
    while any(state in ("waiting", "running") for state in states(database)):
        deadline.wait(0.2)
        for cohort in COHORTS:
            with database.session() as records:
                latest_errands(records, folders, cohort)
        start_what_waits(folders, database.engine)

    assert states(database) == ["failed"] * len(wanted)
    with database.session() as records:
        problems = set(records.scalars(select(Errand.problem)))
    assert not any("Interrompu" in each for each in problems)
