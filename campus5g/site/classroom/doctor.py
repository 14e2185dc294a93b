"""Whether this machine can be a classroom server: one finding per part, with the remedy."""

import os
import shutil
import stat
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from pathlib import Path

from campus5g.places import HOUSE, data_folder
from campus5g.site.classroom.access_lists import share
from campus5g.site.classroom.memory import MemoryGroups
from campus5g.site.classroom.sources import open_sources
from campus5g.site.classroom.spawning import SYSTEMD
from campus5g.site.doctor import Finding


def examine_for_classroom(data: Path | None = None) -> Iterator[Finding]:
    """Examine what a server with an OS user for each person needs in addition.

    Args:
        data: the site's folder; the default one without it.
    """
    folder = data or data_folder()
    yield _root()
    yield _open_to_all(folder)
    yield _sources(folder)
    yield _access_lists(_existing(folder))
    yield _limits()


def _root() -> Finding:
    programs = [name for name in ("useradd", "groupadd", "userdel") if not shutil.which(name)]
    if os.geteuid() != 0:
        return Finding("OS users", "failure", "this is not root", "Run it as root.")
    if programs:
        missing = ", ".join(programs)
        return Finding("OS users", "failure", f"{missing} missing", "sudo apt-get install passwd")
    return Finding("OS users", "ok", "root may make them")


def _open_to_all(data: Path) -> Finding:
    """Every person's server runs this interpreter and this package."""
    for needed in (Path(sys.base_prefix).resolve(), Path(sys.prefix), HOUSE, _existing(data)):
        for folder in (needed, *needed.parents):
            # A start opens the data folder itself.
            if not folder.stat().st_mode & 1 and folder != data:
                return Finding(
                    "Open to all",
                    "failure",
                    f"other OS users can’t pass {folder}, on the way to {needed}",
                    "Put Campus 5G, its Python and the data where all may pass, such as /opt "
                    "and /srv.",
                )
    closed = closed_packages(Path(sysconfig.get_path("purelib")))
    if closed:
        return Finding(
            "Open to all",
            "failure",
            f"other OS users can’t read {closed[0]}: kernels and grading would miss it, and give "
            "wrong points",
            f"chmod -R a+rX {closed[0].parent}",
        )
    return Finding("Open to all", "ok", "interpreter, packages and data can be reached")


def closed_packages(folder: Path) -> list[Path]:
    """Return the installed packages that other OS users can't read: of a closed umask, mostly."""
    found = sorted(entry for entry in folder.iterdir() if not entry.is_symlink())
    return [entry for entry in found if entry.stat().st_mode & _wanted(entry) != _wanted(entry)]


def _wanted(entry: Path) -> int:
    return stat.S_IROTH | stat.S_IXOTH if entry.is_dir() else stat.S_IROTH


def _sources(data: Path) -> Finding:
    """Learners would hand in the worked answers if they could read them."""
    readable = open_sources(HOUSE, data)
    if not readable:
        return Finding("Answers", "ok", "learners’ OS users can’t read them")
    if not all(os.access(source, os.W_OK) for source in readable):
        return Finding(
            "Answers",
            "failure",
            f"learners could read {readable[0]}, which can’t be closed",
            "Install Campus 5G on a local disk where root can change permissions, such as in /opt.",
        )
    return Finding("Answers", "ok", "“start --classroom” closes them to learners’ OS users")


def _access_lists(place: Path) -> Finding:
    try:
        with tempfile.TemporaryDirectory(dir=place) as folder:
            share(Path(folder), os.getgid())
    except OSError as error:
        return Finding(
            "Access lists",
            "failure",
            f"{place}: {error.strerror}",
            "Put the data on ext4, XFS or Btrfs.",
        )
    return Finding("Access lists", "ok", f"{place} has them")


def _limits() -> Finding:
    if SYSTEMD.is_dir():
        return Finding("Limits", "ok", "by systemd: memory and processors")
    if MemoryGroups.of_machine() is not None:
        return Finding("Limits", "ok", "by control groups: memory; none of processors")
    return Finding(
        "Limits",
        "warning",
        "none: one server can take all memory",
        "Run it on a machine with systemd, or where root may make control groups.",
    )


def _existing(folder: Path) -> Path:
    return next(place for place in (folder, *folder.parents) if place.exists())
