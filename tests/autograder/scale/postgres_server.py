"""Debian's PostgreSQL as a process of the test's own, on a unix socket only."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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


@contextmanager
def running_postgresql() -> Iterator[str]:
    """Start an empty server with one database; its SQLAlchemy URL."""
    # A socket's path may have 107 characters: too few for pytest's own folders.
    folder = Path(tempfile.mkdtemp(prefix="gradebook-"))
    root = os.geteuid() == 0
    if root:
        os.chown(folder, UNPRIVILEGED, UNPRIVILEGED)

    def run(program: str, *arguments: str) -> None:
        subprocess.run(
            [programs() / program, *arguments],
            user=UNPRIVILEGED if root else None,
            group=UNPRIVILEGED if root else None,
            extra_groups=[] if root else None,
            cwd=folder,
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
            stdout=subprocess.DEVNULL,
            timeout=WITHIN_S,
            check=True,
        )

    data = str(folder / "data")
    try:
        run("initdb", "-D", data, "-U", "grader", "-A", "trust", "-E", "UTF8", "--no-sync")
        settings = f"-c listen_addresses= -c fsync=off -k {folder}"
        log = str(folder / "log")
        run("pg_ctl", "-D", data, "-o", settings, "-l", log, "-w", "start")
        try:
            run("createdb", "-h", str(folder), "-U", "grader", "gradebook")
            yield f"postgresql+psycopg://grader@/gradebook?host={folder}"
        finally:
            run("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder)
