"""Long steps run in the background, each in its own process, its state in the database.

A step is started only once at a time. Its process holds a lock until it ends, however it ends, so
that a killed step can be told from a running one. It outlives the portal, and writes its own state.
"""

import fcntl
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.orm import Session

from campus5g.language import t
from campus5g.places import HOUSE
from campus5g.site import surroundings
from campus5g.site.folders import SiteFolders
from campus5g.site.records.base import now
from campus5g.site.records.cohorts import Errand, Grading
from campus5g.site.records.people import Person

Row = Errand | Grading

_PROGRAM = "campus5g.site.teaching.errands"


@dataclass(frozen=True)
class Step:
    """A kind of step, about a module of a cohort; about all of the cohort without a module."""

    kind: str
    cohort: str
    module: str = ""

    def lock(self, folders: SiteFolders) -> Path:
        """Return the file that is locked while it runs."""
        return folders.work / f"{self.cohort}.{self.kind}.{self.module}.lock"


def start_step(
    records: Session, folders: SiteFolders, step: Step, row: Row, by: Person | None
) -> bool:
    """Start a step as soon as the session is committed.

    Args:
        records: takes the row; the process starts after its commit.
        folders: the site's state.
        step: what is done.
        row: where its state is kept; given to the session.
        by: who asked for it; problems are in their language.

    Returns:
        False if it is already running: then nothing is changed.
    """
    lock = _taken(step.lock(folders))
    if lock is None:
        return False
    language = by.language if by else None
    records.add(row)
    records.flush()

    def on_commit(_: Session) -> None:
        event.remove(records, "after_rollback", on_rollback)
        try:
            _start(folders, step, row.id, lock, language)
        finally:
            os.close(lock)

    def on_rollback(_: Session) -> None:
        event.remove(records, "after_commit", on_commit)
        os.close(lock)

    event.listen(records, "after_commit", on_commit, once=True)
    event.listen(records, "after_rollback", on_rollback, once=True)
    return True


def correct_state(records: Session, folders: SiteFolders, step: Step, row: Row) -> None:
    """Correct the state of a step whose process ended without writing it."""
    if row.state != "running":
        return
    lock = _taken(step.lock(folders))
    if lock is None:
        return
    try:
        # Its process wrote how it ended before it released the lock.
        records.refresh(row)
        if row.state == "running":
            row.state, row.ended_at, row.problem = "failed", now(), interrupted()
    finally:
        os.close(lock)


def interrupted() -> str:
    """Return the problem of a step whose process was killed."""
    return t(
        fr="Interrompu en route : ce qui est fait reste. Relancez pour finir.",
        en="Interrupted before the end. Completed work is kept. Start it again to finish.",
    )


@contextmanager
def one_at_a_time(folders: SiteFolders, cohort: str) -> Iterator[None]:
    """Hold the lock under which one step at a time writes to the cohort's course."""
    folders.work.mkdir(parents=True, exist_ok=True)
    with (folders.work / f"{cohort}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _taken(file: Path) -> int | None:
    file.parent.mkdir(parents=True, exist_ok=True)
    lock = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        return None
    return lock


def _start(folders: SiteFolders, step: Step, row: int, lock: int, language: str | None) -> None:
    # The portal's tokens for the Hub are not for a process that grades.
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("JUPYTERHUB_")
    }
    environment |= {surroundings.DATA: str(folders.data), "JUPYTER_CONFIG_PATH": str(HOUSE)}
    if language:
        environment |= {surroundings.LANGUAGE: language, "AUTOGRADER_LANGUAGE": language}
    process = subprocess.Popen(
        [sys.executable, "-m", _PROGRAM, step.kind, str(row)],
        cwd=folders.data,
        env=environment,
        stdin=subprocess.DEVNULL,
        pass_fds=(lock,),
        start_new_session=True,
    )
    threading.Thread(target=process.wait, daemon=True).start()
