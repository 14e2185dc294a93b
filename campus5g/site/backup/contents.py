"""What a backup consists of."""

import datetime
from itertools import pairwise
from pathlib import PurePosixPath
from typing import Literal

from pydantic import BaseModel

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
_LOG = "site.log"
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
        and not path.parts[0].startswith(_LOG)
        and not path.name.endswith(_BESIDE_SQLITE)
        and _RUNTIME not in pairwise(path.parts)
    )
