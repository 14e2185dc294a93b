"""How nbgrader's exchange is used here: who shares it, and whose submissions count."""

import stat
from pathlib import Path
from typing import Any


def is_shared(exchange: Path) -> bool:
    """Return whether an exchange is used by several OS users: its folder is set-group-ID then.

    That is nbgrader's own sign (``CourseDirectory.groupshared``): nobody but its owner writes to
    the folder itself.
    """
    try:
        return bool(exchange.stat().st_mode & stat.S_ISGID)
    except OSError:
        return False


def leave_to_owners(inbound: Path) -> None:
    """Keep users from renaming or removing others' files in a shared folder (sticky bit)."""
    inbound.chmod(stat.S_IMODE(inbound.stat().st_mode) | stat.S_ISVTX)


def open_to_learners(inbound: Path) -> None:
    """Let all users put work into a folder of submissions, unseen, and leave it to its owners."""
    inbound.chmod(stat.S_IMODE(inbound.stat().st_mode) | stat.S_IWOTH | stat.S_IXOTH)
    leave_to_owners(inbound)


def use_exchange(c: Any, exchange: Path, homes: Path | None) -> None:
    """Set up the exchange in any configuration of nbgrader's.

    Args:
        c: the configuration.
        exchange: nbgrader's exchange.
        homes: folder of the learners' homes, whose owners alone may hand in for them.
    """
    c.Exchange.root = str(exchange)
    if is_shared(exchange):
        c.CourseDirectory.groupshared = True
    c.ExchangeFactory.collect = "campus5g.authoring.cohorts.collecting.WaryCollect"
    c.WaryCollect.homes = str(homes or "")
    # An OS user's name differs from the account's: `WaryCollect` compares owners instead.
    c.ExchangeCollect.check_owner = False


def is_learners_own(submission: Path, homes: Path, learner: str) -> bool:
    """Return whether a submission was handed in by the learner whose name it bears.

    That is so where it belongs to the OS user of the learner's home, and where it belongs to the
    owner of the folder that it is in: the site, which took it from the learner.
    """
    try:
        owner = submission.lstat().st_uid
        if owner == submission.parent.stat().st_uid:
            return True
        return owner == (homes / learner).lstat().st_uid
    except OSError:
        return False


def close_to_learners(inbound: Path) -> None:
    """Leave a folder of submissions to the site: learners hand in over its portal."""
    inbound.chmod(stat.S_IMODE(inbound.stat().st_mode) & ~stat.S_IRWXO & ~stat.S_ISVTX)
