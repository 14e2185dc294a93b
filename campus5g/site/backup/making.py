"""Backs a site up while it runs."""

import hashlib
import io
import os
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path, PurePosixPath

from campus5g import __version__
from campus5g.authoring.cohorts.gradebook_file import gradebook_file
from campus5g.errors import CampusError
from campus5g.language import t
from campus5g.places import COHORTS
from campus5g.site.administration.health import BACKED_UP
from campus5g.site.backup.contents import MANIFEST, RECORDS, Manifest, belongs
from campus5g.site.deployment import load_deployment
from campus5g.site.folders import SiteFolders
from campus5g.site.records.base import now
from campus5g.site.records.copying import copy_records
from campus5g.site.records.database import ADDRESS, Database
from campus5g.site.records.gradebooks import copy_out, gradebooks_in_database
from campus5g.site.trail import SITE, note

_SQLITE = b"SQLite format 3\0"

_OF_GRADEBOOK = 0o640
"""The rights of a gradebook's file, which trainers of a classroom server may read."""


def back_up(folders: SiteFolders, database: Database, file: Path) -> Manifest:
    """Write a backup; the file gets its name once it is complete.

    The records come first, as they are at one moment; each other database as it is at one moment.
    Work handed in meanwhile is in the backup as a file, and is graded after a restore.

    Args:
        folders: the site's state.
        database: its records.
        file: where to; readable by its owner only.

    Raises:
        CampusError: the file exists, its folder does not, or it would back itself up; the folder
            does not hold a site; or another version of the site wrote its database.
    """
    require_room_for_backup(folders, file)
    if not database.is_current() and database.engine.dialect.name != "sqlite":
        raise _of_an_older_version()
    draft = file.with_name(f".{file.name}.part")
    digests: dict[str, str] = {}
    made_at = now()
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with (
            tempfile.TemporaryDirectory(dir=file.parent) as scratch,
            os.fdopen(handle, "wb") as stream,
            tarfile.open(fileobj=stream, mode="w:gz") as archive,
        ):
            copy = Path(scratch) / "copy"
            _copy_of_records(folders, database, copy)
            digests[RECORDS] = _add(archive, copy, RECORDS, 0o600)
            for cohort, place in gradebooks_in_database(folders).items():
                copy_out(place, copy)
                name = str(PurePosixPath(COHORTS) / cohort / gradebook_file(copy).name)
                digests[name] = _add(archive, copy, name, _OF_GRADEBOOK)
            for path, name in _files(folders.data):
                if name in digests:
                    # A file of earlier days beside the gradebook in the database.
                    continue
                digest = _add_present(archive, path, name, copy)
                if digest:
                    digests[name] = digest
            manifest = Manifest(campus5g=__version__, made_at=made_at, files=digests)
            _add_text(archive, manifest.model_dump_json(indent=1))
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
    with database.session() as records:
        note(records, SITE, BACKED_UP, file.name, files=len(digests))
    return manifest


def _of_an_older_version() -> CampusError:
    return CampusError(
        t(
            fr="La base de données est d’une version plus ancienne du site.",
            en="The database is of an older version of the site.",
        ),
        t(
            fr="Sauvegardez avec cette version, ou démarrez le site une fois avec celle-ci.",
            en="Back it up with that version, or start the site once with this one.",
        ),
    )


