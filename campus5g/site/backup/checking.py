"""Checks that a backup can be restored, and restores nothing."""

import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from campus5g.errors import CampusError
from campus5g.language import t
from campus5g.site.backup.contents import RECORDS, Manifest
from campus5g.site.backup.dated import youngest
from campus5g.site.backup.restoring import verified
from campus5g.site.records.database import Database


def check(backup: Path) -> tuple[Path, Manifest]:
    """Check a backup: each member by its SHA-256, and each database by SQLite itself.

    Args:
        backup: the file, or a folder of dated backups, of which the youngest is checked.

    Returns:
        The file, and what it holds.

    Raises:
        CampusError: there is no backup, it is damaged, or a newer version of the site made it.
    """
    file = youngest(backup) if backup.is_dir() else backup
    if file is None:
        raise CampusError(
            t(fr=f"{backup} n’a aucune sauvegarde datée.", en=f"{backup} has no dated backup."),
            t(fr="Faites-en une : campus5g backup.", en="Make one: campus5g backup."),
        )
    manifest = verified(file)
    with tempfile.TemporaryDirectory(prefix="campus5g-") as folder:
        for name, database in _databases(file, Path(folder)):
            if name == RECORDS:
                _require_known_version(database)
            if not _is_sound(database):
                raise CampusError(
                    t(
                        fr=f"La base de données {name} de {file} est abîmée.",
                        en=f"The database {name} in {file} is damaged.",
                    ),
                    t(
                        fr="Prenez une autre sauvegarde, et vérifiez le disque du site.",
                        en="Use another backup, and check the disk of the site.",
                    ),
                )
    return file, manifest


def _databases(file: Path, folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield the name of each database in a backup, and a copy of it."""
    with tarfile.open(file, "r:gz") as archive:
        for member in archive:
            if member.isfile() and member.name.endswith((".sqlite", ".db")):
                copy = folder / "copy.sqlite"
                archive.makefile(member, str(copy))
                yield member.name, copy
                copy.unlink()


def _require_known_version(records: Path) -> None:
    database = Database(f"sqlite:///{records}")
    with closing(database):
        database.is_current()


def _is_sound(database: Path) -> bool:
    try:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as opened:
            return bool(opened.execute("PRAGMA quick_check").fetchone() == ("ok",))
    except sqlite3.DatabaseError:
        return False
