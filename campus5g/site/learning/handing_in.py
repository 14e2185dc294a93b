"""Handing in: what nbgrader's exchange holds of a learner, and one more submission into it."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from campus5g.authoring.cohorts.hand_in_limits import refusal, size_mb
from campus5g.authoring.cohorts.nbgrader_course import GradingError
from campus5g.authoring.cohorts.nbgrader_learner import NbGraderLearner
from campus5g.errors import CampusError
from campus5g.language import t
from campus5g.site import surroundings
from campus5g.site.classroom import asking
from campus5g.site.folders import SiteFolders
from campus5g.site.learning.submission_times import inbound, own_hand_ins


@dataclass(frozen=True)
class Work:
    """A learner's work at a module, as it would be handed in now."""

    folder: Path
    saved_at: datetime.datetime
    megabytes: float


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
    folder = folders.homes / learner / cohort / module
    notebook = folder / f"{module}.ipynb"
    try:
        saved = notebook.stat().st_mtime
    except OSError:
        return None
    return Work(folder, datetime.datetime.fromtimestamp(saved, datetime.UTC), size_mb(folder))


def hand_in(folders: SiteFolders, cohort: str, module: str, learner: str) -> datetime.datetime:
    """Hand in a learner's folder of a module as it is now; return when that was.

    Earlier submissions stay; the newest counts. Where each learner has an OS user of their own,
    the Hub hands in as that user.

    Raises:
        CampusError: there is nothing to hand in, it is too much, or nbgrader refused.
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
    earlier = own_hand_ins(folders, cohort, module, learner)
    if refused := refusal(found.folder, earlier):
        raise refused
    if surroundings.in_classroom():
        if not asking.hand_in(learner, cohort, module):
            raise _refused()
    else:
        home = folders.homes / learner / cohort
        try:
            NbGraderLearner(learner, home, cohort, folders.exchange).submit(module)
        except GradingError as error:
            raise _refused() from error
    return hand_ins(folders, cohort, module, learner)[-1]


def _refused() -> CampusError:
    return CampusError(
        t(fr="Le travail n’a pas pu être rendu.", en="Your work could not be handed in."),
        t(
            fr="Votre travail est intact. Réessayez ; si cela dure, prévenez votre formateur.",
            en="Your work is unchanged. Try again. If it still fails, tell your trainer.",
        ),
    )


def _moments(times: Iterable[str]) -> list[datetime.datetime]:
    return sorted(filter(None, map(_moment, times)))


def _moment(text: str) -> datetime.datetime | None:
    try:
        moment = datetime.datetime.fromisoformat(text.removesuffix(" UTC"))
    except ValueError:
        return None
    return moment.replace(tzinfo=datetime.UTC)
