"""What a backup consists of."""

import datetime
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import Literal

from pydantic import BaseModel

from campus5g.authoring.cohorts.gradebook_file import gradebook_file
from campus5g.site.records.gradebooks import MOVED

MANIFEST = "manifest.json"
RECORDS = "records.sqlite"

# Belongs to one run, or is rebuilt by the next. The Hub's database is among it: it holds numbers of
# processes, ports, routes and tokens of servers, which on another machine, or beside the site that
# was backed up, are somebody else's. People sign in again.
_OF_A_RUN = frozenset(
    {
        *("run.lock", "run.json", "proxy.pid", "hub.sqlite", "work"),
        *("kits", "kit-health", "pool", RECORDS),
    }
)
# Work on its way, of a site without and with OS users: its learners still have it.
_ARRIVING = (("arriving",), ("portal", "arriving"))
_LOG = "site.log"
# A gradebook's file of before it came into the database, which has it from then on.
_MOVED = f"{gradebook_file(Path()).name}{MOVED}"
_BESIDE_SQLITE = ("-wal", "-shm", "-journal")
# Where Jupyter's servers and kernels keep their ports and tokens, in people's homes.
_RUNTIME = ("jupyter", "runtime")


class Manifest(BaseModel):
    """The manifest at the end of a backup."""

    version: Literal[1] = 1
    campus5g: str
    made_at: datetime.datetime
    files: dict[str, str]
    """SHA-256 of each member by its name."""


def belongs(path: PurePosixPath) -> bool:
    """Return whether a file of the data folder is backed up; the records are, in their own way."""
    return (
        path.parts[0] not in _OF_A_RUN
        and path.name != RECORDS
        and path.name != _MOVED
        and not any(path.parts[: len(place)] == place for place in _ARRIVING)
        and not path.parts[0].startswith(_LOG)
        and not path.name.endswith(_BESIDE_SQLITE)
        and _RUNTIME not in pairwise(path.parts)
    )
