"""Long steps run in the background, each in its own process, its state in the database.

A step that was asked for waits as a row. It starts when nothing else works in its cohort's course
and the site has a place for it, in the order of asking. Its process holds the locks of its course
and of its place (`campus5g.site.locks`) until it ends, however it ends, so that a killed step can
be told from a running one. It outlives the portal, and writes its own state. What waits outlives
the portal too.
"""

import logging
import os
import subprocess
import sys
import threading
from typing import Any

from sqlalchemy import Connection, Engine, event, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from campus5g.language import t
from campus5g.places import HOUSE
from campus5g.site import surroundings
from campus5g.site.folders import SiteFolders
from campus5g.site.locks.port import Lock, Locks, locks_of
from campus5g.site.records.base import now
from campus5g.site.records.cohorts import CohortModule, Errand, Grading
from campus5g.site.records.people import Person

Row = Errand | Grading
Bind = Engine | Connection

MOST_AT_ONCE = max(2, (os.cpu_count() or 1) // 2)
"""Steps that work at once on a site: grading itself uses several processors."""

_PROGRAM = "campus5g.site.teaching.errands"

_log = logging.getLogger(__name__)


def ask_for(
    records: Session,
    folders: SiteFolders,
    cohort: str,
    table: type[Row],
    by: Person | None,
    **values: Any,
) -> bool:
    """Ask for a step; it is started after the session's commit, as soon as it is its turn.

    Args:
        records: takes the step's row.
        folders: the site's state.
        cohort: in whose course it works.
        table: of the step's row.
        by: who asks; problems are in their language.
        values: of the row.

    Returns:
        False if the same step waits or runs already: then nothing is changed.
    """
    _correct_states(records, folders, cohort)
    bind = records.get_bind()
    insert = postgresql.insert if bind.dialect.name == "postgresql" else sqlite.insert
    row = insert(table).values(started_by_id=by.id if by else None, **values)
    # The database refuses a second row of a step that has not ended, from whatever process.
    made = records.scalar(row.on_conflict_do_nothing().returning(table.id))
    if made is None:
        return False
    event.listen(records, "after_commit", lambda _: start_what_waits(folders, bind), once=True)
    return True


def start_what_waits(folders: SiteFolders, bind: Bind) -> None:
    """Start the steps whose turn has come.

    A database that is away is no reason to fail: the next round asks again.

    Args:
        folders: the site's state.
        bind: the site's database.
    """
    try:
        locks = locks_of(folders, bind)
        with locks.hold("choosing"):
            for row in _waiting(bind):
                place = _free_place(locks)
                if place is None:
                    return
                _start_in(folders, bind, row, place)
    except (SQLAlchemyError, OSError):
        _log.exception("What waits could not be started yet.")


def correct_states(folders: SiteFolders, bind: Bind, cohort: str) -> None:
    """Correct the states of a cohort's steps whose process ended without writing them.

    In a transaction of its own: a page that shows the states may take its time.
    """
    with Session(bind) as records, records.begin():
        _correct_states(records, folders, cohort)


def interrupted() -> str:
    """Return the problem of a step whose process was killed."""
    return t(
        fr="Interrompu en route : ce qui est fait reste. Relancez pour finir.",
        en="Interrupted before the end. Completed work is kept. Start it again to finish.",
    )


def _waiting(bind: Bind) -> list[Row]:
    with Session(bind, expire_on_commit=False) as records:
        found: list[Row] = [
            *records.scalars(select(Errand).where(Errand.state == "waiting")),
            *records.scalars(select(Grading).where(Grading.state == "waiting")),
        ]
    return sorted(found, key=lambda row: (row.started_at, row.id))


def _start_in(folders: SiteFolders, bind: Bind, row: Row, place: Lock) -> None:
    """Start a step in a free place, unless another one works in its cohort's course."""
    locks, held = locks_of(folders, bind), [place]
    try:
        with Session(bind) as records:
            cohort = _cohort_of(records, row)
        course = locks.take(cohort)
        if course is None:
            return
        held.append(course)
        with Session(bind, expire_on_commit=False) as records, records.begin():
            # The holder of the course's lock is the only one at work there.
            _note_interrupted(records, cohort)
            records.add(row)
            row.state, row.started_at = "running", now()
            by = records.get(Person, row.started_by_id) if row.started_by_id else None
        given, held = held, []
        process = _begin_process(folders, locks, row, given, by)
    finally:
        for each in held:
            each.release()
    threading.Thread(target=_then, args=(process, folders, bind), daemon=True).start()


def _then(process: subprocess.Popen[bytes], folders: SiteFolders, bind: Bind) -> None:
    process.wait()
    start_what_waits(folders, bind)


def _correct_states(records: Session, folders: SiteFolders, cohort: str) -> None:
    lock = locks_of(folders, records.get_bind()).take(cohort)
    if lock is not None:
        try:
            _note_interrupted(records, cohort)
            records.flush()
        finally:
            lock.release()


def _note_interrupted(records: Session, cohort: str) -> None:
    gradings = (
        select(Grading)
        .join(CohortModule)
        .where(CohortModule.cohort_id == cohort, Grading.state == "running")
    )
    errands = select(Errand).where(Errand.cohort_id == cohort, Errand.state == "running")
    for row in (*records.scalars(gradings), *records.scalars(errands)):
        row.state, row.ended_at, row.problem = "failed", now(), interrupted()


def _cohort_of(records: Session, row: Row) -> str:
    if isinstance(row, Errand):
        return row.cohort_id
    return records.get_one(CohortModule, row.cohort_module_id).cohort_id


def _free_place(locks: Locks) -> Lock | None:
    for number in range(MOST_AT_ONCE):
        lock = locks.take(f"place-{number}")
        if lock is not None:
            return lock
    return None


def _begin_process(
    folders: SiteFolders, locks: Locks, row: Row, held: list[Lock], by: Person | None
) -> subprocess.Popen[bytes]:
    kind = row.kind if isinstance(row, Errand) else "grade"
    # The portal's tokens for the Hub are not for a process that grades.
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("JUPYTERHUB_")
    }
    environment |= {surroundings.DATA: str(folders.data), "JUPYTER_CONFIG_PATH": str(HOUSE)}
    if by is not None:
        environment |= {surroundings.LANGUAGE: by.language, "AUTOGRADER_LANGUAGE": by.language}
    command = (sys.executable, "-m", _PROGRAM, kind, str(row.id))
    return locks.start(command, folders.data, environment, held)
