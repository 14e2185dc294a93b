"""Health of the site: one finding per part, with what to do about it."""

import datetime
import os
import shutil
from collections.abc import Iterator

from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from campus5g.kit.starting.served import served_kits
from campus5g.language import t
from campus5g.site.doctor import Finding
from campus5g.site.folders import SiteFolders
from campus5g.site.records.base import now
from campus5g.site.records.cohorts import Grading
from campus5g.site.records.trail import Trace

BACKED_UP = "backup"
"""Action of the log for a backup."""

_GIB = 2**30
_LITTLE_GIB = 5.0
_TOO_LITTLE_GIB = 1.0
_OLD_BACKUP = datetime.timedelta(days=8)
_LATELY = datetime.timedelta(days=7)
_DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def examine(records: Session, folders: SiteFolders) -> Iterator[Finding]:
    """Examine the site's parts quickly, without changing anything."""
    yield _database(records)
    yield _disk(folders)
    yield _folders(folders)
    yield _backup(records)
    yield _gradings(records)
    yield _kits()


def _database(records: Session) -> Finding:
    subject = t(fr="Base de données", en="Database")
    try:
        records.execute(text("select 1"))
    except SQLAlchemyError as error:
        return Finding(
            subject,
            "failure",
            type(error).__name__,
            t(
                fr="Vérifiez que la base répond et que le disque n’est pas plein.",
                en="Check that the database responds and that the disk is not full.",
            ),
        )
    assert records.bind is not None  # noqa: S101 -- sessions are made with an engine
    return Finding(subject, "ok", _DATABASES[records.bind.dialect.name])


def _disk(folders: SiteFolders) -> Finding:
    free = shutil.disk_usage(folders.data).free / _GIB
    detail = t(fr=f"{free:.0f} Gio libres", en=f"{free:.0f} GiB free")
    if free >= _LITTLE_GIB:
        return Finding(t(fr="Disque", en="Disk"), "ok", detail)
    return Finding(
        t(fr="Disque", en="Disk"),
        "failure" if free < _TOO_LITTLE_GIB else "warning",
        detail,
        t(
            fr="Libérez de la place : les travaux rendus ne pourront bientôt plus être écrits.",
            en="Free some space. Otherwise, work that is handed in can soon no longer be saved.",
        ),
    )


def _folders(folders: SiteFolders) -> Finding:
    subject = t(fr="Dossiers", en="Folders")
    closed = [
        folder.name
        for folder in (folders.exchange, folders.cohorts, folders.homes)
        if folder.exists() and not os.access(folder, os.W_OK)
    ]
    if not closed:
        return Finding(subject, "ok", t(fr="accessibles en écriture", en="writable"))
    return Finding(
        subject,
        "failure",
        t(fr=f"{', '.join(closed)} : écriture refusée", en=f"{', '.join(closed)}: not writable"),
        t(
            fr="Rendez ces dossiers au compte qui fait tourner le site.",
            en="Make these folders writable for the account that runs the site.",
        ),
    )


def _backup(records: Session) -> Finding:
    subject = t(fr="Sauvegarde", en="Backup")
    latest = records.scalar(select(func.max(Trace.at)).where(Trace.action == BACKED_UP))
    step = t(
        fr="Lancez « campus5g backup FICHIER », et chaque nuit par une tâche planifiée.",
        en="Run “campus5g backup FILE --data FOLDER”, and schedule it every night.",
    )
    if latest is None:
        return Finding(subject, "warning", t(fr="aucune encore", en="none yet"), step)
    days = (now() - latest).days
    detail = (
        t(fr=f"il y a {days} jours", en=f"{days} days ago")
        if days
        else t(fr="depuis moins d’un jour", en="less than a day ago")
    )
    if now() - latest > _OLD_BACKUP:
        return Finding(subject, "warning", detail, step)
    return Finding(subject, "ok", detail)


def _gradings(records: Session) -> Finding:
    subject = t(fr="Corrections automatiques", en="Automatic grading")
    failed = records.scalar(
        select(func.count())
        .select_from(Grading)
        .where(Grading.state == "failed", Grading.started_at > now() - _LATELY)
    )
    if not failed:
        return Finding(subject, "ok", t(fr="aucun échec cette semaine", en="no failures this week"))
    return Finding(
        subject,
        "warning",
        t(fr=f"échecs cette semaine : {failed}", en=f"failures this week: {failed}"),
        t(
            fr="Ouvrez le module dans le groupe : la raison y est écrite.",
            en="Open the module in its group to see the reason.",
        ),
    )


def _kits() -> Finding:
    names = [kit.name for kit in served_kits()]
    return Finding(
        t(fr="Kits servis", en="Kits served"),
        "ok",
        ", ".join(names) or t(fr="aucun sur cette machine", en="none on this machine"),
    )
