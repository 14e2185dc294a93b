"""The draws of a site's learners, as their servers and the graders compute them."""

from campus5g.draw import Draw, learner_key, own_secret
from campus5g.site.folders import SiteFolders


def draw_of(folders: SiteFolders, learner: str, cohort: str, module: str) -> Draw:
    """Return the draw of a learner in a module of a cohort.

    Args:
        folders: the site's state, which holds its secret.
        learner: the account's name.
        cohort: its id.
        module: its id.

    Raises:
        CampusError: the secret can't be read or kept.
    """
    return Draw.from_key(key_of(folders, learner), module, cohort)


def key_of(folders: SiteFolders, learner: str) -> bytes:
    """Return the key that a person's server gets.

    Raises:
        CampusError: the secret can't be read or kept.
    """
    return learner_key(own_secret(folders.data), learner)
