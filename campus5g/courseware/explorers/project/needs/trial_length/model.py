"""How many messages show that a share of them is in time, and how long the trial lasts.

The share of late messages is bounded from above by Clopper and Pearson (Biometrika 26, 1934): with
a given confidence, the true share is not higher. Messages count as independent. Where late ones
come in bursts, a burst counts once: so many times more messages are needed.
"""

import math
from dataclasses import dataclass

MOST_MESSAGES = 10**12


@dataclass(frozen=True)
class Trial:
    """The shortest trial that shows a share.

    Args:
        messages: how many are sent.
        duration_s: how long sending them takes.
    """

    messages: int
    duration_s: float


def late_share_at_most(late: float, sent: float, confidence: float) -> float:
    """Return what the share of late messages does not exceed, with a confidence."""
    from scipy.special import betaincinv

    if late >= sent:
        return 1.0
    return float(betaincinv(late + 1, sent - late, confidence))


def messages_needed(share: float, late: int, confidence: float) -> int:
    """Return how many independent messages, some of them late, show a share in time.

    Args:
        share: to show, above 0 and below 1.
        late: how many are late, or lost.
        confidence: above 0 and below 1.
    """
    allowed = 1 - share
    if late == 0:
        return math.ceil(round(math.log(1 - confidence) / math.log(share), 6))
    low, high = late, 2 * (late + 1)
    while late_share_at_most(late, high, confidence) > allowed:
        low, high = high, high * 2
        if high > MOST_MESSAGES:
            raise ValueError(f"No trial of {MOST_MESSAGES} messages shows {share}.")
    while high - low > 1:
        middle = (low + high) // 2
        if late_share_at_most(late, middle, confidence) > allowed:
            low = middle
        else:
            high = middle
    return high


def shortest_trial(
    share: float, late: int, confidence: float, interval_s: float, burst: int = 1
) -> Trial:
    """Return the shortest trial.

    Args:
        share: of the messages that must be in time.
        late: bursts of late messages seen; single ones if `burst` is 1.
        confidence: of the statement.
        interval_s: between two messages.
        burst: how many late messages come together, on average.
    """
    messages = messages_needed(share, late, confidence) * burst
    return Trial(messages, messages * interval_s)
