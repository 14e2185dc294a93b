"""A learner's notebook runs behind walls and leaves nothing when it ends.

A `Nursery` is a warm parent process (imports made, garbage frozen, no threads) that forks an
`Enclosure` for each submission: namespaces of its own, a read-only root with only what is needed,
a tmpfs workspace. In it each notebook gets a `Confined` process in a pid namespace of its own.
`best_level` returns the strongest walls that this host can build.

The folders, from the top: `doctor` tries to break the walls, `processes` starts and ends what runs
behind them, `walls` builds them, `host` finds out what this machine allows and counts.
"""

from autograder.errors import NoSandboxError
from autograder.sandbox.level import Level
from autograder.sandbox.processes.enclosure import (
    Confined,
    Enclosure,
    Ended,
    WallError,
    WorkspaceError,
)
from autograder.sandbox.processes.environment import Environment
from autograder.sandbox.processes.nursery import Nursery, start_early
from autograder.sandbox.processes.rehearsal import best_level

__all__ = [
    "Confined",
    "Enclosure",
    "Ended",
    "Environment",
    "Level",
    "NoSandboxError",
    "Nursery",
    "WallError",
    "WorkspaceError",
    "best_level",
    "start_early",
]
