"""Whether a robot stops by itself, without the gateway: the last means that is left to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from campus5g.kit.showing.numbers import decimal
from campus5g.language import t


@dataclass(frozen=True)
class OwnStop:
    """What a robot's own base does when no command comes any more.

    Args:
        by_order: whether it follows orders that end, as a VDA 5050 vehicle does.
        after_ms: the time without a command after which its base stops it; None if the inventory
            names none.
    """

    by_order: bool
    after_ms: float | None

    @classmethod
    def of(cls, robot: Mapping[str, Any]) -> "OwnStop":
        """Return that of a robot, by its part of the kit's description."""
        after_ms = robot.get("command_timeout_ms")
        return cls(robot["protocol"] == "vda5050", None if after_ms is None else float(after_ms))

    @property
    def exists(self) -> bool:
        """Whether it stops by itself."""
        return self.by_order or self.after_ms is not None

    def __str__(self) -> str:
        if self.by_order:
            return t(
                fr="s’arrête seul à la fin de son ordre",
                en="stops by itself at the end of its order",
            )
        if self.after_ms is not None:
            after = decimal(self.after_ms / 1000, 2)
            return t(
                fr=f"s’arrête seul après {after} s sans commande",
                en=f"stops by itself after {after} s without a command",
            )
        return t(
            fr="ne s’arrête pas seul : sans la passerelle et son arrêteur, il roule",
            en="does not stop by itself: without the gateway and its stopper it drives on",
        )
