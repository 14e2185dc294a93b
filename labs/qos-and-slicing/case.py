"""The case that this lab gives a learner: their traffic, their needs, and what they ask."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from classes import PORTS

from campus5g.draw import Draw
from campus5g.inventory import chance as chance_of

TROUBLES = ("distance", "port", "radio", "rate", "refused")
"""What may be wrong in the scenario noon-fault."""


@dataclass(frozen=True)
class Traffic:
    """What one kind of device sends up.

    Args:
        devices: how many there are.
        payload_bytes: of a packet.
        period_ms: between two packets of a device.
    """

    devices: int
    payload_bytes: int
    period_ms: float


@dataclass(frozen=True)
class Need:
    """A line of the table of exercise 5: an application, and what its supplier asks for.

    Args:
        budget_ms: the longest delay, one way.
        guaranteed: whether a bit rate has to be guaranteed.
    """

    budget_ms: int
    guaranteed: bool


@dataclass(frozen=True)
class Request:
    """A flow that asks for a guaranteed rate, in exercise 7.

    Args:
        mbit_s: the rate.
        level: the ARP's priority level.
        may_preempt, may_be_preempted: the rest of its ARP.
    """

    mbit_s: float
    level: int
    may_preempt: bool
    may_be_preempted: bool


@dataclass(frozen=True)
class Case:
    """What a draw sets in this lab.

    Args:
        draw: where it comes from.
        interval_ms: between two packets of a measurement.
        size_bytes: of such a packet.
        percentile: the percentile by which the site judges.
        lost_percent: the share of packets that may get lost, in percent.
        needs_ms: the round trip that each device needs at that percentile.
        fast, steady, patient: the device with the shortest, the middle and the longest need.
        header_bytes: what the site counts as headers of each packet, in exercise 2.
        traffic: who sends what up, in exercise 2.
        offered: applications to find a class for, in exercise 5, by their letters.
        alone_mbit_s: what a device would have if it were alone, in exercises 6 and 7.
        margin_percent: what the site adds for repetitions, in exercise 6.
        room_percent: the part of the carrier for guaranteed rates, in exercise 7.
        requests: who asks, in the order of their requests, by their letters.
        rate_kbps: what each device has to have guaranteed if it gets a guarantee.
        refused: the device that gets no guarantee in exercise 11.
        slice_mbit_s: the rate that a slice has to carry, in exercise 13.
        trouble: what is wrong with the video of exercises 15 and 16, of `TROUBLES`.
    """

    draw: Draw
    interval_ms: float
    size_bytes: int
    percentile: int
    lost_percent: float
    needs_ms: Mapping[str, int]
    fast: str
    steady: str
    patient: str
    header_bytes: int
    traffic: Mapping[str, Traffic]
    offered: Mapping[str, Need]
    alone_mbit_s: float
    margin_percent: int
    room_percent: int
    requests: Mapping[str, Request]
    rate_kbps: Mapping[str, int]
    refused: str
    slice_mbit_s: float
    trouble: str

    @property
    def wanted_mbit_s(self) -> dict[str, float]:
        """Guaranteed rates by device, of which the cell has no room for the refused one's."""
        return {name: 20 if name == self.refused else 0.3 for name in PORTS}


def case_of(draw: Draw) -> Case:
    """Return the case of a draw."""
    need, asked = draw.random("need"), draw.random("asked")
    fast, steady, patient = need.sample(sorted(PORTS), 3)
    alone_mbit_s = asked.choice(range(180, 420, 7)) / 10
    room_percent, requests = _requests(alone_mbit_s, draw.random("requests"))
    return Case(
        draw=draw,
        interval_ms=draw.random("rate").choice([11.3, 11.7, 12.3, 12.7, 13.3]),
        size_bytes=draw.random("rate").choice(range(800, 1210, 20)),
        percentile=need.choice(range(91, 98)),
        lost_percent=need.choice([0.5, 1.0, 1.5, 2.0]),
        needs_ms={
            fast: need.choice(range(34, 40)),
            steady: need.choice(range(56, 67)),
            patient: need.choice(range(1200, 1850, 50)),
        },
        fast=fast,
        steady=steady,
        patient=patient,
        header_bytes=asked.choice(range(28, 62, 2)),
        traffic=_traffic(asked),
        offered=_offered(draw.random("offered")),
        alone_mbit_s=alone_mbit_s,
        margin_percent=asked.choice(range(6, 26)),
        room_percent=room_percent,
        requests=requests,
        rate_kbps={name: need.choice(range(1100, 2500, 100)) for name in PORTS},
        refused=draw.random("refused").choice(sorted(PORTS)),
        slice_mbit_s=asked.choice(range(30, 99)) / 10,
        trouble=chance_of(draw.variation, "choice of trouble").choice(TROUBLES),
    )


def _traffic(chance: Random) -> dict[str, Traffic]:
    return {
        "cranes": Traffic(chance.randint(2, 5), chance.choice(range(900, 1320, 20)), 4),
        "vehicles": Traffic(chance.randint(6, 18), chance.choice(range(64, 160, 4)), 20),
        "readers": Traffic(chance.randint(8, 30), chance.choice(range(40, 90, 2)), 1000),
        "phones": Traffic(chance.randint(25, 45), chance.choice(range(900, 1320, 20)), 40),
    }


def _offered(chance: Random) -> dict[str, Need]:
    """Return three applications whose classes differ, each the only one that just fits."""
    needs = [
        # Of the table: 3 (50 ms), 2 (150 ms) and 4 (300 ms); 80 (10 ms), 7 (100 ms) and 9 (300 ms).
        Need(chance.choice(range(55, 96, 5)), guaranteed=True),
        Need(chance.choice(range(160, 291, 10)), guaranteed=True),
        Need(chance.choice(range(320, 501, 20)), guaranteed=True),
        Need(chance.choice(range(15, 91, 5)), guaranteed=False),
        Need(chance.choice(range(110, 291, 10)), guaranteed=False),
        Need(chance.choice(range(320, 501, 20)), guaranteed=False),
    ]
    return dict(zip("ABC", chance.sample(needs, 3), strict=True))


def _requests(alone_mbit_s: float, chance: Random) -> tuple[int, dict[str, Request]]:
    """Return the room in percent, and five requests of which two have no guarantee in the end."""
    room_percent = chance.choice(range(40, 62, 2))
    room = room_percent / 100 * alone_mbit_s
    # Three that fit together; one that may pre-empt and needs the room of the weakest of them;
    # one that comes last, may not pre-empt, and needs more than is left.
    weak, strong = chance.randint(10, 13), chance.randint(4, 7)
    first = [
        Request(_tenth(0.30 * room), weak, False, True),
        Request(_tenth(0.28 * room), strong, False, True),
        Request(_tenth(0.26 * room), strong + 1, False, False),
    ]
    urgent = Request(_tenth(0.34 * room), chance.randint(1, 3), True, False)
    late = Request(_tenth(0.22 * room), chance.randint(1, 9), False, False)
    return room_percent, dict(zip("ABCDE", _in_order(first, urgent, late, chance), strict=True))


def _in_order(
    first: Sequence[Request], urgent: Request, late: Request, chance: Random
) -> list[Request]:
    order = chance.sample(list(first), 3)
    return [*order, urgent, late] if chance.random() < 0.5 else [*order, late, urgent]


def _tenth(mbit_s: float) -> float:
    return round(mbit_s, 1)
