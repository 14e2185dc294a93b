"""A container quay, event by event: cranes, straddle carriers, yard, and the orders they wait for.

Cranes unload a ship. Each puts boxes on the ground under it, on `GROUND_PLACES` places; straddle
carriers take them to the yard, where lorries use the same places. A carrier gets an order for each
box by radio; while the network is out it finishes the box it has, then waits, unless it keeps
orders on board. All times are assumptions of an invented terminal, in round numbers.
"""

from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Literal, NamedTuple, Self

import numpy as np
import simpy
from numpy.typing import NDArray
from scipy import stats

Station = Literal["cranes", "carriers", "yard", "network"]
Doing = Literal["no-order", "to-crane", "at-crane", "loading", "to-yard", "at-yard", "stacking"]
Lots = NDArray[np.float64]
Problem = Literal["no-cranes", "no-carriers", "no-yard", "too-many", "never-up"]

STATIONS: tuple[Station, ...] = ("cranes", "carriers", "yard", "network")
DOINGS: tuple[Doing, ...] = (
    "no-order",
    "to-crane",
    "at-crane",
    "loading",
    "to-yard",
    "at-yard",
    "stacking",
)
"""What a carrier does, in the order of its round; it waits in the first, third and sixth."""

LOADING_S = 30.0
STACKING_S = 90.0
"""How long a carrier takes to pick a box up, and to place it in the yard."""
GROUND_PLACES = 2
"""Boxes that may stand under a crane before it has to wait."""

MORE_CARRIERS = 2
"""That `improved` adds."""

MOST_CRANES = 8
MOST_CARRIERS = 60
"""More than these do not fit on a quay of a few hundred metres, nor in this model."""

WARM_UP_S = 900.0
MEASURED_S = 7200.0
FILM_S = 1800.0
"""The first quarter of an hour fills the quay; two hours are counted, half an hour is shown."""

_LOTS = 16
"""Times are drawn from a hat of so many equally likely ones, emptied before it is filled again.

Two hours hold few draws; taken one by one, luck would hide what a setting changes.
"""


def _lots(quantiles: Lots) -> Lots:
    """Return equally likely lots with a mean of 1."""
    lots: Lots = quantiles / quantiles.mean()
    return lots


_CHANCES = (np.arange(_LOTS) + 0.5) / _LOTS
_HANDLINGS = _lots(stats.gamma.ppf(_CHANCES, 9))
"""Crane cycles and stackings, which vary by a third of their mean (a gamma of shape 9)."""
_DRIVES = _lots(np.linspace(0.8, 1.2, _LOTS))
_ARRIVALS = _lots(stats.expon.ppf(_CHANCES))
"""The time from one lorry to the next, at random."""


@dataclass(frozen=True)
class Terminal:
    """A terminal with one ship at its quay.

    Args:
        cranes, carriers: how many work.
        crane_cycle_s: mean time of a crane for a box.
        drive_s: of a carrier, one way between quay and yard.
        yard_places: rows where one carrier or one lorry is served at a time.
        lorries_per_h: that come to the yard, each served once.
        outage_s, outage_every_s: length of a network outage, and the time from one to the next.
        orders_ahead: orders that a carrier keeps on board beside the one it is carrying out.
    """

    cranes: int = 3
    carriers: int = 10
    crane_cycle_s: float = 120.0
    drive_s: float = 90.0
    yard_places: int = 4
    lorries_per_h: float = 40.0
    outage_s: float = 0.0
    outage_every_s: float = 600.0
    orders_ahead: int = 0

    @property
    def round_s(self) -> float:
        """A carrier's round without any waiting."""
        return 2 * self.drive_s + LOADING_S + STACKING_S

    def out_for_s(self, time_s: float) -> float:
        """Return how long the network is still out at a time; 0 while it is up."""
        into_s = (time_s - self.outage_every_s / 2) % self.outage_every_s
        return max(0.0, self.outage_s - into_s)


@dataclass(frozen=True)
class Capacities:
    """What each station could move in an hour if it never waited for the others or the network."""

    cranes: float
    carriers: float
    yard: float


class Change(NamedTuple):
    """From ``time_s`` on a carrier does something, at a crane or a yard place (0 where none)."""

    time_s: float
    doing: Doing
    place: int


