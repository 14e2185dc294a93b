"""The chain in virtual time: a gateway that stores, a link that is cut, a server's log."""

from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

EVERY_S = 30


class Stored(NamedTuple):
    """A reading: its number, and when it was measured."""

    number: int
    measured_s: float


class Arrived(NamedTuple):
    """A reading in the server's log, and how old it was on arrival."""

    number: int
    age_s: float


ToSend = Callable[[list[Stored], int], Sequence[Stored]]


def run(
    to_send: ToSend,
    *,
    minutes: int,
    cuts_min: Collection[tuple[int, int]],
    unacknowledged: Collection[int] = (),
) -> list[Arrived]:
    """Run a chain and return the server's log, which ignores a number that it already has.

    Args:
        to_send: given the stored readings, in no order and some of them twice, and the last number
            acknowledged, returns what to send.
        minutes: how long.
        cuts_min: from and to which minute there is no link.
        unacknowledged: numbers whose first acknowledgement is lost on its way back: they have
            arrived, and the gateway does not know.
    """
    stored: list[Stored] = []
    log: list[Stored] = []
    ages: dict[int, float] = {}
    acknowledged, missed = 0, set(unacknowledged)
    for number in range(1, minutes * 60 // EVERY_S + 1):
        now_s = number * EVERY_S
        stored.append(Stored(number, now_s))
        if any(first * 60 <= now_s < last * 60 for first, last in cuts_min):
            continue
        for reading in to_send([*reversed(stored), stored[-1]], acknowledged):
            if all(reading.number != each.number for each in log):
                log.append(reading)
            ages.setdefault(reading.number, now_s - reading.measured_s)
            if reading.number in missed:
                missed.remove(reading.number)
                break
            acknowledged = reading.number
    return [Arrived(reading.number, ages.get(reading.number, 0.0)) for reading in log]
