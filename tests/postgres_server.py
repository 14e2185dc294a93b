"""Debian's PostgreSQL as a process of the test's own, on a unix socket only."""

import os
import select
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

# PostgreSQL refuses to run as root; this user owns nothing else.
UNPRIVILEGED = 65534
WITHIN_S = 60


def programs() -> Path:
    """Return the folder of the newest PostgreSQL that is installed."""
    versions = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name)
    )
    assert versions, "Install PostgreSQL: apt-get install postgresql"
    return versions[-1]


class PostgresServer:
    """A server in a folder, with one database; it may be killed, and started again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._data = folder / "data"
        self._root = os.geteuid() == 0
        if self._root:
            os.chown(folder, UNPRIVILEGED, UNPRIVILEGED)
        rights = ("-U", "grader", "-A", "trust")
        self._run("initdb", "-D", str(self._data), *rights, "-E", "UTF8", "--no-sync")
        self.start()
        self._run("createdb", "-h", str(folder), "-U", "grader", "gradebook")

    @property
    def url(self) -> str:
        """The database's address, as SQLAlchemy writes it."""
        return f"postgresql+psycopg://grader@/gradebook?host={self._folder}"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        settings = f"-c listen_addresses= -c fsync=off -k {self._folder}"
        log = str(self._folder / "log")
        self._run("pg_ctl", "-D", str(self._data), "-o", settings, "-l", log, "-w", "start")

    def kill(self) -> None:
        """End it and its children as a crash of the machine does, and wait until they ended."""
        lock = self._data / "postmaster.pid"
        server = psutil.Process(int(lock.read_text().splitlines()[0]))
        server.suspend()
        ends = [os.pidfd_open(process.pid) for process in (server, *server.children())]
        for end in ends:
            # Children end by themselves where they see that the server is dead.
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(end, signal.SIGKILL)
        for end in ends:
            ended, _, _ = select.select([end], [], [], WITHIN_S)
            os.close(end)
            assert ended, "A process of PostgreSQL does not end."
        # In a container whose first process does not reap, the dead server's PID stays in use.
        for each in (lock, *self._folder.glob(".s.PGSQL.*.lock")):
            each.unlink()

    def stop(self) -> None:
        """End it in good order."""
        self._run("pg_ctl", "-D", str(self._data), "-m", "immediate", "-w", "stop")

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [programs() / program, *arguments],
            user=UNPRIVILEGED if self._root else None,
            group=UNPRIVILEGED if self._root else None,
            extra_groups=[] if self._root else None,
            cwd=self._folder,
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
            stdout=subprocess.DEVNULL,
            timeout=WITHIN_S,
            check=True,
        )


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """Give a server, running, and end it."""
    # A socket's path may have 107 characters: too few for pytest's own folders.
    folder = Path(tempfile.mkdtemp(prefix="gradebook-"))
    try:
        server = PostgresServer(folder)
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder)


@contextmanager
def running_postgresql() -> Iterator[str]:
    """Start an empty server with one database; its SQLAlchemy URL."""
    with postgres_server() as server:
        yield server.url
