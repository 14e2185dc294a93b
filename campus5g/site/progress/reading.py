"""Where the portal finds how a learner's work stands."""

from campus5g.site import surroundings
from campus5g.site.folders import SiteFolders
from campus5g.site.progress.received import Received
from campus5g.site.progress.works import OwnWork, WorkInHome


def own_work(folders: SiteFolders, learner: str, cohort: str, module: str) -> OwnWork:
    """Return a learner's folder of a module, whether it was begun or not.

    Args:
        folders: the site's state.
        learner: the account's name.
        cohort: its id.
        module: its id.
    """
    if surroundings.progress_is_sent():
        told = Received(folders.progress, learner).works().get(f"{cohort}/{module}")
        if told is not None:
            return told
    return WorkInHome(folders.homes / learner / cohort / module)
