"""Cut the year of a steel works' electricity to what the module *energy* shows.

    python cut_steel_data.py Steel_industry_data.csv FOLDER

The source is the file of UCI 851 (doi 10.24432/C52G8C, CC BY 4.0), unchanged; the folder is the
``data`` of the module's explorers. Rows are quarters of an hour in order; their times are those of
the quarter's end, so that a day's last row reads 00:00.
"""

import csv
import sys
from datetime import date, timedelta
from pathlib import Path

WEEKS = ("2018-01-08", "2018-01-15", "2018-03-05", "2018-09-10", "2018-11-12", "2018-11-19")
QUARTERS_A_WEEK = 7 * 96
RUNNING_KWH = 15
"""A quarter from which on the plant counts as running: 60 kW on average."""

FIRST = date(2018, 1, 1)


def cut(source: Path, folder: Path) -> None:
    """Write ``weeks.csv`` (six weeks, quarter by quarter) and ``year.csv`` (52 weeks)."""
    with source.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    used = [float(row["Usage_kWh"]) for row in rows]
    reactive = [float(row["Lagging_Current_Reactive.Power_kVarh"]) for row in rows]

    def week(start: date) -> range:
        first = (start - FIRST).days * 96
        return range(first, first + QUARTERS_A_WEEK)

    with (folder / "weeks.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(WEEKS)
        columns = [[used[at] for at in week(date.fromisoformat(each))] for each in WEEKS]
        writer.writerows(zip(*columns, strict=True))

    with (folder / "year.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["start", "kwh", "kvarh", "running_h", "idle_kwh", "idle_kvarh"])
        for number in range(52):
            start = FIRST + timedelta(weeks=number)
            idle = [at for at in week(start) if used[at] < RUNNING_KWH]
            writer.writerow(
                [
                    start.isoformat(),
                    f"{sum(used[at] for at in week(start)):.2f}",
                    f"{sum(reactive[at] for at in week(start)):.2f}",
                    (QUARTERS_A_WEEK - len(idle)) / 4,
                    f"{sum(used[at] for at in idle):.2f}",
                    f"{sum(reactive[at] for at in idle):.2f}",
                ]
            )


if __name__ == "__main__":
    cut(Path(sys.argv[1]), Path(sys.argv[2]))
