"""Cuts the tracks of `driven_track` from CICV5G's files.

``.venv/bin/python tests/courseware/explorers/recording/cut_tracks.py FOLDER`` writes them again
from a folder with the data set's files (Zenodo, doi 10.5281/zenodo.17475688). Kept of each message:
when it was sent, its round trip, place, speed, cell, RSRP and SINR, with times and places since the
first one and a letter for each cell. An empty field repeats the one above it.
"""

import csv
import sys
from pathlib import Path

from campus5g.courseware.explorers.use_cases.mobile_robots.driven_track.model import (
    COLUMNS,
    TRACKS_FOLDER,
    TrackId,
)

CUT_FROM: dict[TrackId, tuple[str, float, float]] = {
    "avenue": ("arterial_n78_v70_run01.txt", 0, 60),
    "turns": ("w2s_n78_v30_run01.txt", 0, 100),
    "slow": ("south_n8_v10_01.txt", 0, 120),
}
"""The file of each track, and what is kept of it, in seconds."""


def cut(source: Path, from_s: float, to_s: float) -> list[list[str]]:
    """Return the rows of a track."""
    rows = [line.split() for line in source.read_text("utf-8").splitlines()[1:]]
    began_ms = int(rows[0][0]) + round(1000 * from_s)
    kept = [row for row in rows if 0 <= int(row[0]) - began_ms <= 1000 * (to_s - from_s)]
    east_m, north_m = float(kept[0][3]), float(kept[0][4])
    letters: dict[str, str] = {}
    found: list[list[str]] = []
    above = ["", "", ""]
    for row in kept:
        letter = letters.setdefault(row[7], "ABCDEFGH"[len(letters)])
        reading = [letter, row[9], row[8]]
        found.append(
            [
                str(int(row[0]) - began_ms),
                str(int(row[1]) - int(row[0])),
                f"{float(row[3]) - east_m:.1f}",
                f"{float(row[4]) - north_m:.1f}",
                f"{float(row[6]):.1f}",
                *("" if one == old else one for one, old in zip(reading, above, strict=True)),
            ]
        )
        above = reading
    return found


def main(folder: Path) -> None:
    """Write all tracks."""
    for name, (source, from_s, to_s) in CUT_FROM.items():
        with (TRACKS_FOLDER / f"{name}.csv").open("w", encoding="utf-8", newline="") as opened:
            writer = csv.writer(opened, lineterminator="\n")
            writer.writerow(COLUMNS)
            writer.writerows(cut(folder / source, from_s, to_s))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
