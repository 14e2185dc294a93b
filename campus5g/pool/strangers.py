"""What other OS users may order from a pool: a few virtual kits at a time, in their own name.

The kits run as the pool's user, who alone has the keys that sign evidence: a learner is a client of
their kit and can't sign in its place.
"""

import pwd
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from campus5g.places import KITS

MOST_PROCESSES = 6
"""Three kits, each a network and its gateway: a lab, one that was left open, and a spare."""

_TAKEN_OVER = ("CAMPUS5G_TOKEN", "CAMPUS5G_LANGUAGE")
_ALLOWED = {
    "--scenario": re.compile(r"[a-z][a-z0-9-]{0,47}"),
    "--seed": re.compile(r"[0-9]{1,9}"),
    "--owner": re.compile(r"[\w .-]{1,80}"),
    "--block": re.compile(r"127\.[0-9]{1,3}\.[0-9]{1,3}\.0/24"),
    "--learner": re.compile(r".*"),
}
_FLAGS = {"--until-stdin-closes"}


@dataclass
class Strangers:
    """The users that a pool serves besides its own.

    Attributes:
        homes: the folder of their homes, from which an OS user's account is derived.
    """

    homes: Path
    _running: dict[int, int] = field(default_factory=dict)

    def order(self, order: dict[str, Any], uid: int) -> dict[str, Any]:
        """Return an order, restricted to what a user may have.

        Raises:
            ValueError: when the order is not allowed, for another user, or one too many.
        """
        if sum(each == uid for each in self._running.values()) >= MOST_PROCESSES:
            raise ValueError(f"user {uid} has {MOST_PROCESSES} processes already")
        environment = dict(order["environment"])
        return {
            "program": order["program"],
            "arguments": list(self._arguments(list(order["arguments"]), self._account(uid))),
            "environment": {
                name: str(environment[name]) for name in _TAKEN_OVER if name in environment
            },
            "folder": "/",
        }

    def began(self, pid: int, uid: int) -> None:
        """Record a process that was forked for a user."""
        self._running[pid] = uid

    def ended(self, pid: int) -> None:
        """Remove a process that has ended."""
        self._running.pop(pid, None)

    def _account(self, uid: int) -> str:
        try:
            home = Path(pwd.getpwuid(uid).pw_dir)
        except KeyError:
            raise ValueError(f"there is no user {uid}") from None
        if home.parent != self.homes:
            raise ValueError(f"user {uid} is not a user of this site")
        return home.name

    def _arguments(self, given: list[Any], account: str) -> list[str]:
        taken: list[str] = []
        rest = iter(map(str, given))
        for name in rest:
            if name in _FLAGS:
                taken.append(name)
                continue
            value = next(rest, "")
            if name == "--inventory":
                if Path(value).parent != KITS:
                    raise ValueError(f"{value} is not an inventory of this product")
            elif name not in _ALLOWED or not _ALLOWED[name].fullmatch(value):
                raise ValueError(f"{name} {value} is not allowed")
            taken += [name, account if name == "--learner" else value]
        return taken
