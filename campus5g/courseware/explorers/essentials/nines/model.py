"""From lost messages to stops: what a loss rate means for a machine that runs all day.

A machine stops when it has missed as many messages in a row as its survival time spans (TS 22.104,
3.1: survival time, communication service availability). Losses come one by one, or in bursts as in
Gilbert's channel (Bell System Technical Journal 39, 1960): a burst has a mean length of *b*
messages and ends at each message with chance 1/b. Independent losses of rate *p* are the case
b = 1/(1 - p). Runs of at least *m* losses then begin (p/b) (1 - 1/b)^(m - 1) times a message, and
the share of time without service is p (1 - 1/b)^(m - 1).
"""

import math
from dataclasses import dataclass

SHIFT_H = 8.0
WEEK_H = 168.0
YEAR_H = 8766.0


@dataclass(frozen=True)
class Listener:
    """A machine that gets messages and stops without them.

    Args:
        messages_per_s: how many it expects.
        survival_ms: how long it continues after a message fails to arrive; 0 to stop at the
            first one missed.
    """

    messages_per_s: float
    survival_ms: float

    @property
    def missed_to_stop(self) -> int:
        """The number of messages missed in a row that stops the machine."""
        # Rounded: 200 ms at 30 a second are 6 messages, not 5.99.
        return 1 + math.floor(round(self.survival_ms * self.messages_per_s / 1000, 6))


@dataclass(frozen=True)
class Losses:
    """How messages are lost; a late message counts as lost.

    Args:
        rate: the share of all messages, above 0 and below 1.
        burst_ms: how long a burst of losses lasts on average; 0 if each is lost on its own.
    """

    rate: float
    burst_ms: float = 0.0

    def burst_messages(self, messages_per_s: float) -> float:
        """Return the mean length of a burst in messages."""
        return max(1 / (1 - self.rate), self.burst_ms * messages_per_s / 1000)


def stops(listener: Listener, losses: Losses, hours: float) -> float:
    """Return the mean number of stops in some hours."""
    burst = losses.burst_messages(listener.messages_per_s)
    begins = losses.rate / burst * (1 - 1 / burst) ** (listener.missed_to_stop - 1)
    return begins * listener.messages_per_s * 3600 * hours


def availability(listener: Listener, losses: Losses) -> float:
    """Return the share of time that the service is available, 0 to 1."""
    burst = losses.burst_messages(listener.messages_per_s)
    return 1 - float(losses.rate * (1 - 1 / burst) ** (listener.missed_to_stop - 1))


def messages(listener: Listener, hours: float) -> float:
    """Return how many messages the machine expects in some hours."""
    return listener.messages_per_s * 3600 * hours
