"""Where things lie: the parts of the house, and the folder that holds a site's state."""

import os
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[1]
COURSES = HOUSE / "courses"
LABS = HOUSE / "labs"
KITS = HOUSE / "kit-setup" / "kits"
VENV = HOUSE / ".venv"
LOCK_FILE = HOUSE / "requirements.lock"


def data_folder() -> Path:
    """Return the folder that holds all state of a site.

    ``CAMPUS5G_DATA`` if set, else ``campus5g`` in the XDG data folder.
    """
    chosen = os.environ.get("CAMPUS5G_DATA")
    if chosen:
        return Path(chosen)
    shared = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(shared) / "campus5g"


def pool_socket() -> Path:
    """Return where a pool of this user takes orders: in a folder that is this user's alone."""
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    folder = Path(runtime) / "campus5g" if runtime else Path(f"/tmp/campus5g-{os.getuid()}")  # noqa: S108
    return folder / "pool.sock"
