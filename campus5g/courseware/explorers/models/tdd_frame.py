"""What a TDD frame gives: the rate each way, the wait for a slot, and clashes with neighbours."""

from collections.abc import Sequence
from dataclasses import dataclass

from campus5g.air.frame import Frame
from campus5g.air.link_adaptation import (
    Scheme,
    downlink_scheme,
    resource_blocks,
    uplink_scheme,
)

SCS_KHZ = 30
SLOTS = 10
"""Of half a millisecond: the frame is 5 ms."""

FRENCH_REFERENCE = "DDDSUUDDDD"
"""The reference frame of 3.4 to 3.8 GHz in slots of 0.5 ms (Arcep, decision 2019-0862, annex 1)."""

SPECIAL_DOWNLINK, SPECIAL_SILENT, SPECIAL_UPLINK = 6, 4, 4
"""Symbols of its special slot, out of 14; those up carry soundings and requests, and no data."""

BANDWIDTH_MHZ = 40
SINR_DB = 20.0
"""For both directions, with a good signal; one layer up, two down."""


@dataclass(frozen=True)
class FrameOffer:
    """What a frame gives to a device that is alone in the cell.

    Args:
        pattern: of the slots, D, S or U.
        downlink_mbit_s, uplink_mbit_s: mean rates.
        longest_wait_ms, mean_wait_ms: of a packet that is ready to go up, until the next uplink
            slot begins; 0 if there is none. Asking for the turn comes on top.
        deaf_slots: own uplink slots in which a neighbour on the reference frame sends.
        drowning_slots: uplink slots of that neighbour in which this cell sends.
    """

    pattern: str
    downlink_mbit_s: float
    uplink_mbit_s: float
    longest_wait_ms: float
    mean_wait_ms: float
    deaf_slots: int
    drowning_slots: int

    @property
    def both_ways(self) -> bool:
        """Whether the frame has both downlink and uplink, which a network needs."""
        return self.downlink_mbit_s > 0 and self.uplink_mbit_s > 0

    @property
    def in_step(self) -> bool:
        """Whether its directions match those of the reference frame, shifted in time or not."""
        return self.deaf_slots == self.drowning_slots == 0


def with_special_slots(uplink: Sequence[bool]) -> str:
    """Return the pattern for uplink or downlink slots, with an S before each run of uplink slots.

    A cell needs silence between sending and listening: waves and amplifiers take time to die
    down (TS 38.211, 4.3.2: a slot's symbols may be downlink, flexible or uplink).
    """
    count = len(uplink)
    return "".join(
        "U" if uplink[slot] else "S" if uplink[(slot + 1) % count] else "D" for slot in range(count)
    )


def frame_offer(pattern: str) -> FrameOffer:
    """Return what a frame of `SLOTS` slots gives, on a carrier of `BANDWIDTH_MHZ`.

    Source: bits of a slot from TS 38.214, table 5.1.3.1-1, as the virtual kit's link adaptation
    chooses them; turns from `campus5g.air.frame`.
    """
    deaf, drowning = clashes(pattern)
    sends, listens = any(kind != "U" for kind in pattern), "U" in pattern
    if not (sends and listens):
        down, up = (_mbit_s(_downlink(), 1.0), 0.0) if sends else (0.0, _mbit_s(_uplink(), 1.0))
        return FrameOffer(pattern, down, up, 0.0, 0.0, deaf, drowning)
    frame = Frame(pattern, SCS_KHZ, SPECIAL_DOWNLINK, SPECIAL_UPLINK)
    waits_ms = uplink_waits_ms(pattern)
    # Packets are ready at any time: half a slot earlier or later, on the mean.
    mean_ms = sum(waits_ms) / len(waits_ms) - frame.slot_s * 1000 / 2
    return FrameOffer(
        pattern=pattern,
        downlink_mbit_s=_mbit_s(_downlink(), frame.average_share("downlink")),
        uplink_mbit_s=_mbit_s(_uplink(), frame.average_share("uplink")),
        longest_wait_ms=max(waits_ms),
        mean_wait_ms=mean_ms,
        deaf_slots=deaf,
        drowning_slots=drowning,
    )


def uplink_waits_ms(pattern: str) -> list[float]:
    """Return how long a packet waits for an uplink slot to begin, by the slot that it comes in.

    It is ready just after the slot has begun. Empty for a frame that does not go both ways.
    """
    if "U" not in pattern or all(kind == "U" for kind in pattern):
        return []
    frame = Frame(pattern, SCS_KHZ, SPECIAL_DOWNLINK, SPECIAL_UPLINK)
    return [
        (frame.next_slot(slot + 1, "uplink") - slot) * frame.slot_s * 1000
        for slot in range(len(pattern))
    ]


def clashes(pattern: str) -> tuple[int, int]:
    """Count the slots in which a cell and a neighbour on the reference frame clash.

    The cell may shift its frame in time; it takes the shift with the fewest such slots.

    Returns:
        Own uplink slots in which the neighbour sends, and its uplink slots in which this one does.
    """
    reference = [kind == "U" for kind in FRENCH_REFERENCE]
    own = [kind == "U" for kind in pattern]
    shifts = (own[start:] + own[:start] for start in range(len(own)))
    found = (
        (
            sum(mine and not theirs for mine, theirs in zip(shifted, reference, strict=True)),
            sum(theirs and not mine for mine, theirs in zip(shifted, reference, strict=True)),
        )
        for shifted in shifts
    )
    return min(found, key=sum)


def _downlink() -> Scheme:
    return downlink_scheme(SINR_DB, resource_blocks(BANDWIDTH_MHZ, SCS_KHZ))


def _uplink() -> Scheme:
    return uplink_scheme(SINR_DB, resource_blocks(BANDWIDTH_MHZ, SCS_KHZ))


def _mbit_s(scheme: Scheme, share: float) -> float:
    slot_s = 1e-3 * 15 / SCS_KHZ
    return scheme.bits_per_slot * (1 - scheme.error_rate) / slot_s * share / 1e6
