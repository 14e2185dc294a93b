"""Takes a learner's work into nbgrader's exchange, whole and once, at the time of its arrival."""

import datetime
import logging
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from campus5g.authoring.cohorts.hand_in_limits import refusal, size_mb
from campus5g.errors import CampusError
from campus5g.language import t
from campus5g.site.folders import SiteFolders
from campus5g.site.hand_ins.archive import unpack
from campus5g.site.hand_ins.arrivals import Arrival
from campus5g.site.learning.submission_times import own_hand_ins
from campus5g.whole_file import turn
from campus5g.whole_folder import put_in_place

_STAMP, _SECRET = "timestamp.txt", "submission_secret.txt"
_STAMP_FORM = "%Y-%m-%d %H:%M:%S.%f UTC"
_SECRET_BYTES = 64
_DRAFT_MARK = "arriving-"

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Receipt:
    """That work was taken in: as nbgrader writes both into the learner's own copy.

    ``stamp`` is the time, ``secret`` names the learner's feedback.
    """

    stamp: str
    secret: str

    @property
    def moment(self) -> datetime.datetime:
        """The time of arrival."""
        return datetime.datetime.strptime(self.stamp, _STAMP_FORM).replace(tzinfo=datetime.UTC)


def receipt(folders: SiteFolders, arrival: Arrival) -> Receipt | None:
    """Return that of the learner's last hand-in of the module, if it was this very work."""
    mine = own_hand_ins(folders, arrival.cohort, arrival.module, arrival.learner)
    if not mine or not mine[-1].name.endswith(f"+{arrival.digest}"):
        return None
    try:
        return Receipt(
            *((mine[-1] / name).read_text(encoding="utf-8").strip() for name in (_STAMP, _SECRET))
        )
    except OSError:
        return None


def take_in(folders: SiteFolders, arrival: Arrival, archive: BinaryIO) -> Receipt:
    """Put an archive into the exchange as the learner's newest hand-in.

    Work that is already the newest is not taken twice: its receipt is returned again. What is
    taken is on the disk before this returns; a crash leaves nothing to collect.

    Args:
        folders: the site's state.
        arrival: whose it is.
        archive: as `archive.pack` writes it.

    Raises:
        CampusError: it is too much, is not work, or the module was not handed out.
    """
    inbound = folders.exchange / arrival.cohort / "inbound"
    if not inbound.is_dir():
        raise CampusError(
            t(fr="Ce module n’est pas ouvert.", en="This module is not open."),
            t(fr="Demandez à votre formateur.", en="Ask your trainer."),
        )
    draft = inbound / f".{arrival.file_name}.{_DRAFT_MARK}{secrets.token_hex(8)}"
    try:
        unpack(archive, draft)
        size = size_mb(draft)
        with turn(inbound):
            known = receipt(folders, arrival)
            if known is not None:
                return known
            earlier = own_hand_ins(folders, arrival.cohort, arrival.module, arrival.learner)
            if refused := refusal(size, earlier):
                raise refused
            return _put(inbound, arrival, draft)
    except OSError as error:
        _log.warning("A hand-in could not be written: %s", error)
        raise not_taken() from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def remove_drafts(folders: SiteFolders) -> None:
    """Remove what a crash left unfinished; nothing may be taken in meanwhile."""
    for draft in folders.exchange.glob(f"*/inbound/.*.{_DRAFT_MARK}*"):
        shutil.rmtree(draft, ignore_errors=True)


def _put(inbound: Path, arrival: Arrival, draft: Path) -> Receipt:
    made = Receipt(_arrival_stamp(), secrets.token_hex(_SECRET_BYTES))
    (draft / _STAMP).write_text(made.stamp, encoding="utf-8")
    (draft / _SECRET).write_text(made.secret, encoding="utf-8")
    name = "+".join((arrival.learner, arrival.module, made.stamp, arrival.digest))
    put_in_place(draft, inbound / name)
    return made


def _arrival_stamp() -> str:
    return datetime.datetime.now(datetime.UTC).strftime(_STAMP_FORM)


def not_taken() -> CampusError:
    """Return the error for work that could not be taken in, through no fault of its learner."""
    return CampusError(
        t(fr="Le travail n’a pas pu être rendu.", en="Your work could not be handed in."),
        t(
            fr="Votre travail est intact. Réessayez ; si cela dure, prévenez votre formateur.",
            en="Your work is unchanged. Try again. If it still fails, tell your trainer.",
        ),
    )
