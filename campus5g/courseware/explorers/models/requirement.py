"""The requirements of TS 22.104, and whether measured round trips show that they are met."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from campus5g.kit.measuring.late_share import CONFIDENCE, late_share_bounds

RequirementId = Literal[
    "augmented-reality",
    "panel-data",
    "panel-stop",
    "robot-video",
    "robot-remote",
    "robot-standard",
]
Verdict = Literal["met", "missed", "not-proven"]


@dataclass(frozen=True)
class Requirement:
    """What a use requires.

    Args:
        latency_ms: one way, from end to end.
        availability: the share of time that the service must be there, 0 to 1; None where this
            course prints none.
        survival_ms: how long the application continues without an expected message; None if not
            printed.
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
    return math.ceil(math.log(1 - CONFIDENCE) / math.log(availability))


@dataclass(frozen=True)
class Finding:
    """How round trips compare with a requirement.

    Args:
        verdict: `met`; `missed`; or `not-proven`: there are too few samples, or a round trip does
            not tell which way took how long.
        late_at_least: what the late share is not below, with 95 % confidence: the round trips that
            exceed twice the limit, so that one of their two ways is late for sure.
        late_at_most: what it is not above, with 95 % confidence: the round trips that are not known
            to fit the limit for one way.
    """

    verdict: Verdict
    late_at_least: float
    late_at_most: float


def judge(
    requirement: Requirement, percentiles_ms: Mapping[float, float], samples: int, asked: float
) -> Finding:
    """Compare round trips with a requirement for one way, with 95 % confidence.

    It is met if even the upper bound of the late share is allowed, and missed if even the lower
    bound is not; between the two, nothing is proven (`late_share_bounds`). Samples count as
    independent: of late ones that come in bursts, this shows less than it seems to.

    Args:
        requirement: what is required.
        percentiles_ms: share of round trips, and what it does not exceed.
        samples: how many were measured.
        asked: the share of messages that must be in time, 0 to 1.
    """
    limit_ms = requirement.latency_ms
    in_time = max((s for s, ms in percentiles_ms.items() if ms <= limit_ms), default=0.0)
    known_late = [s for s, ms in percentiles_ms.items() if ms > 2 * limit_ms]
    # The sample at the rank of a percentile is itself late.
    surely_late = samples - _rank(min(known_late), samples) + 1 if known_late else 0
    late_at_least, _ = late_share_bounds(surely_late, samples)
    _, late_at_most = late_share_bounds(samples - _rank(in_time, samples), samples)
    allowed = 1 - asked
    if late_at_most <= allowed:
        verdict: Verdict = "met"
    elif late_at_least > allowed:
        verdict = "missed"
    else:
        verdict = "not-proven"
    return Finding(verdict, late_at_least, late_at_most)


def _rank(share: float, samples: int) -> int:
    """Return how many samples a share of them is: the nearest rank of a percentile."""
    return math.ceil(round(share * samples, 6))
