"""One run per data folder: its lock, its address, and what a killed run left behind."""

import fcntl
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from pydantic import BaseModel, ValidationError

from campus5g import t
from campus5g.errors import CampusError
from campus5g.site.folders import SiteFolders
from campus5g.site.locks.keeping import Keeper
from campus5g.site.records.database import ADDRESS, Database, in_words
from campus5g.site.running.processes import end_all, processes_of_run
from campus5g.site.surroundings import Part
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
def only_run_of_database(folders: SiteFolders, parts: Iterable[Part]) -> Iterator[None]:
    """Hold the site's database for the length of the block, where it is PostgreSQL.

    A data folder has one run; so has a database, whatever folders its runs are given.

    Args:
        folders: the site's state.
        parts: what runs.

    Raises:
        CampusError: another run works with it, or it can't be used.
    """
    engine = Database.of_site(folders.records).engine
    if engine.dialect.name != "postgresql":
        yield
        return
    keeper = Keeper(engine, [f"run {part}" for part in parts])
    with in_words(engine):
        begun = keeper.begin(given=False)
    if not begun:
        raise CampusError(
            t(
                fr="Un site fonctionne déjà avec cette base de données.",
                en="A site is already running on this database.",
            ),
            t(
                fr=f"Arrêtez-le, ou donnez à celui-ci une base à lui ({ADDRESS}).",
                en=f"Stop it, or give this one a database of its own ({ADDRESS}).",
            ),
        )
    try:
        yield
    finally:
        keeper.end()


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
