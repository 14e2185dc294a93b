"""Handing in: what nbgrader's exchange holds of a learner, and one more submission into it."""

import datetime
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from campus5g.authoring.cohorts.hand_in_limits import refusal, size_mb
from campus5g.errors import CampusError
from campus5g.language import t
from campus5g.site.folders import SiteFolders
from campus5g.site.hand_ins.archive import ignored_by_nbgrader, pack
from campus5g.site.hand_ins.arrivals import Arrival
from campus5g.site.hand_ins.taking_in import take_in
from campus5g.site.learning.submission_times import inbound, own_hand_ins
from campus5g.site.progress.reading import own_work
from campus5g.site.progress.works import WorkInHome


@dataclass(frozen=True)
class Work:
    """A learner's work at a module, as it would be handed in now."""

    saved_at: datetime.datetime
    folder: Path | None
    """Where the portal reads it; None where only the learner's own server does."""


def hand_ins(
    folders: SiteFolders, cohort: str, module: str, learner: str
) -> list[datetime.datetime]:
    """Return when a learner handed a module in, the earliest first."""
    return _moments(inbound(folders, cohort).get((learner, module), []))


def newest_hand_in(folders: SiteFolders, cohort: str, module: str) -> datetime.datetime | None:
    """Return when a module was last handed in by anyone of a cohort, None if it was not."""
    newest = [times[-1] for (_, what), times in inbound(folders, cohort).items() if what == module]
    return max(_moments(newest), default=None)


def work(folders: SiteFolders, cohort: str, module: str, learner: str) -> Work | None:
    """Return what there is to hand in; None before the module was opened."""
    here = WorkInHome(folders.homes / learner / cohort / module)
    saved = here.saved_at
    if saved is not None:
        return Work(saved, here.folder)
    saved = own_work(folders, learner, cohort, module).saved_at
    return None if saved is None else Work(saved, None)


def hand_in(folders: SiteFolders, cohort: str, module: str, learner: str) -> datetime.datetime:
    """Hand in a learner's folder of a module as it is now; return when that was.

    Earlier submissions stay; the newest counts. What has not changed since it was handed in last
    keeps that time.

    Raises:
        CampusError: there is nothing to hand in, it is too much, or it can't be read or written.
    """
    found = work(folders, cohort, module, learner)
    if found is None:
        raise CampusError(
            t(fr="Il n’y a rien à rendre.", en="There is nothing to hand in."),
            t(
                fr="Ouvrez le module, faites-le, enregistrez, puis rendez-le.",
                en="Open the module, do it, save it, then hand it in.",
            ),
        )
    if found.folder is None:
        raise CampusError(
            t(
                fr="Votre travail se trouve sur votre propre serveur.",
                en="Your work is on your own server.",
            ),
            t(
                fr="Ouvrez le module et rendez-le depuis sa page ou depuis JupyterLab.",
                en="Open the module and hand it in from its page or from JupyterLab.",
            ),
        )
    if refused := refusal(size_mb(found.folder), own_hand_ins(folders, cohort, module, learner)):
        raise refused
    folders.arriving.mkdir(mode=0o700, exist_ok=True)
    # A link can't lead to another learner's work: its files are not this one's.
    owner = (folders.homes / learner).lstat().st_uid
    with tempfile.TemporaryFile(dir=folders.arriving) as archive:
        digest = pack(found.folder, owner, archive, ignored_by_nbgrader())
        return take_in(folders, Arrival(learner, cohort, module, digest), archive).moment


def _moments(times: Iterable[str]) -> list[datetime.datetime]:
    return sorted(filter(None, map(_moment, times)))


def _moment(text: str) -> datetime.datetime | None:
    try:
        moment = datetime.datetime.fromisoformat(text.removesuffix(" UTC"))
    except ValueError:
        return None
    return moment.replace(tzinfo=datetime.UTC)
