"""The longest silence between messages: what a machine stops on, rather than on a late message."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from campus5g.kit.showing.numbers import decimal
from campus5g.language import t


@dataclass(frozen=True)
class Silence:
    """A time in which a receiver heard nothing.

    Args:
        began_s, ended_s: when a message came and when the next one did, on the receiver's clock.
    """

    began_s: float
    ended_s: float

    @property
    def length_ms(self) -> float:
        """How long it lasted."""
        return 1000 * (self.ended_s - self.began_s)


def longest_silence(arrivals_s: Iterable[float]) -> Silence | None:
    """Return the longest time between two messages received one after the other.

    A machine stops when it hears nothing for longer than a transfer interval and its survival time,
    the time that an application may continue without an anticipated message (3GPP TS 22.104, 3.1).
    Where messages are on time, the silence is about the transfer interval. A lost message makes it
    longer; a late one does so only if those behind it come late, too. Only the receiver's clock is
    read, so clocks need not be synchronised.

    Args:
        arrivals_s: when each message was received, in any order, on the receiver's clock; lost
            ones are left out. The time before the first and after the last does not count.

    Returns:
        None if fewer than two messages were received.
    """
    gaps = (Silence(*pair) for pair in pairwise(sorted(arrivals_s)))
    return max(gaps, key=lambda gap: gap.length_ms, default=None)


def silence_in_words(length_ms: float) -> str:
    """Return how long the longest silence lasted, as results and figures say it."""
    return t(
        fr=f"plus long silence {decimal(length_ms)} ms",
        en=f"longest silence {decimal(length_ms)} ms",
    )
