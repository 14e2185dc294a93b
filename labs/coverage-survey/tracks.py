"""The track of a real vehicle over a public network: a cut of CICV5G (CC BY 4.0)."""

import csv
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple


class Message(NamedTuple):
    """One message of the vehicle, echoed by a server."""

    time_s: float
    delay_ms: float
    cell: str
    sinr_db: float
    rsrp_dbm: float


def cut(name: str, from_s: float, until_s: float) -> list[Message]:
    """Return a part of a track, its time counted from its first message.

    Args:
        name: that of the file.
        from_s: from when.
        until_s: until when.
    """
    rows = [each for each in _track(name) if from_s <= each.time_s <= until_s]
    return [each._replace(time_s=round(each.time_s - rows[0].time_s, 3)) for each in rows]


def changes_of(track: list[Message]) -> list[float]:
    """Return when the cell changes."""
    return [after.time_s for before, after in pairwise(track) if before.cell != after.cell]


@cache
def _track(name: str) -> tuple[Message, ...]:
    file = Path(__file__).parent / "data" / f"{name}.csv"
    with file.open(newline="", encoding="utf-8") as text:
        return tuple(
            Message(
                float(row["sent_s"]),
                float(row["delay_ms"]),
                row["cell"],
                float(row["sinr_db"]),
                float(row["rsrp_dbm"]),
            )
            for row in csv.DictReader(text)
        )
