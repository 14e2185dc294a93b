"""A video call over an uplink that others share: which pictures come in time, which freeze.

Twenty seconds at thirty pictures a second. The link's rate wavers as the person moves among metal:
2 dB around its mean, in waves of about a second. Pictures wait for each other; when half a second
of them waits, the sender stops until all of it has left, and starts afresh. A picture that comes
after 400 ms is too late to be shown. A sender that adapts lowers its rate to 0.8 of what the last
half second carried. A lost packet is sent again one round trip later.

Source: a freeze is a gap between two pictures of at least three mean intervals, and of the mean
interval and 150 ms (W3C, Identifiers for WebRTC's Statistics API, freezeCount); 400 ms one way is
the most for a conversation (ITU-T G.114). The other figures above are assumptions of the model.
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np

from campus5g.courseware.explorers.use_cases.augmented_operator.cell_edge import uplink_each_mbit_s
from campus5g.courseware.explorers.use_cases.augmented_operator.video import (
    PICTURES_PER_S,
    Movement,
    Picture,
    needed_mbit_s,
)

CALL_S = 20.0
WAVERING_DB = 2.0
WAVE_S = 1.0
ROUND_TRIP_S = 0.08
PACKET_BITS = 1200 * 8
LONGEST_WAIT_S = 0.5
LATEST_S = 0.4
PRUDENCE = 0.8
LOWEST_MBIT_S = 0.1

_INTERVAL_S = 1 / PICTURES_PER_S
FREEZE_S = max(3 * _INTERVAL_S, _INTERVAL_S + 0.15)


@dataclass(frozen=True)
class Call:
    """A call.

    Args:
        picture: the size of the picture.
        movement: how much it moves.
        rsrp_dbm: the level at which the glasses hear the antenna.
        users: how many calls share the cell at this level.
        loss: the share of packets lost on the way, 0 to below 1.
        adapts: whether the sender follows what the link carries.
    """

    picture: Picture
    movement: Movement
    rsrp_dbm: float
    users: int
    loss: float = 0.0
    adapts: bool = False


@dataclass(frozen=True)
class Seen:
    """What the expert sees of a call.

    Args:
        shown_s: when each picture that arrives is shown.
        pictures: the number of each of these pictures.
        link_mbit_s: the mean rate that the link gives.
        sent_mbit_s: the mean rate of the video.
        needed_mbit_s: the rate that keeps all points.
    """

    shown_s: tuple[float, ...]
    pictures: tuple[int, ...]
    link_mbit_s: float
    sent_mbit_s: float
    needed_mbit_s: float

    @property
    def freezes(self) -> list[tuple[float, float]]:
        """Where the picture stands still: from when to when, in seconds."""
        times = (0.0, *self.shown_s, CALL_S)
        return [(start, end) for start, end in pairwise(times) if end - start >= FREEZE_S]

    @property
    def frozen_share(self) -> float:
        """The share of the call that stands still, 0 to 1."""
        return sum(end - start for start, end in self.freezes) / CALL_S


@lru_cache(maxsize=64)
def seen(call: Call) -> Seen:
    """Return what the expert sees."""
    mean = uplink_each_mbit_s(call.rsrp_dbm, call.users)
    needed = needed_mbit_s(call.picture, call.movement)
    rates = mean * _wavering()
    resent = _resent()
    free_s = 0.0
    last_s = 0.0
    shown_s: list[float] = []
    pictures: list[int] = []
    sent_bits = 0.0
    stopped = False
    half_second = PICTURES_PER_S // 2
    for number in range(len(rates)):
        taken_s = number * _INTERVAL_S
        waiting_s = free_s - taken_s
        stopped = waiting_s > (0 if stopped else LONGEST_WAIT_S)
        if stopped:
            continue
        bits = needed * 1e6 * _INTERVAL_S
        if call.adapts:
            before = rates[max(0, number - half_second) : number + 1]
            bits = min(bits, PRUDENCE * float(before.mean()) * 1e6 * _INTERVAL_S)
        bits = max(bits, LOWEST_MBIT_S * 1e6 * _INTERVAL_S)
        free_s = _carried_s(rates, max(taken_s, free_s), bits)
        sent_bits += bits
        packets = max(1, round(bits / PACKET_BITS))
        # As many rounds as the unluckiest packet takes.
        none_left = 1 - resent[number] ** (1 / packets)
        rounds = 0 if call.loss == 0 else _rounds(none_left, call.loss)
        last_s = max(last_s, free_s + rounds * ROUND_TRIP_S)
        if last_s < CALL_S and last_s - taken_s <= LATEST_S:
            shown_s.append(last_s)
            pictures.append(number)
    return Seen(tuple(shown_s), tuple(pictures), mean, sent_bits / CALL_S / 1e6, needed)


def _carried_s(rates: np.ndarray, start_s: float, bits: float) -> float:
    """Return when the link has carried some bits that it begins to carry at some time."""
    now_s = start_s
    for at in range(int(start_s / _INTERVAL_S + 1e-9), len(rates)):
        left_s = (at + 1) * _INTERVAL_S - now_s
        if rates[at] * 1e6 * left_s >= bits:
            return now_s + bits / (float(rates[at]) * 1e6)
        bits -= rates[at] * 1e6 * left_s
        now_s += left_s
    return float("inf")


def _rounds(unlucky: float, loss: float) -> int:
    """Return how many times a packet is sent again, for a chance that it meets."""
    rounds = 0
    while unlucky < loss ** (rounds + 1) and rounds < 20:
        rounds += 1
    return rounds


@lru_cache(maxsize=1)
def _wavering() -> np.ndarray:
    """Return by how much each moment's rate differs from the mean; the same in each call."""
    chance = np.random.default_rng(17)
    count = int(CALL_S * PICTURES_PER_S)
    keeps = np.exp(-_INTERVAL_S / WAVE_S)
    kicks = chance.normal(0, WAVERING_DB * np.sqrt(1 - keeps**2), count)
    decibels = np.empty(count)
    level = 0.0
    for at, kick in enumerate(kicks):
        level = keeps * level + kick
        decibels[at] = level
    factors = 10 ** (decibels / 10)
    return np.asarray(factors / factors.mean())


@lru_cache(maxsize=1)
def _resent() -> np.ndarray:
    """Return a chance for each picture; the same in each call."""
    return np.random.default_rng(23).uniform(1e-9, 1, int(CALL_S * PICTURES_PER_S))
