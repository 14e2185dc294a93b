"""How much of the disk each person may take: looked at while their server runs.

A quota would refuse every byte too many, but needs a file system that is mounted with it. So the
Hub looks: whose files have become too many has their servers and processes ended, and is told so
when they come back. What one file may hold is limited by the system meanwhile (setrlimit(2)).
"""

import asyncio
import logging
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from tornado.web import HTTPError

from campus5g.language import Language, translator
from campus5g.places import data_folder
from campus5g.site.classroom.people import ClassroomPeople
from campus5g.site.folders import SiteFolders
from campus5g.site.hub.sign_ins import stop_servers

LOOKED_EVERY_S = 20.0

_BLOCK_BYTES = 512
_MIB = 2**20
_OPEN_TO_ALL = (Path("/tmp"), Path("/var/tmp"), Path("/dev/shm"))  # noqa: S108 -- only measured

_log = logging.getLogger(__name__)


class TooMuchOnDiskError(HTTPError):
    """A person's files take more of the disk than they may.

    Args:
        used_mib: what they take.
        limit_mib: what they may take.
        language: of the person, who reads it on a page of the Hub.
    """

    def __init__(self, used_mib: float, limit_mib: int, language: Language) -> None:
        super().__init__(409)
        t = translator(language)
        # The Hub shows these where a server does not start.
        self.jupyterhub_message = self.jupyterhub_html_message = t(
            fr=f"Vos fichiers occupent {used_mib:.0f} Mio, et la limite est de {limit_mib} Mio. "
            "Rien n’est perdu\N{NO-BREAK SPACE}: demandez à votre formateur de faire de la place "
            "avec vous.",
            en=f"Your files take {used_mib:.0f} MiB, and the limit is {limit_mib} MiB. "
            "Nothing is lost: ask your trainer to make room with you.",
        )


def used_mib(folders: SiteFolders, account: str, uid: int) -> float:
    """Return what a person's files take of the disk, wherever they may write.

    Args:
        folders: the site's.
        account: the person's, whose home counts as a whole.
        uid: of their OS user, whose entries count in folders that are open to all.
    """
    places = [folders.homes / account]
    for shared in (*folders.exchange.glob("*/inbound"), *_OPEN_TO_ALL):
        places += [entry for entry in _entries(shared) if _owner(entry) == uid]
    return sum(_blocks(place) for place in places) * _BLOCK_BYTES / _MIB


async def end_what_takes_too_much(hub: Any) -> None:
    """Look at all people whose servers run, again and again, until cancelled.

    Args:
        hub: the running JupyterHub.
    """
    people = ClassroomPeople.of_site(SiteFolders(data_folder()))
    while True:
        for user in [each for each in hub.users.values() if each.active]:
            try:
                used = await asyncio.to_thread(_used_by, people, user.name)
                if used > people.settings.disk_limit_mib:
                    _log.warning("%s takes %d MiB of the disk: ended.", user.name, used)
                    await stop_servers(hub, user)
            except Exception:
                # A person may be leaving; the next look comes soon.
                _log.exception("The Hub could not measure the files of %s.", user.name)
        await asyncio.sleep(LOOKED_EVERY_S)


def refuse_too_much(people: ClassroomPeople, account: str, language: Language) -> None:
    """Refuse a server to a person whose files take too much.

    Raises:
        TooMuchOnDiskError: they do.
    """
    used, limit = _used_by(people, account), people.settings.disk_limit_mib
    if used > limit:
        raise TooMuchOnDiskError(used, limit, language)


def _used_by(people: ClassroomPeople, account: str) -> float:
    user = people.os_users.find(account)
    return 0.0 if user is None else used_mib(people.folders, account, user.pw_uid)


def _entries(folder: Path) -> Iterator[Path]:
    try:
        yield from folder.iterdir()
    except OSError:
        return


def _owner(entry: Path) -> int | None:
    """Return whose an entry is; None if it has gone meanwhile."""
    try:
        return entry.lstat().st_uid
    except FileNotFoundError:
        return None


def _blocks(place: Path) -> int:
    """Return the blocks of a file, or of all below a folder; links are not followed."""
    found = 0
    # What goes meanwhile takes nothing.
    with suppress(FileNotFoundError):
        found = place.lstat().st_blocks
        if place.is_dir() and not place.is_symlink():
            for _, _, files, here in os.fwalk(place):
                for name in files:
                    with suppress(OSError):
                        found += os.stat(name, dir_fd=here, follow_symlinks=False).st_blocks
    return found
