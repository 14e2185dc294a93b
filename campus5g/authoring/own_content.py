"""Where authors may write: anywhere but in an installed package."""

from pathlib import Path

from campus5g import places
from campus5g.errors import CampusError


def own(folder: Path) -> Path:
    """Return a folder that an author is going to write in.

    Raises:
        CampusError: it is part of a package that was installed from a wheel, which may be
            read-only, and which an update replaces.
    """
    if places.CHECKOUT is None and folder.resolve().is_relative_to(places.HOUSE):
        raise CampusError(
            f"{folder} is part of the installed package; an update would replace your work.",
            "Work in a folder of your own: name it with --courses or --labs, or copy the module "
            "there and name the copy.",
        )
    return folder
