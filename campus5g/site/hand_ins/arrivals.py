"""Work on its way: archives that come in pieces, and go on where they were cut off."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from campus5g.errors import CampusError
from campus5g.language import t
from campus5g.site.hand_ins.archive import LARGEST_BYTES, NotAnArchiveError, digest_of


class OffsetError(Exception):
    """A piece does not follow what has come; ``offset`` is where to go on."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


@dataclass(frozen=True)
class Arrival:
    """One archive of a learner: of which module, and the SHA-256 that it will have."""

    learner: str
    cohort: str
    module: str
    digest: str

    @property
    def file_name(self) -> str:
        """Of the archive while it comes."""
        return "+".join((self.learner, self.cohort, self.module, self.digest))


class Arrivals:
    """The folder of what is on its way: one archive a learner, the latest that they began.

    Args:
        folder: made when something comes, for its owner only.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def offset(self, arrival: Arrival) -> int:
        """Return how many bytes have come."""
        try:
            return self._file(arrival).stat().st_size
        except FileNotFoundError:
            return 0

    def add(self, arrival: Arrival, offset: int, piece: bytes) -> int:
        """Add a piece; return how many bytes there are then.

        Raises:
            OffsetError: the piece begins elsewhere than where the last one ended.
            CampusError: the archive is too large.
        """
        if offset + len(piece) > LARGEST_BYTES:
            raise CampusError(
                t(
                    fr="Le dossier est trop grand pour un rendu.",
                    en="The folder is too large to hand in.",
                ),
                t(
                    fr="Retirez-en les fichiers que vous avez ajoutés.",
                    en="Remove files that you added.",
                ),
            )
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.forget(arrival.learner, but=arrival)
        handle = os.open(self._file(arrival), os.O_WRONLY | os.O_CREAT, 0o600)
        with os.fdopen(handle, "wb") as file:
            fcntl.flock(handle, fcntl.LOCK_EX)
            has = os.fstat(handle).st_size
            if has != offset:
                raise OffsetError(has)
            file.seek(offset)
            file.write(piece)
        return offset + len(piece)

    @contextmanager
    def whole(self, arrival: Arrival) -> Iterator[BinaryIO]:
        """Open the archive that has come, if its content is what its name says.

        Raises:
            NotAnArchiveError: it is not; it is forgotten then.
        """
        try:
            archive = self._file(arrival).open("rb")
        except FileNotFoundError:
            raise _damaged() from None
        with archive:
            if digest_of(archive) != arrival.digest:
                self.forget(arrival.learner)
                raise _damaged()
            archive.seek(0)
            yield archive

    def forget(self, learner: str, but: Arrival | None = None) -> None:
        """Remove what a learner sent and did not complete.

        Args:
            learner: the account.
            but: what stays.
        """
        for each in self._folder.glob(f"{learner}+*"):
            if but is None or each.name != but.file_name:
                each.unlink(missing_ok=True)

    def _file(self, arrival: Arrival) -> Path:
        return self._folder / arrival.file_name


def _damaged() -> CampusError:
    return NotAnArchiveError(
        t(fr="Le rendu est arrivé abîmé.", en="The hand-in was damaged on its way."),
        t(fr="Rendez-le de nouveau.", en="Hand it in again."),
    )
