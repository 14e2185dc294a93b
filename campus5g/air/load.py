"""What other users of the cell leave: background load, slices and scheduler priorities."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from campus5g.air.chance import Dice
from campus5g.air.frame import Direction

_PRIORITY = {
    **{1: 20, 2: 40, 3: 30, 4: 50, 65: 7, 66: 20, 67: 15, 5: 10, 6: 60, 7: 70, 8: 80, 9: 90},
    **{69: 5, 70: 55, 79: 65, 80: 68, 82: 19, 83: 22, 84: 24, 85: 21, 86: 18},
}
"""The default priority level of a 5QI, lowest first (TS 23.501, table 5.7.4-1)."""
_LOWEST_PRIORITY = 127


def priority_of(five_qi: int) -> int:
    """Return the default priority level of a 5QI; an unknown 5QI gets the lowest priority."""
    return _PRIORITY.get(five_qi, _LOWEST_PRIORITY)


@dataclass(frozen=True)
class Background:
    """Other users of the cell, on one slice and 5QI, modelled as one source of bursts.

    Args:
        slice: their slice.
        five_qi: their 5QI.
        users: how many compete for the scheduler while they send.
        downlink_load, uplink_load: the part of the carrier that they would fill; may exceed 1.
        burst_ms: the duration of a burst.
    """

    slice: str
    five_qi: int
    users: int
    downlink_load: float
    uplink_load: float
    burst_ms: float = 20.0

    def load(self, direction: Direction) -> float:
        """Return the part of the carrier that they would fill in one direction."""
        return self.downlink_load if direction == "downlink" else self.uplink_load


class Load:
    """The share of each slot that is available to a flow.

    Args:
        background: the other users.
        reserved: the part of the carrier reserved for a slice (TS 28.541, RRM policy ratio).
        turns: the number of UEs that the scheduler serves in one slot.
        slot_s: the slot duration.
        seed: the same seed gives the same bursts.
    """

    def __init__(
        self,
        background: Sequence[Background],
        reserved: dict[str, float],
        slot_s: float,
        seed: int,
        turns: int = 8,
    ) -> None:
        self._sources = [
            (source, Dice(seed, f"burst {number}"), max(1, round(source.burst_ms / 1000 / slot_s)))
            for number, source in enumerate(background)
        ]
        self._order = Dice(seed, "turns")
        self._reserved = reserved
        self._turns = turns

    def share(self, slot: int, direction: Direction, slice_name: str, five_qi: int) -> float:
        """Return the part of a slot that a flow can use, 0 (not scheduled) to 1.

        Flows with a better priority level go first; equal flows share and take turns; a slice has
        at least what is reserved for it, regardless of the demand in other slices.
        """
        if not self._sources:
            return 1.0
        priority = priority_of(five_qi)
        if not self._reserved:
            return self._unreserved(slot, direction, priority)
        others_first = own_first = False
        equals = own_equals = 0
        for source, dice, burst_slots in self._sources:
            if dice.uniform(slot // burst_slots, direction == "uplink") >= source.load(direction):
                continue
            own = source.slice == slice_name
            if (first := priority_of(source.five_qi)) < priority:
                others_first |= not own
                own_first |= own
            elif first == priority:
                equals += source.users
                own_equals += own * source.users
        if own_first:
            return 0.0
        kept = self._turn(slot, direction, own_equals) * self._reserved.get(slice_name, 0.0)
        return kept if others_first else max(kept, self._turn(slot, direction, equals))

    def _unreserved(self, slot: int, direction: Direction, priority: int) -> float:
        """Return the share where no slice has one reserved: a better priority takes all."""
        equals = 0
        for source, dice, burst_slots in self._sources:
            if dice.uniform(slot // burst_slots, direction == "uplink") >= source.load(direction):
                continue
            if (first := priority_of(source.five_qi)) < priority:
                return 0.0
            if first == priority:
                equals += source.users
        return self._turn(slot, direction, equals)

    def _turn(self, slot: int, direction: Direction, equals: int) -> float:
        """Return the part of a slot for one UE among others of the same priority."""
        if not equals:
            return 1.0
        rounds = math.ceil((equals + 1) / self._turns)
        if self._order.uniform(slot, direction == "uplink") * rounds >= 1:
            return 0.0
        return rounds / (equals + 1)
