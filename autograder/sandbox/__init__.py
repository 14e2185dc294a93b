"""The walls: a learner's notebook runs behind them and leaves nothing when it ends.

A `Nursery` is a warm parent process (imports made, garbage frozen, no threads) that forks an
`Enclosure` for each submission: namespaces of its own, a read-only root with only what is needed,
a tmpfs workspace. In it each notebook gets a `Confined` process in a pid namespace of its own.
`best_level` tells which walls this host can build, `autograder.sandbox.doctor` tries to break them.
"""

from autograder.errors import NoSandboxError
from autograder.sandbox.enclosure import Confined, Enclosure, Ended, WallError, WorkspaceError
from autograder.sandbox.environment import Environment
from autograder.sandbox.level import Level
from autograder.sandbox.nursery import Nursery, start_early
from autograder.sandbox.rehearsal import best_level

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