@dataclass(frozen=True)
class Film:
    """Half an hour of the quay, from 0.

    Args:
        carriers: for each, what it does from when on.
        ground: for each crane, the boxes under it from when on, as (time in s, boxes).
        cranes_waiting: for each, when it waits for a place to put its box, as (from, to) in s.
        lorries: at a yard place, as (place, from, to) in s.
        lorries_waiting: how many wait from when on, as (time in s, lorries).
        outages: when the network is out, as (from, to) in s.
    """

    carriers: tuple[tuple[Change, ...], ...]
    ground: tuple[tuple[tuple[float, int], ...], ...]
    cranes_waiting: tuple[tuple[tuple[float, float], ...], ...]
    lorries: tuple[tuple[int, float, float], ...]
    lorries_waiting: tuple[tuple[float, int], ...]
    outages: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Shift:
    """What two hours of work gave.

    Args:
        moves_per_h: boxes that reached the yard.
        cranes_waiting: share of the cranes' time spent waiting for a carrier, 0 to 1.
        carriers: share of the carriers' time by what they did, 0 to 1.
        lorry_wait_s: mean wait of a lorry for a yard place.
    """

    moves_per_h: float
    cranes_waiting: float
    carriers: dict[Doing, float]
    lorry_wait_s: float


def problem(terminal: Terminal) -> Problem | None:
    """Return why a terminal can't be worked out; None if it can."""
    if terminal.cranes < 1:
        return "no-cranes"
    if terminal.carriers < 1:
        return "no-carriers"
    if terminal.cranes > MOST_CRANES or terminal.carriers > MOST_CARRIERS:
        return "too-many"
    if _yard_per_h(terminal) <= 0:
        return "no-yard"
    if terminal.outage_s >= terminal.outage_every_s:
        return "never-up"
    return None


def capacities(terminal: Terminal) -> Capacities:
    """Return what each station could do alone, in boxes an hour."""
    return Capacities(
        cranes=terminal.cranes * 3600 / terminal.crane_cycle_s,
        carriers=terminal.carriers * 3600 / terminal.round_s,
        yard=_yard_per_h(terminal),
    )


@lru_cache(maxsize=256)
def shift(terminal: Terminal, seed: int = 1) -> Shift:
    """Simulate a terminal and return what two hours gave.

    Args:
        terminal: one without a `problem`.
        seed: the same seed gives the same times of cranes, carriers and lorries.
    """
    with _Quay.at_work(terminal, seed, WARM_UP_S + MEASURED_S) as quay:
        return quay.shift()


def film(terminal: Terminal, seed: int = 1) -> Film:
    """Simulate a terminal and return the first half-hour of these two hours, moment by moment."""
    with _Quay.at_work(terminal, seed, WARM_UP_S + FILM_S) as quay:
        return quay.film()


def improved(terminal: Terminal, station: Station) -> Terminal:
    """Return the terminal with more of one station, or with a network that is never out."""
    match station:
        case "cranes":
            return replace(terminal, cranes=terminal.cranes + 1)
        case "carriers":
            return replace(terminal, carriers=terminal.carriers + MORE_CARRIERS)
        case "yard":
            return replace(terminal, yard_places=terminal.yard_places + 1)
        case "network":
            return replace(terminal, outage_s=0.0)


def gains_per_h(terminal: Terminal) -> dict[Station, float]:
    """Return the moves an hour that each improvement brings; about 0 for all but the constraint."""
    now = shift(terminal).moves_per_h
    return {station: shift(improved(terminal, station)).moves_per_h - now for station in STATIONS}


def constraint(terminal: Terminal) -> Station:
    """Return what sets the pace: what brings most when it is improved.

    Where nothing brings anything worth telling, it is the station with the least capacity.

    Source: the constraint of a flow (Goldratt and Cox, The Goal, 1984).
    """
    gains = gains_per_h(terminal)
    best = max(STATIONS, key=gains.__getitem__)
    if gains[best] > 0.03 * shift(terminal).moves_per_h:
        return best
    found = capacities(terminal)
    alone: dict[Station, float] = {
        "cranes": found.cranes,
        "carriers": found.carriers,
        "yard": found.yard,
    }
    return min(alone, key=alone.__getitem__)


def _yard_per_h(terminal: Terminal) -> float:
    return terminal.yard_places * 3600 / STACKING_S - terminal.lorries_per_h


