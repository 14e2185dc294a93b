"""The chance that an acceptance trial takes a bad network, or turns a good one away.

Late messages are counted as a binomial: each is late by chance, whatever became of the others.
Where they come in bursts, a burst counts once, so the trial is worth as many messages fewer. A
good network has half the share of late messages that is allowed, a bad one twice that share.

Sources: C. Clopper and E. Pearson, Biometrika 26, 1934 (what a trial shows); ISO 2859-1, annex on
operating characteristic curves (the two risks of a sampling plan).
"""

from dataclasses import dataclass

from campus5g.kit.measuring.late_share import late_share_bounds

GOOD, BAD = 0.5, 2.0
"""How many times the share allowed is late on a good and on a bad network."""

MOST_MESSAGES = 10**7


@dataclass(frozen=True)
class Gate:
    """An acceptance trial and its rule.

    Args:
        allowed: share of late messages that the requirement allows, above 0 and below a half.
        messages: how many are sent.
        tolerated: how many may be late.
        burst: how many late messages come together, on average.
    """

    allowed: float
    messages: int
    tolerated: int
    burst: int = 1

    @property
    def independent(self) -> int:
        """How many messages the trial is worth: one for each burst; at least one."""
        return max(1, self.messages // self.burst)

    @property
    def bursts_tolerated(self) -> int:
        """How many bursts may come: those that fit into the late messages tolerated."""
        return min(self.tolerated // self.burst, self.independent)


@dataclass(frozen=True)
class Risks:
    """What a gate may get wrong.

    Args:
        bad_accepted: the chance that a bad network is accepted.
        good_refused: the chance that a good network is refused.
    """

    bad_accepted: float
    good_refused: float

    @property
    def larger(self) -> float:
        """The larger of the two."""
        return max(self.bad_accepted, self.good_refused)


def chance_accepted(gate: Gate, late_share: float) -> float:
    """Return the chance that a network passes, by its own share of late messages."""
    from scipy.special import bdtr

    late_share = min(1.0, max(0.0, late_share))
    if gate.bursts_tolerated >= gate.independent:
        return 1.0
    return float(bdtr(gate.bursts_tolerated, gate.independent, late_share))


def risks(gate: Gate) -> Risks:
    """Return both risks of a gate."""
    return Risks(
        chance_accepted(gate, min(1.0, BAD * gate.allowed)),
        1 - chance_accepted(gate, GOOD * gate.allowed),
    )


def late_share_shown(gate: Gate) -> float:
    """Return what the share late does not exceed, with 95 %, if the trial only just passes."""
    return late_share_bounds(gate.bursts_tolerated, gate.independent)[1]


def shortest_gate(allowed: float, most: float, burst: int = 1) -> Gate:
    """Return the shortest trial whose two risks are both small enough.

    Args:
        allowed: share of late messages that the requirement allows.
        most: what neither risk may exceed.
        burst: how many late messages come together, on average.

    Raises:
        ValueError: it would take more than `MOST_MESSAGES`.
    """
    for bursts in range(1000):
        messages = _needed(allowed, bursts, most)
        gate = Gate(allowed, messages * burst, bursts * burst, burst)
        if gate.messages > MOST_MESSAGES:
            break
        if risks(gate).good_refused <= most:
            return gate
    raise ValueError(f"No trial of {MOST_MESSAGES} messages keeps both risks below {most}.")


def _needed(allowed: float, late: int, most: float) -> int:
    low, high = late, 2 * (late + 1)

    def accepted(messages: int) -> float:
        return chance_accepted(Gate(allowed, messages, late), BAD * allowed)

    while accepted(high) > most:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if accepted(middle) > most else (low, middle)
    return high
