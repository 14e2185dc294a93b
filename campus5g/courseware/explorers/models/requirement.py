"""The requirements of TS 22.104, and whether measured round trips show that they are met."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

RequirementId = Literal[
    "augmented-reality",
    "panel-data",
    "panel-stop",
    "robot-video",
    "robot-remote",
    "robot-standard",
]
Verdict = Literal["met", "missed", "too-few", "open"]

_CONFIDENCE = 0.95


@dataclass(frozen=True)
class Requirement:
    """What a use requires.

    Args:
        latency_ms: one way, from end to end.
        availability: the share of time that the service must be there, 0 to 1; None where this
            course prints none.
        survival_ms: how long the application continues without a message; None if not printed.
        clause: where TS 22.104 says it.
    """

    latency_ms: float
    availability: float | None
    survival_ms: float | None
    clause: str


_APERIODIC = "5.3, 5.4"
_PERIODIC = "5.2-1"

REQUIREMENTS: dict[RequirementId, Requirement] = {
    "robot-standard": Requirement(500, None, None, _PERIODIC),
    "robot-remote": Requirement(100, None, None, _PERIODIC),
    "panel-data": Requirement(30, 0.999_999, None, _APERIODIC),
    "robot-video": Requirement(10, 0.999_999, None, _APERIODIC),
    "augmented-reality": Requirement(10, 0.999, None, _APERIODIC),
    "panel-stop": Requirement(8, 0.999_999_99, 16, _APERIODIC),
}
"""Of a range the least demanding end: transfer intervals of 40 to 500 ms for standard operation and
10 to 100 ms for remote control by video, 99.9999 to 99.999999 % for a panel's other data."""


def samples_to_show(availability: float) -> int:
    """Return how many messages, none of them late, show an availability with 95 % confidence.

    If a share 1 - a were late, n messages would all be in time with chance a^n; n is where this
    falls to 5 %: about 3 / (1 - a), the rule of three.
    """
    return math.ceil(math.log(1 - _CONFIDENCE) / math.log(availability))


@dataclass(frozen=True)
class Finding:
    """How round trips compare with a requirement.

    Args:
        verdict: `met`; `missed`; `too-few` samples to show it; `open`: a round trip does not tell
            which way took how long, or the share asked is not among the percentiles.
        in_time: the largest known share whose round trip fits the limit for one way, so that each
            way does; 0 if none does.
        late: the largest known share of round trips that exceed twice the limit, so that one of
            their two ways is late for sure; 0 if none does.
    """

    verdict: Verdict
    in_time: float
    late: float


def judge(
    requirement: Requirement, percentiles_ms: Mapping[float, float], samples: int, asked: float
) -> Finding:
    """Compare round trips with a requirement for one way.

    Args:
        requirement: what is required.
        percentiles_ms: share of round trips, and what it does not exceed.
        samples: how many were measured.
        asked: the share of messages of which more must be in time, 0 to 1.
    """
    limit_ms = requirement.latency_ms
    in_time = max((s for s, ms in percentiles_ms.items() if ms <= limit_ms), default=0.0)
    late = max((1 - s for s, ms in percentiles_ms.items() if ms > 2 * limit_ms), default=0.0)
    # A share must be exceeded ("> 99.9 %"): as many late ones as it leaves are too many.
    if late >= 1 - asked:
        verdict: Verdict = "missed"
    elif in_time >= asked:
        verdict = "met" if samples >= samples_to_show(asked) else "too-few"
    elif samples < samples_to_show(asked):
        verdict = "too-few"
    else:
        verdict = "open"
    return Finding(verdict, in_time, late)
