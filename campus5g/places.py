"""Where the parts of Campus 5G are, and the folder that holds a site's state."""

import os
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_IN_WHEEL = _PACKAGE / "content"

CHECKOUT = None if _IN_WHEEL.is_dir() else _PACKAGE.parent
"""The checkout that this package is part of; None where it was installed from a wheel."""

HOUSE = CHECKOUT or _IN_WHEEL
"""Holds the courses, labs and kits. A wheel's may be read-only, and an update replaces it."""

COURSES = HOUSE / "courses"
LABS = HOUSE / "labs"
KITS = HOUSE / "kit-setup" / "kits"
# Of a checkout only.
VENV = HOUSE / ".venv"
LOCK_FILE = HOUSE / "requirements.lock"
"""What runs; `DEVELOPMENT_LOCK_FILE` has all of it, and what tests, linters and docs need."""
DEVELOPMENT_LOCK_FILE = HOUSE / "requirements-dev.lock"


DATA_VARIABLE = "CAMPUS5G_DATA"
"""Environment variable: the folder that holds all state of a site."""

DATABASE_VARIABLE = "CAMPUS5G_DATABASE_URL"
"""Environment variable: where a site's database is, if not in its data folder."""

COHORTS = "cohorts"
"""The folder in a site's data that holds the course of each cohort."""
EVENTS_VARIABLE = "CAMPUS5G_EVENTS"
"""Environment variable: the folder where a learner's server keeps what its learner does."""

_SHARED_POOL = "CAMPUS5G_POOL"
_OWN_POOL = "CAMPUS5G_OWN_POOL"


def inventory_file(kit: str) -> Path:
    """Return the inventory of a kit, which is named, or given as its file."""
    return Path(kit) if kit.endswith((".yaml", ".yml")) else KITS / f"{kit}.yaml"


def new_inventory_file(kit: str) -> Path:
    """Return where a new kit's inventory goes: to a checkout's others, else to this folder."""
    return inventory_file(kit) if CHECKOUT else Path(f"{kit}.yaml")


def data_folder() -> Path:
    """Return the folder that holds all state of a site.

    ``CAMPUS5G_DATA`` if set, else ``campus5g`` in the XDG data folder.
    """
    chosen = os.environ.get(DATA_VARIABLE)
    if chosen:
        return Path(chosen)
    shared = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(shared) / "campus5g"


def events_folder() -> Path:
    """Return the folder where this process keeps what learners do.

    ``CAMPUS5G_EVENTS`` if set, else the one that all servers of a site share.
    """
    chosen = os.environ.get(EVENTS_VARIABLE)
    return Path(chosen) if chosen else data_folder() / "progress"


def pool_is_shared() -> bool:
    """Return whether one pool starts the kits of several OS users."""
    return bool(os.environ.get(_SHARED_POOL))


def pool_socket() -> Path:
    """Return where a pool takes orders.

    ``CAMPUS5G_POOL`` if set: one for several OS users. Else ``CAMPUS5G_OWN_POOL``: a site's that
    runs as this user. Else in a folder that is this user's alone.
    """
    if named := os.environ.get(_SHARED_POOL) or os.environ.get(_OWN_POOL):
        return Path(named)
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    folder = Path(runtime) / "campus5g" if runtime else Path(f"/tmp/campus5g-{os.getuid()}")  # noqa: S108
    return folder / "pool.sock"