def require_room_for_backup(folders: SiteFolders, file: Path) -> None:
    """Refuse a backup that `back_up` can't write, before it starts.

    Raises:
        CampusError: as in `back_up`.
    """
    if not _is_site(folders):
        raise CampusError(
            t(
                fr=f"{folders.data} : il n’y a pas de site ici.",
                en=f"{folders.data} does not hold a site.",
            ),
            t(
                fr="Donnez par --data le dossier avec lequel le site démarre.",
                en="Give the folder that the site is started with: --data FOLDER.",
            ),
        )
    if file.exists():
        raise CampusError(
            t(fr=f"{file} existe déjà.", en=f"{file} already exists."),
            t(fr="Prenez un autre nom.", en="Choose another name."),
        )
    if not file.parent.is_dir():
        raise CampusError(
            t(
                fr=f"Il n’y a pas de dossier {file.parent}.",
                en=f"The folder {file.parent} does not exist.",
            ),
            t(
                fr="Branchez le disque ou vérifiez le nom ; créez le dossier s’il est nouveau.",
                en="Connect the disk or check the name. If the folder is new, create it.",
            ),
        )
    if file.resolve().is_relative_to(folders.data.resolve()):
        raise CampusError(
            t(
                fr="La sauvegarde serait dans le dossier qu’elle sauvegarde.",
                en="The backup would be inside the folder that it backs up.",
            ),
            t(fr="Mettez-la ailleurs, sur un autre disque.", en="Put it on another disk."),
        )


def _is_site(folders: SiteFolders) -> bool:
    """Return whether a folder is a site's; nothing is made there."""
    # The first start makes the secret; the first account may come before. Of a cluster, the Hub has
    # the secret, and the portal what is backed up.
    if folders.cookie_secret.is_file() or load_deployment(folders.deployment).profile == "cluster":
        return bool(os.environ.get(ADDRESS)) or folders.records.is_file()
    return (
        not os.environ.get(ADDRESS) and folders.records.is_file() and _has_people(folders.records)
    )


def _has_people(records: Path) -> bool:
    try:
        address = f"{records.absolute().as_uri()}?mode=ro"
        with closing(sqlite3.connect(address, uri=True)) as reading:
            return reading.execute("select 1 from people limit 1").fetchone() is not None
    except sqlite3.Error:
        return False


def _files(data: Path) -> Iterator[tuple[Path, str]]:
    for folder, below, files in os.walk(data):
        here = PurePosixPath(Path(folder).relative_to(data))
        below[:] = sorted(each for each in below if belongs(here / each))
        for each in [*below, *sorted(files)]:
            path = Path(folder) / each
            plain = path.is_file() or path.is_dir()
            if belongs(here / each) and plain and not path.is_symlink():
                yield path, str(here / each)


def _copy_of_records(folders: SiteFolders, database: Database, copy: Path) -> None:
    if database.engine.dialect.name == "sqlite":
        _copy_sqlite(folders.records, copy)
        return
    target = Database(f"sqlite:///{copy}")
    copy_records(database, target)
    target.close()
    # The journal's content is part of the database.
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")


def _copy_sqlite(source: Path, copy: Path) -> None:
    copy.unlink(missing_ok=True)
    with closing(sqlite3.connect(source)) as reading, closing(sqlite3.connect(copy)) as writing:
        reading.backup(writing)
        writing.execute("PRAGMA journal_mode = DELETE")


def _add_present(archive: tarfile.TarFile, path: Path, name: str, copy: Path) -> str | None:
    """Add a file or folder as it is now, unless it has disappeared."""
    try:
        mode = path.stat().st_mode & 0o777
        if path.is_dir():
            entry = tarfile.TarInfo(name)
            entry.type, entry.mode = tarfile.DIRTYPE, mode
            archive.addfile(entry)
            return None
        with path.open("rb") as file:
            is_database = file.read(len(_SQLITE)) == _SQLITE
        if is_database:
            _copy_sqlite(path, copy)
        else:
            # A file that grows while it is read would break the archive.
            shutil.copyfile(path, copy)
    except FileNotFoundError:
        return None
    return _add(archive, copy, name, mode)


def _add(archive: tarfile.TarFile, path: Path, name: str, mode: int) -> str:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode, entry.mtime = path.stat().st_size, mode, int(path.stat().st_mtime)
    with path.open("rb") as file:
        archive.addfile(entry, file)
        file.seek(0)
        return hashlib.file_digest(file, "sha256").hexdigest()


def _add_text(archive: tarfile.TarFile, text: str) -> None:
    content = text.encode()
    entry = tarfile.TarInfo(MANIFEST)
    entry.size, entry.mode = len(content), 0o600
    archive.addfile(entry, io.BytesIO(content))
