"""Finds the level that this host can build by building it once, around nothing."""

import functools
from pathlib import Path

from autograder.errors import NoSandboxError
from autograder.language import t
from autograder.limits import Limits
from autograder.sandbox.host.obstacles import remedy
from autograder.sandbox.level import Level
from autograder.sandbox.processes.enclosure import WallError
from autograder.sandbox.processes.environment import Environment
from autograder.sandbox.processes.nursery import Nursery

_WITHIN_S = 30.0
_NOTHING = ("/bin/sh", "-c", ":")


@functools.cache
def obstacle(level: Level) -> str | None:
    """Return what keeps this host from building a level; `None` if nothing does."""
    try:
        with (
            Nursery(Environment(), level, warm=False) as nursery,
            nursery.enclosure(Path("/srv/rehearsal"), {}, Limits()) as enclosure,
        ):
            confined = enclosure.command(_NOTHING)
            with confined.channel:
                ended = confined.wait(_WITHIN_S)
    except (NoSandboxError, WallError, TimeoutError) as error:
        return str(error)
    return None if ended.exit_code == 0 else str(ended)


def best_level() -> Level:
    """Return the strongest level that this host can build; never `Level.UNSAFE`.

    Raises:
        NoSandboxError: none can be built; the remedy fits this host.
    """
    for level in (Level.NAMESPACES, Level.LANDLOCK):
        if obstacle(level) is None:
            return level
    raise NoSandboxError(
        t(
            fr="Cette machine ne permet pas de construire un bac à sable.",
            en="A sandbox cannot be built on this host.",
        ),
        remedy(),
    )
