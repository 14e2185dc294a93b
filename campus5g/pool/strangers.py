"""What other OS users may order from a pool: a few virtual kits at a time, in their own name.

The kits run as the pool's user, who alone has the keys that sign evidence: a learner is a client of
their kit and can't sign in its place. An order names a whole kit, so that no gateway signs what a
program of the learner's answers.
"""

import pwd
import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from campus5g.places import KITS
from campus5g.pool.order import KitOrder

MOST_KITS = 3
"""For a lab, one that was left open, and a spare."""
LARGEST_SEED = 999_999_999

_TAKEN_OVER = ("CAMPUS5G_TOKEN", "CAMPUS5G_LANGUAGE")
_SCENARIO = re.compile(r"[a-z][a-z0-9-]{0,47}")
_OWNER = re.compile(r"[\w .-]{1,80}")


@dataclass
class Strangers:
    """The users that a pool serves besides its own.

    Attributes:
        homes: the folder of their homes, from which an OS user's account is derived.
    """

    homes: Path
    _running: dict[int, int] = field(default_factory=dict)

    def order(self, order: KitOrder, uid: int) -> KitOrder:
        """Return an order, restricted to what a user may have.

        Raises:
            ValueError: when the order is not allowed, for another user, or one too many.
        """
        if sum(each == uid for each in self._running.values()) >= MOST_KITS:
            raise ValueError(f"user {uid} has {MOST_KITS} kits already")
        if Path(order.inventory).parent != KITS:
            raise ValueError(f"{order.inventory} is not an inventory of this product")
        if not _SCENARIO.fullmatch(order.scenario):
            raise ValueError(f"scenario {order.scenario} is not allowed")
        if not _OWNER.fullmatch(order.owner):
            raise ValueError(f"owner {order.owner} is not allowed")
        if order.seed is not None and not 0 <= order.seed <= LARGEST_SEED:
            raise ValueError(f"seed {order.seed} is not allowed")
        return replace(order, learner=self._account(uid))

    @staticmethod
    def environment(given: dict[str, Any]) -> dict[str, str]:
        """Return what a user's kit takes over of their environment."""
        return {name: str(given[name]) for name in _TAKEN_OVER if name in given}

    def began(self, pid: int, uid: int) -> None:
        """Record the gateway of a kit that was started for a user."""
        self._running[pid] = uid

    def ended(self, pid: int) -> None:
        """Remove a gateway that has ended; its network ends with it."""
        self._running.pop(pid, None)

    def _account(self, uid: int) -> str:
        try:
            home = Path(pwd.getpwuid(uid).pw_dir)
        except KeyError:
            raise ValueError(f"there is no user {uid}") from None
        if home.parent != self.homes:
            raise ValueError(f"user {uid} is not a user of this site")
        return home.name
