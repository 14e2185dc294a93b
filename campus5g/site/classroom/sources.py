"""What learners' OS users can't read of an installation: where its answers are.

Courses and labs hold solutions, hidden tests and the keys of finals; tests and the history of a
checkout hold them, too. Learners get released copies from the exchange. So only what their
processes need of the house stays open to all, and the rest is for its owner and one group, which
has each site's OS user as its only kind of member.
"""

import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

from campus5g.errors import CampusError
from campus5g.language import t
from campus5g.site.classroom.os_users import ensure_group, join_group

GROUP = "campus5g-sources"
"""One for all sites of a machine: they may share an installation."""

OPEN_TO_ALL = frozenset({"campus5g", "autograder", "kit-setup", "jupyter_config.py", ".venv"})
"""What learners' processes need: programs, inventories of kits, the configuration of Jupyter."""

_OTHERS = stat.S_IRWXO


def sources(house: Path, data: Path) -> Iterator[Path]:
    """Yield what learners don't need of the house. Links lead to what is elsewhere.

    An interpreter or a data folder inside of it stays reachable: it has rights of its own.
    """
    within = [Path(sys.prefix), Path(sys.base_prefix).resolve(), data.resolve()]
    for entry in sorted(house.iterdir()):
        needed = entry.name in OPEN_TO_ALL or any(each.is_relative_to(entry) for each in within)
        if not needed and not entry.is_symlink():
            yield entry


def close_sources(house: Path, data: Path, site_user: str) -> None:
    """Close the sources to learners' OS users; the site's OS user reads them by its group.

    Args:
        house: the checkout, or the content of an installed wheel.
        data: the site's data folder.
        site_user: name of the OS user that builds, grades and shows the portal.

    Raises:
        CampusError: the file system does not let root close them.
    """
    group = ensure_group(GROUP)
    join_group(site_user, GROUP)
    for source in sources(house, data):
        if not _is_closed(source, group):
            _close(source, group)


def open_sources(house: Path, data: Path) -> list[Path]:
    """Return the sources that learners' OS users could read."""
    return [source for source in sources(house, data) if source.stat().st_mode & _OTHERS]


def _close(source: Path, group: int) -> None:
    mode = stat.S_IMODE(source.stat().st_mode)
    owners = mode & stat.S_IRUSR | mode & stat.S_IXUSR
    try:
        os.chown(source, -1, group)
        source.chmod(mode & ~_OTHERS | owners >> 3)
    except OSError as error:
        raise _still_open(source, error.strerror or str(error)) from error
    if not _is_closed(source, group):
        raise _still_open(source, t(fr="droits inchangés", en="its mode did not change"))


def _is_closed(source: Path, group: int) -> bool:
    found = source.stat()
    readable = found.st_mode & stat.S_IRGRP or not found.st_mode & stat.S_IRUSR
    return found.st_gid == group and not found.st_mode & _OTHERS and bool(readable)


def _still_open(source: Path, why: str) -> CampusError:
    return CampusError(
        t(
            fr=f"Les apprenants pourraient lire les réponses : {source} leur reste ouvert ({why}).",
            en=f"Learners could read the answers: {source} stays open to them ({why}).",
        ),
        t(
            fr="Installez Campus 5G sur un disque local où root peut changer les droits, "
            "par exemple dans /opt.",
            en="Install Campus 5G on a local disk where root can change permissions, such as "
            "in /opt.",
        ),
    )