class _Quay:
    """One run: the stations as SimPy resources, and a log of who did what from when on."""

    def __init__(self, terminal: Terminal, seed: int, ends_s: float) -> None:
        self._terminal = terminal
        self._seed = seed
        self._ends_s = ends_s
        self._world = simpy.Environment()
        self._ground = [
            simpy.Container(self._world, capacity=GROUND_PLACES) for _ in range(terminal.cranes)
        ]
        self._sent_to = [0] * terminal.cranes
        self._yard = simpy.Store(self._world)
        self._yard.items.extend(range(terminal.yard_places))
        self._done = [[Change(0.0, "no-order", 0)] for _ in range(terminal.carriers)]
        self._boxes: list[list[tuple[float, int]]] = [[(0.0, 0)] for _ in range(terminal.cranes)]
        self._waits: list[list[tuple[float, float]]] = [[] for _ in range(terminal.cranes)]
        self._stacked_s: list[float] = []
        self._lorry_waits_s: list[float] = []
        self._lorries_served: list[tuple[int, float, float]] = []
        self._lorries_waiting: list[tuple[float, int]] = [(0.0, 0)]

    @classmethod
    @contextmanager
    def at_work(cls, terminal: Terminal, seed: int, ends_s: float) -> Iterator[Self]:
        """Run a terminal to an end, and forget it afterwards.

        Its world refers to itself: what was logged would wait for the garbage collector, which
        halts a page for a tenth of a second when much is waiting.
        """
        quay = cls(terminal, seed, ends_s)
        quay._run()
        try:
            yield quay
        finally:
            vars(quay).clear()

    def _run(self) -> None:
        for crane in range(self._terminal.cranes):
            self._world.process(self._crane(crane))
        for carrier in range(self._terminal.carriers):
            self._world.process(self._carrier(carrier))
        if self._terminal.lorries_per_h:
            self._world.process(self._lorries())
        self._world.run(until=self._ends_s)
        for waits in self._waits:
            if waits and np.isinf(waits[-1][1]):
                waits[-1] = (waits[-1][0], self._ends_s)

    def shift(self) -> Shift:
        start_s, end_s = WARM_UP_S, self._ends_s
        spent: dict[Doing, float] = dict.fromkeys(DOINGS, 0.0)
        for changes in self._done:
            last_s, last = start_s, changes[0].doing
            for time_s, doing, _ in changes[1:]:
                if time_s > last_s:
                    spent[last] += time_s - last_s
                    last_s = time_s
                last = doing
            spent[last] += end_s - last_s
        waiting_s = sum(
            _within(since_s, until_s, start_s, end_s)
            for waits in self._waits
            for since_s, until_s in waits
        )
        carriers_s = self._terminal.carriers * MEASURED_S
        waits_s = self._lorry_waits_s
        return Shift(
            moves_per_h=3600 * sum(at_s >= start_s for at_s in self._stacked_s) / MEASURED_S,
            cranes_waiting=waiting_s / (self._terminal.cranes * MEASURED_S),
            carriers={doing: time_s / carriers_s for doing, time_s in spent.items()},
            lorry_wait_s=sum(waits_s) / len(waits_s) if waits_s else 0.0,
        )

    def film(self) -> Film:
        start_s, end_s = WARM_UP_S, self._ends_s
        carriers = []
        for changes in self._done:
            before = [change for change in changes if change.time_s <= start_s][-1:]
            shown = [change for change in changes if start_s < change.time_s < end_s]
            carriers.append(
                tuple(
                    change._replace(time_s=max(0.0, change.time_s - start_s))
                    for change in before + shown
                )
            )
        return Film(
            carriers=tuple(carriers),
            ground=tuple(_counts(boxes, start_s) for boxes in self._boxes),
            cranes_waiting=tuple(
                tuple(
                    (max(0.0, since_s - start_s), min(FILM_S, until_s - start_s))
                    for since_s, until_s in waits
                    if until_s > start_s and since_s < end_s
                )
                for waits in self._waits
            ),
            lorries=tuple(
                (place, max(0.0, since_s - start_s), min(FILM_S, until_s - start_s))
                for place, since_s, until_s in self._lorries_served
                if until_s > start_s and since_s < end_s
            ),
            lorries_waiting=_counts(self._lorries_waiting, start_s),
            outages=tuple(self._outages(start_s, end_s)),
        )

    def _outages(self, start_s: float, end_s: float) -> Iterator[tuple[float, float]]:
        every_s, outage_s = self._terminal.outage_every_s, self._terminal.outage_s
        if not outage_s:
            return
        count = int(end_s // every_s) + 1
        for since_s in (every_s / 2 + number * every_s for number in range(count)):
            if since_s + outage_s > start_s and since_s < end_s:
                yield max(0.0, since_s - start_s), min(FILM_S, since_s + outage_s - start_s)

    def _crane(self, crane: int) -> Generator[Any, Any, None]:
        times_s = self._hat(_HANDLINGS, self._terminal.crane_cycle_s, 0, crane)
        while True:
            yield self._world.timeout(next(times_s))
            since_s = self._world.now
            placed = self._ground[crane].put(1)
            if not placed.triggered:
                # Its end is known when it comes; a run may end before.
                self._waits[crane].append((since_s, np.inf))
                yield placed
                self._waits[crane][-1] = (since_s, self._world.now)
            self._count_boxes(crane)

    def _carrier(self, carrier: int) -> Generator[Any, Any, None]:
        terminal, world = self._terminal, self._world
        drives_s = self._hat(_DRIVES, terminal.drive_s, 1, carrier)
        stackings_s = self._hat(_HANDLINGS, STACKING_S, 2, carrier)
        kept = terminal.orders_ahead
        # They join one after the other, as a shift begins.
        yield world.timeout(terminal.round_s * carrier / terminal.carriers)
        while True:
            out_s = terminal.out_for_s(world.now)
            if not out_s:
                kept = terminal.orders_ahead
            elif kept:
                kept -= 1
            else:
                self._log(carrier, "no-order", 0)
                yield world.timeout(out_s)
                kept = terminal.orders_ahead
            crane = self._next_crane()
            self._sent_to[crane] += 1
            self._log(carrier, "to-crane", crane)
            yield world.timeout(next(drives_s))
            self._log(carrier, "at-crane", crane)
            taken = self._ground[crane].get(1)
            # What is there at once needs no event, and most is: the run is a third shorter.
            if not taken.triggered:
                yield taken
            self._sent_to[crane] -= 1
            self._count_boxes(crane)
            self._log(carrier, "loading", crane)
            yield world.timeout(LOADING_S)
            self._log(carrier, "to-yard", crane)
            yield world.timeout(next(drives_s))
            self._log(carrier, "at-yard", 0)
            place = yield from self._free_row()
            self._log(carrier, "stacking", place)
            yield world.timeout(next(stackings_s))
            self._stacked_s.append(world.now)
            self._yard.put(place)

    def _lorries(self) -> Generator[Any, Any, None]:
        gaps_s = self._hat(_ARRIVALS, 3600 / self._terminal.lorries_per_h, 3)
        served_s = self._hat(_HANDLINGS, STACKING_S, 4)
        while True:
            yield self._world.timeout(next(gaps_s))
            self._world.process(self._lorry(next(served_s)))

    def _lorry(self, served_s: float) -> Generator[Any, Any, None]:
        since_s = self._world.now
        self._count_lorries(1)
        place = yield from self._free_row()
        self._count_lorries(-1)
        if since_s >= WARM_UP_S:
            self._lorry_waits_s.append(self._world.now - since_s)
        self._lorries_served.append((place, self._world.now, self._world.now + served_s))
        yield self._world.timeout(served_s)
        self._yard.put(place)

    def _free_row(self) -> Generator[Any, Any, int]:
        asked: Any = self._yard.get()
        row: int = asked.value if asked.triggered else (yield asked)
        return row

    def _next_crane(self) -> int:
        """Return the crane with the most boxes on the ground that nobody was sent for."""
        cranes = range(self._terminal.cranes)
        return max(cranes, key=lambda crane: self._ground[crane].level - self._sent_to[crane])

    def _log(self, carrier: int, doing: Doing, place: int) -> None:
        self._done[carrier].append(Change(self._world.now, doing, place))

    def _count_boxes(self, crane: int) -> None:
        self._boxes[crane].append((self._world.now, int(self._ground[crane].level)))

    def _count_lorries(self, more: int) -> None:
        self._lorries_waiting.append((self._world.now, self._lorries_waiting[-1][1] + more))

    def _hat(self, lots: Lots, mean_s: float, *who: int) -> Iterator[float]:
        random = np.random.default_rng([self._seed, *who])
        while True:
            yield from (mean_s * random.permutation(lots)).tolist()


def _within(since_s: float, until_s: float, start_s: float, end_s: float) -> float:
    return max(0.0, min(until_s, end_s) - max(since_s, start_s))


def _counts(counted: Sequence[tuple[float, int]], start_s: float) -> tuple[tuple[float, int], ...]:
    """Return what was counted in the film, from its start on."""
    earlier = [each for each in counted if each[0] <= start_s][-1:]
    later = [each for each in counted if start_s < each[0] < start_s + FILM_S]
    return tuple((max(0.0, at_s - start_s), count) for at_s, count in earlier + later)
