"""Restores a site from a backup: into an empty folder, after checking the whole backup."""

import hashlib
import os
import shutil
import tarfile
import tempfile
from pathlib import Path, PurePosixPath

from pydantic import ValidationError

from campus5g.authoring.cohorts.gradebooks.place import SchemaPlace
from campus5g.errors import CampusError
from campus5g.language import t
from campus5g.places import COHORTS
from campus5g.site.backup.contents import MANIFEST, RECORDS, Manifest, belongs
from campus5g.site.folders import SiteFolders
from campus5g.site.records.copying import copy_records, is_empty
from campus5g.site.records.database import ADDRESS, Database
from campus5g.site.records.gradebooks import has_gradebooks, move_in


def restore(file: Path, folders: SiteFolders) -> Manifest:
    """Restore a backup: all of it, or nothing.

    Where the environment names a database for the records, they go there.

    Args:
        file: the backup.
        folders: of the restored site; its folder is empty or missing.

    Raises:
        CampusError: the folder or the database is not empty, or the backup is damaged.
    """
    data = folders.data
    if data.exists() and (not data.is_dir() or any(data.iterdir())):
        raise CampusError(
            t(fr=f"{data} n’est pas vide.", en=f"{data} is not empty."),
            t(
                fr="Restaurez dans un dossier vide, et gardez celui-ci pour l’instant.",
                en="Restore into an empty folder, and keep this one for now.",
            ),
        )
    elsewhere = Database(os.environ[ADDRESS]) if os.environ.get(ADDRESS) else None
    if elsewhere is not None and (not is_empty(elsewhere) or has_gradebooks(os.environ[ADDRESS])):
        raise CampusError(
            t(fr="La base de données n’est pas vide.", en="The database is not empty."),
            t(fr="Donnez-en une vide.", en="Give an empty one."),
        )
    manifest = verified(file)
    data.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=".restoring-", dir=data.parent))
    moved: list[SchemaPlace] = []
    try:
        _extract(file, scratch)
        if elsewhere is not None:
            source = Database(f"sqlite:///{scratch / RECORDS}")
            source.upgrade()
            moved += move_in(scratch / COHORTS)
            copy_records(source, elsewhere)
            source.close()
            for each in scratch.glob(f"{RECORDS}*"):
                each.unlink()
        if data.exists():
            data.rmdir()
        scratch.rename(data)
    except BaseException:
        for place in moved:
            place.remove()
        raise
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
        if elsewhere is not None:
            elsewhere.close()
    return manifest


def verified(file: Path) -> Manifest:
    """Return a backup's manifest, after comparing each member with it.

    Raises:
        CampusError: it is not a backup, or it is damaged.
    """
    found: dict[str, str] = {}
    manifest: Manifest | None = None
    try:
        with tarfile.open(file, "r:gz") as archive:
            for member in archive:
                if not member.isfile():
                    continue
                stream = archive.extractfile(member)
                assert stream is not None  # noqa: S101 -- it is a plain file
                if member.name == MANIFEST:
                    manifest = Manifest.model_validate_json(stream.read())
                else:
                    found[member.name] = hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]
    except (OSError, EOFError, tarfile.TarError, ValidationError) as error:
        raise _damaged(file, type(error).__name__) from error
    if manifest is None or manifest.files != found or RECORDS not in found:
        raise _damaged(file, t(fr="incomplète", en="incomplete"))
    return manifest


def _extract(file: Path, folder: Path) -> None:
    with tarfile.open(file, "r:gz") as archive:
        # Older versions backed up more than belongs to another run.
        members = [
            each
            for each in archive
            if each.name == RECORDS or (each.name != MANIFEST and belongs(PurePosixPath(each.name)))
        ]
        # Paths outside the folder, and anything but plain files and folders, are refused.
        archive.extractall(folder, members, filter="data")
    # The filter takes from others the right to write, which the exchange needs.
    for member in members:
        (folder / member.name).chmod(member.mode & 0o777)


def _damaged(file: Path, why: str) -> CampusError:
    return CampusError(
        t(
            fr=f"{file} n’est pas une sauvegarde entière ({why}).",
            en=f"{file} is not a complete backup ({why}).",
        ),
        t(
            fr="Prenez-en une autre ; rien n’a été restauré.",
            en="Use another one. Nothing was restored.",
        ),
    )
