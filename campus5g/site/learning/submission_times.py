"""Times of hand-ins, from the names and timestamps that nbgrader writes.

A folder of the exchange is called ``learner+module+time+random``; what was collected or graded has
the time in ``timestamp.txt``. All of it is read again only when it has changed.
"""

import datetime
from pathlib import Path

from campus5g.authoring.cohorts.exchange import is_learners_own
from campus5g.read_on_change import ReadOnChange
from campus5g.site.folders import SiteFolders

# All submissions of a site, collected and graded.
_MOST_STAMPS = 50_000


def inbound(folders: SiteFolders, cohort: str) -> dict[tuple[str, str], list[str]]:
    """Return the times of what was handed in, the oldest first, by (learner, module)."""
    return _inbound.of(folders.exchange / cohort / "inbound")


def own_hand_ins(folders: SiteFolders, cohort: str, module: str, learner: str) -> list[Path]:
    """Return the folders that a learner has handed in of a module, the oldest first."""
    place = folders.exchange / cohort / "inbound"
    found = sorted(place.glob(f"{learner}+{module}+*"))
    return [each for each in found if is_learners_own(each, folders.homes, learner)]


def latest_times(folders: SiteFolders, cohort: str, module: str) -> dict[str, str]:
    """Return when each learner handed a module in last, by account, as nbgrader writes times.

    Both waiting and collected submissions count.
    """
    found = {
        learner: times[-1]
        for (learner, what), times in inbound(folders, cohort).items()
        if what == module
    }
    submitted = folders.cohorts / cohort / "submitted"
    for learner in _entries.of(submitted):
        time = time_of(submitted / learner / module)
        if time is not None:
            found[learner] = max(time, found.get(learner, ""))
    return found


def was_handed_in(folders: SiteFolders, cohort: str, module: str, learner: str) -> bool:
    """Return whether a learner has handed a module in, collected or not."""
    if (learner, module) in inbound(folders, cohort):
        return True
    return time_of(folders.cohorts / cohort / "submitted" / learner / module) is not None


def time_of(submission: Path) -> str | None:
    """Return when a submission was handed in, as its stamp says; None if it has none."""
    return _stamps.of(submission / "timestamp.txt")


def time_in_name(hand_in: Path) -> str:
    """Return when a hand-in that `own_hand_ins` found was made, as nbgrader writes times."""
    return hand_in.name.split("+")[2]


def moment_of_stamp(text: str | None) -> datetime.datetime | None:
    """Read a time as nbgrader writes it: ``2026-11-25 10:00:00.123456 UTC``; None if it is none."""
    if text is None:
        return None
    for form in ("%Y-%m-%d %H:%M:%S.%f %Z", "%Y-%m-%d %H:%M:%S %Z"):
        try:
            return datetime.datetime.strptime(text, form).replace(tzinfo=datetime.UTC)
        except ValueError:
            continue
    return None


def _read_inbound(folder: Path) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = {}
    # The folder is DATA/exchange/<cohort>/inbound, where any learner can put anything.
    homes = SiteFolders(folder.parents[2]).homes
    for name in _read_entries(folder):
        parts = name.split("+")
        if len(parts) > 2 and is_learners_own(folder / name, homes, parts[0]):
            found.setdefault((parts[0], parts[1]), []).append(parts[2])
    return found


def _read_entries(folder: Path) -> list[str]:
    try:
        return sorted(entry.name for entry in folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []


def _read_stamp(file: Path) -> str | None:
    try:
        return file.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return None


_inbound = ReadOnChange(_read_inbound)
_entries = ReadOnChange(_read_entries)
_stamps = ReadOnChange(_read_stamp, most=_MOST_STAMPS)
