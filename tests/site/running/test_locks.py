"""Locks of a site: one process at a time, whatever becomes of it; as files and in PostgreSQL."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from polling import WITHIN_S, until
from postgres_server import PostgresServer, postgres_server

from campus5g.site.folders import SiteFolders
from campus5g.site.locks.port import Locks, locks_of
from campus5g.site.records.database import Database

BEGIN = """
import signal, sys
from pathlib import Path
from campus5g.site.folders import SiteFolders
from campus5g.site.locks.keeping import Keeper, keep_what_was_given
from campus5g.site.locks.port import locks_of
from campus5g.site.records.database import Database

url, folder, given = sys.argv[1], Path(sys.argv[2]), sys.argv[3:]
database = Database(url)
locks = locks_of(SiteFolders(folder), database.engine)
"""
TAKE = f"{BEGIN}\nlock = locks.take('mill')\nprint(lock is not None, flush=True)\nsignal.pause()"
WORK = f"{BEGIN}\nprint(keep_what_was_given(database.engine), flush=True)\nsignal.pause()"
START = f"""{BEGIN}
import os
held = [locks.take("mill"), locks.take("place-0")]
command = (sys.executable, "-c", given[0], url, str(folder))
print(locks.start(command, folder, dict(os.environ), held).pid, flush=True)
signal.pause()
"""
KEEP = f"""{BEGIN}
keeper = Keeper(database.engine, ["mill"])
print(keeper.begin(given=False), flush=True)
signal.pause()
"""


@dataclass
class Site:
    """A site's locks, as this process and others see them."""

    url: str
    folder: Path
    locks: Locks
    programs: ExitStack
    server: PostgresServer | None = None

    def run(self, program: str, *given: str) -> tuple[psutil.Popen, str]:
        """Start a program; return it and the line that it says."""
        process = psutil.Popen(
            [sys.executable, "-c", program, self.url, str(self.folder), *given],
            stdout=subprocess.PIPE,
            text=True,
        )
        self.programs.callback(end, process)
        return process, process.stdout.readline().strip()

    def is_free(self, name: str) -> bool:
        """Return whether a lock could be taken."""
        lock = self.locks.take(name)
        if lock is not None:
            lock.release()
        return lock is not None


def end(process: psutil.Process) -> None:
    if process.is_running():
        process.kill()
        process.wait(WITHIN_S)


@pytest.fixture(scope="module")
def database() -> Iterator[PostgresServer]:
    with postgres_server() as server:
        yield server


@pytest.fixture(params=["files", pytest.param("postgresql", marks=pytest.mark.proof)])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    server = request.getfixturevalue("database") if request.param == "postgresql" else None
    url = server.url if server else f"sqlite:///{tmp_path / 'records.sqlite'}"
    opened = Database(url)
    with ExitStack() as programs:
        locks = locks_of(SiteFolders(tmp_path), opened.engine)
        yield Site(url, tmp_path, locks, programs, server)
    opened.close()


def test_a_killed_process_leaves_its_lock_to_others(site: Site) -> None:
    holder, has_it = site.run(TAKE)
    assert has_it == "True"
    assert site.run(TAKE)[1] == "False"
    assert not site.is_free("mill")
    assert site.is_free("press")

    end(holder)

    until(lambda: site.is_free("mill"), "the lock is free")


def test_a_program_has_the_locks_that_it_was_started_with_and_outlives_who_started_it(
    site: Site,
) -> None:
    starter, number = site.run(START, WORK)
    program = psutil.Process(int(number))
    site.programs.callback(end, program)
    assert starter.stdout.readline().strip() == "True"

    end(starter)

    assert not site.is_free("mill")
    assert not site.is_free("place-0")
    program.kill()
    until(lambda: site.is_free("mill") and site.is_free("place-0"), "both are free")


def test_a_program_that_dies_before_it_has_its_locks_leaves_them(site: Site) -> None:
    site.run(START, "raise SystemExit(1)")

    until(lambda: site.is_free("mill"), "the lock is free")


def test_who_waits_for_a_lock_gets_it(site: Site) -> None:
    lock = site.locks.take("mill")
    assert lock is not None
    waiting = f"{BEGIN}\nprint('waits', flush=True)\nwith locks.hold('mill'): print('has it')"
    process, said = site.run(waiting)
    assert said == "waits"

    lock.release()

    assert process.stdout.readline().strip() == "has it"


@pytest.fixture
def in_postgresql(database: PostgresServer, tmp_path: Path) -> Iterator[Callable[[], Site]]:
    opened = Database(database.url)
    with ExitStack() as programs:
        locks = locks_of(SiteFolders(tmp_path), opened.engine)
        yield lambda: Site(database.url, tmp_path, locks, programs, database)
    opened.close()


@pytest.mark.proof
def test_a_lock_is_kept_through_a_crash_of_the_database(
    in_postgresql: Callable[[], Site], database: PostgresServer
) -> None:
    site = in_postgresql()
    keeper, has_it = site.run(KEEP)
    assert has_it == "True"

    database.kill()
    database.start()

    until(lambda: not site.is_free("mill"), "the lock is held again")
    assert keeper.is_running()


@pytest.mark.proof
def test_who_lost_a_lock_to_another_ends(
    in_postgresql: Callable[[], Site], database: PostgresServer
) -> None:
    site = in_postgresql()
    keeper, _ = site.run(KEEP)
    keeper.suspend()
    database.kill()
    database.start()
    until(lambda: site.run(TAKE)[1] == "True", "another has it")

    keeper.resume()

    assert keeper.wait(WITHIN_S) != 0
