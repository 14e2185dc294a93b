"""One run per data folder: its lock, its address, and what a killed run left behind."""

import fcntl
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from pydantic import BaseModel, ValidationError

from campus5g import t
from campus5g.errors import CampusError
from campus5g.site.folders import SiteFolders
from campus5g.site.running.processes import end_all, processes_of_run
from campus5g.whole_file import replace


class _RunFile(BaseModel):
    mark: str
    address: str


@dataclass(frozen=True)
class Run:
    """The run that holds the lock."""

    mark: str
    leftovers: int
    """Number of processes left by a killed run that were ended now."""


@contextmanager
def only_run(folders: SiteFolders, address: str) -> Iterator[Run]:
    """Hold the data folder for the length of the block.

    Raises:
        CampusError: when another process runs the site on this folder.
    """
    with folders.lock.open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise _runs_already(folders) from None
        earlier = _read(folders)
        leftovers = end_all(processes_of_run(earlier.mark, folders.data)) if earlier else 0
        # Its number may be another program's by now.
        folders.proxy_pid.unlink(missing_ok=True)
        mark = secrets.token_hex(16)
        replace(folders.run, _RunFile(mark=mark, address=address).model_dump_json(), private=True)
        yield Run(mark, leftovers)
        folders.run.unlink()


def _read(folders: SiteFolders) -> _RunFile | None:
    try:
        return _RunFile.model_validate_json(folders.run.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValidationError):
        return None


def _runs_already(folders: SiteFolders) -> CampusError:
    other = _read(folders)
    where = other.address if other else ""
    return CampusError(
        t(
            fr=f"Le site fonctionne déjà avec ces données : {where}",
            en=f"A site is already running on this data: {where}",
        ),
        t(
            fr="Ouvrez cette adresse, arrêtez l’autre site (Ctrl-C) ou choisissez un autre "
            "dossier avec --data.",
            en="Open that address, stop the other site (Ctrl-C), or choose another folder "
            "with --data.",
        ),
    )
