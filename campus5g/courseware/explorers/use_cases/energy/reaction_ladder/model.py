"""From an event to what must have happened: who is in time, over which network?

A task is a chain: the wait for the next reading, the decision, the message, the machine. Each part
is added at its longest. A network is known by its round trips, the slowest of 99 in 100, and by
the longest gap between two answers. One way takes no longer than a round trip; of a round trip
longer than twice the limit, one of the two ways is too late.
"""

import math
from dataclasses import dataclass
from typing import Literal

from campus5g.courseware.explorers.essentials.measured_traces.model import MEASURED, MeasuredId
from campus5g.courseware.explorers.models.lorawan import spreading_factor
from campus5g.courseware.explorers.models.technology import LTE_M_WAKING_MS, LTE_P99_MS

TaskId = Literal["bill", "shave", "reserve", "trip"]
NetworkId = Literal["local", "cable", "good-5g", "weak-5g", "lte-m", "lte-m-asleep", "lorawan"]
StageId = Literal["wait", "decide", "message", "silence", "act"]
Verdict = Literal["in-time", "not-sure", "late"]

SECOND_MS = 1000.0
MINUTE_MS = 60 * SECOND_MS
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS

INTERVALS_S = (1, 10, 60, 300, 900, 3600)
"""How often a meter is read."""


@dataclass(frozen=True)
class Task:
    """What has to be done, and by when.

    Args:
        limit_ms: from the event to the end.
        reads: whether it waits for a meter's next reading; otherwise a device on the spot sees the
            event at once.
        commands: whether the message is an order to a machine, not a report from a meter.
        decide_ms: how long the decision takes.
        act_ms: how long the machine takes.
    """

    limit_ms: float
    reads: bool
    commands: bool
    decide_ms: float = 0.0
    act_ms: float = 0.0


TASKS: dict[TaskId, Task] = {
    "bill": Task(DAY_MS, reads=True, commands=False),
    "shave": Task(7.5 * MINUTE_MS, True, True, 5 * SECOND_MS, 60 * SECOND_MS),
    "reserve": Task(30 * SECOND_MS, False, True, 200, 10 * SECOND_MS),
    "trip": Task(10, reads=False, commands=True),
}
"""Bill: each quarter of an hour is in the next day's report. Shave: half of the quarter is left.
Reserve: 30 s to full activation (Regulation (EU) 2017/1485, annex V). Trip: the message alone, 10
ms; 3 ms in the faster class (IEC 61850-5). How long decisions and machines take, and the half
quarter, are this model's choices."""


@dataclass(frozen=True)
class Network:
    """How long a message and its answer take.

    Args:
        slow_ms: 99 in 100 do better.
        silence_ms: the longest gap between two answers; 0 where none is published.
        least_interval_s: how often a device may send at most.
        listens_after_sending: whether a device is reached only once it has sent, and may miss a
            turn (LoRaWAN, class A; LTE-M, asleep).
    """

    slow_ms: float
    silence_ms: float = 0.0
    least_interval_s: float = 0.0
    listens_after_sending: bool = False


def _measured(found: MeasuredId) -> Network:
    measured = MEASURED[found]
    return Network(measured.percentiles_ms[0.99], measured.longest_silence_ms or 0.0)


LORAWAN_M = 500.0
"""How far the gateway is: it sets the spreading factor, and so the time on air."""

_LORAWAN = spreading_factor(LORAWAN_M)
_LORAWAN_AIR_S = 33 * 8 / _LORAWAN.rate_bit_s

NETWORKS: dict[NetworkId, Network] = {
    "local": Network(0),
    "cable": Network(1),
    "good-5g": _measured("private-driving"),
    "weak-5g": _measured("private-poor-coverage"),
    "lte-m": Network(LTE_P99_MS),
    "lte-m-asleep": Network(LTE_M_WAKING_MS, 0, LTE_M_WAKING_MS / SECOND_MS, True),
    "lorawan": Network(_LORAWAN.delay_ms, 0, 100 * _LORAWAN_AIR_S, True),
}
"""Cable: an assumption. 5G: CICV5G's private network, in town and where it covers badly. LTE-M:
a telephone on LTE at best (NUWiNS); asleep, what 3GPP asks (TR 38.913). LoRaWAN: 20 bytes and their
header, 1 % of the time (RP002, EN 300 220)."""


@dataclass(frozen=True)
class Stage:
    """A part of the chain, in ms from the event."""

    name: StageId
    starts_ms: float
    ends_ms: float


@dataclass(frozen=True)
class Chain:
    """A task over a network.

    Args:
        stages: its parts in order, each at its longest.
        limit_ms: what the task allows.
        interval_s: how often the meter is read: as asked, or as often as the network lets it.
        verdict: in time even so; late as soon as one message in a hundred, or every second wait,
            makes it late; not sure in between.
    """

    stages: tuple[Stage, ...]
    limit_ms: float
    interval_s: float
    verdict: Verdict

    @property
    def ends_ms(self) -> float:
        """When all is done, at the latest."""
        return self.stages[-1].ends_ms if self.stages else 0.0

    @property
    def longest(self) -> Stage | None:
        """The longest part; None if nothing takes time."""
        return max(self.stages, key=lambda each: each.ends_ms - each.starts_ms, default=None)


def chain(task_id: TaskId, network_id: NetworkId, interval_s: float) -> Chain:
    """Return the chain of a task over a network.

    Args:
        task_id: what has to be done.
        network_id: what carries the message; "local" if it is decided on the spot. A report that
            stays on the spot is never in time.
        interval_s: how often the meter is read.
    """
    task, network = TASKS[task_id], NETWORKS[network_id]
    interval_s = max(interval_s, network.least_interval_s)
    if network_id == "local" and not task.commands:
        return Chain((), task.limit_ms, interval_s, "late")
    late_listener = task.commands and network.listens_after_sending
    wait_ms = interval_s * SECOND_MS if task.reads or late_listener else 0.0
    silence_ms = (
        interval_s * SECOND_MS if late_listener else max(0.0, network.silence_ms - network.slow_ms)
    )
    lengths: dict[StageId, float] = {
        "wait": wait_ms,
        "decide": task.decide_ms,
        "message": network.slow_ms,
        "silence": silence_ms,
        "act": task.act_ms,
    }
    stages, now = [], 0.0
    for name, length in lengths.items():
        if length > 0:
            stages.append(Stage(name, now, now + length))
            now += length
    often_ms = max(wait_ms, network.slow_ms) / 2 + task.decide_ms + task.act_ms
    verdict: Verdict = (
        "in-time" if now <= task.limit_ms else "late" if often_ms > task.limit_ms else "not-sure"
    )
    return Chain(tuple(stages), task.limit_ms, interval_s, verdict)


def place(time_ms: float) -> float:
    """Return where a time lies on the clock's track, 0 to 1, from 1 ms to a day: logarithmic."""
    return math.log(min(max(time_ms, 1.0), DAY_MS)) / math.log(DAY_MS)
