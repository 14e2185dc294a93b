"""The standard classes of service, and which of them suit a need.

Source: 3GPP TS 23.501, table 5.7.4-1, without the rows 71 to 76 and 87 to 90.

A delay-critical GBR class has a maximum data burst volume (MDBV): how much the radio network must
serve within the delay (5.7.3.7). The table gives its default value. A flow that sends more at once
doesn't fit, unless the network sets a larger one.
"""

import math
from dataclasses import dataclass
from typing import Literal

Kind = Literal["gbr", "non-gbr", "delay-critical"]
Shortfall = Literal["late", "lossy", "burst", "no-guarantee", "needless-guarantee"]


@dataclass(frozen=True)
class FiveQi:
    """A row of the table.

    Args:
        number: the 5QI.
        kind: whether it has a guaranteed bit rate (GBR), and whether what comes late counts as
            lost (delay-critical GBR; TS 23.501, 5.7.3.4).
        priority: default priority level; the smallest goes first.
        budget_ms: packet delay budget, from the device to the UPF.
        error_rate: packet error rate.
        burst_bytes: default maximum data burst volume, of a delay-critical class only.
    """

    number: int
    kind: Kind
    priority: int
    budget_ms: float
    error_rate: float
    burst_bytes: int | None = None


TABLE: tuple[FiveQi, ...] = (
    FiveQi(1, "gbr", 20, 100, 1e-2),
    FiveQi(2, "gbr", 40, 150, 1e-3),
    FiveQi(3, "gbr", 30, 50, 1e-3),
    FiveQi(4, "gbr", 50, 300, 1e-6),
    FiveQi(65, "gbr", 7, 75, 1e-2),
    FiveQi(66, "gbr", 20, 100, 1e-2),
    FiveQi(67, "gbr", 15, 100, 1e-3),
    FiveQi(5, "non-gbr", 10, 100, 1e-6),
    FiveQi(6, "non-gbr", 60, 300, 1e-6),
    FiveQi(7, "non-gbr", 70, 100, 1e-3),
    FiveQi(8, "non-gbr", 80, 300, 1e-6),
    FiveQi(9, "non-gbr", 90, 300, 1e-6),
    FiveQi(69, "non-gbr", 5, 60, 1e-6),
    FiveQi(70, "non-gbr", 55, 200, 1e-6),
    FiveQi(79, "non-gbr", 65, 50, 1e-2),
    FiveQi(80, "non-gbr", 68, 10, 1e-6),
    FiveQi(82, "delay-critical", 19, 10, 1e-4, burst_bytes=255),
    FiveQi(83, "delay-critical", 22, 10, 1e-4, burst_bytes=1354),
    FiveQi(84, "delay-critical", 24, 30, 1e-5, burst_bytes=1354),
    FiveQi(85, "delay-critical", 21, 5, 1e-5, burst_bytes=255),
    FiveQi(86, "delay-critical", 18, 5, 1e-4, burst_bytes=1354),
)


@dataclass(frozen=True)
class Traffic:
    """What a flow sends, regularly.

    Args:
        message_bytes: the size of a message; of a picture, for video.
        every_ms: the time between two messages.
    """

    message_bytes: int
    every_ms: float

    def burst_bytes(self, within_ms: float) -> int:
        """Return the most that can come to be sent in a time: one message at least."""
        return self.message_bytes * max(1, math.ceil(within_ms / self.every_ms))


@dataclass(frozen=True)
class FlowNeed:
    """What a flow needs.

    Args:
        delay_ms: the longest time from the device to the core, or back.
        loss: the share of packets that may be lost, 0 to 1.
        guaranteed: whether the flow must keep its rate when the cell is full.
        traffic: what it sends.
    """

    delay_ms: float
    loss: float
    guaranteed: bool
    traffic: Traffic


@dataclass(frozen=True)
class Judgement:
    """How well a 5QI meets a need: it suits if nothing falls short."""

    five_qi: FiveQi
    shortfalls: tuple[Shortfall, ...]

    @property
    def suits(self) -> bool:
        """Whether the 5QI gives what is needed and reserves nothing else."""
        return not self.shortfalls


def judge(five_qi: FiveQi, need: FlowNeed) -> Judgement:
    """Compare a 5QI with a need."""
    found: list[Shortfall] = []
    if five_qi.budget_ms > need.delay_ms:
        found.append("late")
    if five_qi.error_rate > need.loss:
        found.append("lossy")
    if (
        five_qi.burst_bytes is not None
        and need.traffic.burst_bytes(five_qi.budget_ms) > five_qi.burst_bytes
    ):
        found.append("burst")
    if need.guaranteed and five_qi.kind == "non-gbr":
        found.append("no-guarantee")
    if not need.guaranteed and five_qi.kind != "non-gbr":
        found.append("needless-guarantee")
    return Judgement(five_qi, tuple(found))


def suiting(need: FlowNeed) -> list[FiveQi]:
    """Return the classes that suit a need, the least demanding first.

    Less is demanded of the network where what is late is not lost, where the delay is longer,
    where more may be lost, where less is sent at once, and where others go first.
    """
    found = [one for one in TABLE if judge(one, need).suits]
    return sorted(
        found,
        key=lambda one: (
            one.kind == "delay-critical",
            -one.budget_ms,
            -one.error_rate,
            one.burst_bytes or 0,
            -one.priority,
        ),
    )


def advised(need: FlowNeed) -> FiveQi | None:
    """Return the least demanding class that suits, or None where none does."""
    found = suiting(need)
    return found[0] if found else None
