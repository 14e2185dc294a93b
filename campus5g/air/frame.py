"""When the cell sends and receives: slots and the TDD pattern (TS 38.211, 4.2 and 4.3.2)."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

Direction = Literal["downlink", "uplink"]

SYMBOLS = 14
_NUMEROLOGY_0_KHZ = 15


@dataclass(frozen=True)
class Frame:
    """A repeating sequence of slots, aligned to time zero.

    Args:
        pattern: one letter for each slot: D downlink, U uplink, S special (downlink symbols, a
            gap, uplink symbols), F both directions, for an FDD carrier.
        scs_khz: the subcarrier spacing; a slot lasts 15 kHz / spacing milliseconds.
        special_downlink, special_uplink: the special slot's symbols, out of 14.

    Raises:
        ValueError: when the pattern lacks one of the directions.
    """

    pattern: str
    scs_khz: int
    special_downlink: int = 10
    special_uplink: int = 2

    def __post_init__(self) -> None:
        for direction in ("downlink", "uplink"):
            if not any(self._shares[direction]):
                raise ValueError(f"the pattern {self.pattern} has no {direction} slot")

    @property
    def slot_s(self) -> float:
        """The slot duration, in seconds."""
        return 1e-3 * _NUMEROLOGY_0_KHZ / self.scs_khz

    @property
    def period_s(self) -> float:
        """The period of the pattern, in seconds."""
        return self.slot_s * len(self.pattern)

    def slot_from(self, time_s: float) -> int:
        """Return the first slot that starts at this time or later."""
        return -int(-time_s // self.slot_s)

    def start_s(self, slot: int) -> float:
        """Return the time at which a slot starts."""
        return slot * self.slot_s

    def end_s(self, slot: int) -> float:
        """Return the time at which a slot ends."""
        return (slot + 1) * self.slot_s

    def share(self, slot: int, direction: Direction) -> float:
        """Return the part of a slot's symbols that carries a direction's data, 0 to 1."""
        return self._shares[direction][slot % len(self.pattern)]

    def next_slot(self, slot: int, direction: Direction) -> int:
        """Return the first slot, this one or later, that carries a direction's data."""
        return slot + self._waits[direction][slot % len(self.pattern)]

    def average_share(self, direction: Direction) -> float:
        """Return the part of all time that carries a direction's data."""
        shares = self._shares[direction]
        return sum(shares) / len(shares)

    @cached_property
    def _shares(self) -> dict[Direction, tuple[float, ...]]:
        downlink = {"D": 1.0, "F": 1.0, "S": self.special_downlink / SYMBOLS}
        # The few uplink symbols of a special slot are for sounding and short PUCCH, not for data.
        uplink = {"U": 1.0, "F": 1.0}
        return {
            "downlink": tuple(downlink.get(kind, 0.0) for kind in self.pattern),
            "uplink": tuple(uplink.get(kind, 0.0) for kind in self.pattern),
        }

    @cached_property
    def _waits(self) -> dict[Direction, tuple[int, ...]]:
        length = len(self.pattern)
        return {
            direction: tuple(
                next(wait for wait in range(length) if shares[(slot + wait) % length])
                for slot in range(length)
            )
            for direction, shares in self._shares.items()
        }
