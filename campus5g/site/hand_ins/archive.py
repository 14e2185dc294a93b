"""A learner's work as one file, the same for the same content.

A tar archive (POSIX.1-2001, pax) of plain files in the order of their names, without owners, times
or modes. Its SHA-256 names the work: what is sent twice is known by it.
"""

import hashlib
import os
import shutil
import tarfile
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from campus5g.authoring.cohorts.hand_in_limits import LARGEST_MB
from campus5g.authoring.cohorts.plain_files import Ignored, folders_of, opened
from campus5g.errors import CampusError
from campus5g.language import t

MOST_FILES = 2000
"""Of one hand-in. A lab with its evidence has some tens."""

LONGEST_NAME_BYTES = 1000
"""Of a file with its folders, below the work's own."""

_LONGEST_PART_BYTES = 255

LARGEST_BYTES = LARGEST_MB * 1_000_000 + MOST_FILES * 4096
"""Of an archive: the files, their headers and what fills up their blocks."""

SITES_OWN = frozenset({"timestamp.txt", "submission_secret.txt"})
"""What the site writes beside the work, as nbgrader does; a learner's file of this name is left."""


class UnreadableWorkError(CampusError):
    """A file of the work can't be read by who packs it."""


class NotAnArchiveError(CampusError):
    """What came is not what `pack` writes."""


def ignored_by_nbgrader() -> Ignored:
    """Return what nbgrader leaves out where nobody has told it otherwise."""
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.utils import ignore_patterns

    usual = CourseDirectory()
    ignored: Ignored = ignore_patterns(
        exclude=usual.ignore, include=usual.include, max_file_size=usual.max_file_size
    )
    return ignored


def pack(work: Path, owner: int, archive: BinaryIO, ignored: Ignored) -> str:
    """Write the plain files of a folder to an archive; return its SHA-256 in hexadecimal.

    Links are not followed, and files of other users are left out.

    Args:
        work: the folder.
        owner: number of the OS user whose files count.
        archive: an empty file that can be read again; at its start when this returns.
        ignored: names to leave out, as for `shutil.copytree`.

    Raises:
        CampusError: a file can't be read, or there are too many.
    """
    count = 0
    with tarfile.open(fileobj=archive, mode="w:", format=tarfile.PAX_FORMAT) as tar:
        try:
            for folder, names, here in folders_of(work, ignored):
                below = folder.relative_to(work)
                for name in names:
                    if below == Path() and name in SITES_OWN:
                        continue
                    file = opened(name, here, owner)
                    if file is None:
                        continue
                    with file:
                        count += 1
                        entry = tarfile.TarInfo((below / name).as_posix())
                        entry.size = os.fstat(file.fileno()).st_size
                        _require_a_work(entry, count)
                        tar.addfile(entry, file)
        except OSError as error:
            raise _unreadable(error) from error
    archive.seek(0)
    digest = digest_of(archive)
    archive.seek(0)
    return digest


def digest_of(archive: BinaryIO) -> str:
    """Return the SHA-256 of the rest of a file, in hexadecimal."""
    return hashlib.file_digest(archive, "sha256").hexdigest()  # type: ignore[arg-type]


def unpack(archive: BinaryIO, work: Path) -> None:
    """Write what an archive holds into a new folder.

    Args:
        archive: anything that a learner sent.
        work: made here; left unfinished after an error.

    Raises:
        CampusError: it holds more, or something else, than `pack` writes.
        OSError: the disk does not take it.
    """
    work.mkdir()
    try:
        with tarfile.open(fileobj=archive, mode="r:") as tar:
            for count, entry in enumerate(tar, start=1):
                _require_a_work(entry, count)
                # What is sparse unpacks to more than has come.
                content = None if entry.issparse() or not entry.isreg() else tar.extractfile(entry)
                if content is None:
                    raise _not_an_archive(entry.name)
                target = work / entry.name
                if target.parent == work and target.name in SITES_OWN:
                    continue
                target.parent.mkdir(parents=True, exist_ok=True)
                with target.open("xb") as file:
                    shutil.copyfileobj(content, file)
    except (tarfile.TarError, ValueError, FileExistsError, NotADirectoryError) as error:
        raise _not_an_archive(type(error).__name__) from error


def _require_a_work(entry: tarfile.TarInfo, count: int) -> None:
    name = PurePosixPath(entry.name)
    sound = entry.name == name.as_posix() and not name.is_absolute()
    if not sound or ".." in name.parts or "\0" in entry.name or not name.parts:
        raise _not_an_archive(entry.name)
    longest_part = max(len(os.fsencode(part)) for part in name.parts)
    too_long = longest_part > _LONGEST_PART_BYTES or len(os.fsencode(name)) > LONGEST_NAME_BYTES
    if count > MOST_FILES or too_long:
        raise CampusError(
            t(
                fr=f"Le dossier a plus de {MOST_FILES} fichiers, ou des dossiers trop profonds.",
                en=f"The folder has more than {MOST_FILES} files, or folders that are too deep.",
            ),
            t(fr="Retirez ceux que vous avez ajoutés.", en="Remove those that you added."),
        )


def _unreadable(error: OSError) -> CampusError:
    name = Path(str(error.filename or "?")).name
    return UnreadableWorkError(
        t(
            fr=f"Le fichier « {name} » de votre dossier ne peut pas être lu.",
            en=f"The file “{name}” in your folder can’t be read.",
        ),
        t(
            fr="Ouvrez le module et rendez-le depuis sa page ou depuis JupyterLab.",
            en="Open the module and hand it in from its page or from JupyterLab.",
        ),
    )


def _not_an_archive(name: str) -> CampusError:
    return NotAnArchiveError(
        t(
            fr=f"Ce qui a été envoyé n’est pas un rendu ({name}).",
            en=f"What was sent is not a hand-in ({name}).",
        ),
        t(fr="Rendez le module depuis sa page.", en="Hand in the module from its page."),
    )
