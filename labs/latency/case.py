"""The case that this lab gives a learner: their network, their requirement, and what they ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

from campus5g.draw import Draw

PARTS = ("asking", "slot", "queue", "sending", "again", "core")
SITES = range(1, 16)


@dataclass(frozen=True)
class Campaign:
    """A supplier's trial.

    Args:
        sent: how many packets were sent.
        late: how many of them were late or lost.
    """

    sent: int
    late: int


@dataclass(frozen=True)
class Case:
    """What a draw sets in this lab.

    Args:
        draw: where it comes from.
        interval_ms: between two packets of a measurement.
        other_frame: the frame that the cell's own is compared with.
        need_ms: the delay that the requirement asks for, one way.
        allowed: the share of packets, 0 to 1, that may take longer or get lost.
        silence_ms: how long a silence the machine tolerates: one interval and its survival time.
        lost_of: the number of packets that losses are counted in: 100 for percent.
        slow_percent: the percentile that is asked for.
        weighed: the two parts of a delay to add up, of `PARTS`.
        fold_ms: the period to fold by.
        scatter_percent: the scatter that tells a period, in percent of the whole.
        beat_ms: the period of another network.
        spacing_khz: another cell's subcarrier spacing.
        counted: the kinds of slots to count in its frame.
        compared_percent: the percentile to compare two networks by.
        clock_ms: by how much the AGV's clock is ahead; below 0, behind.
        sure_percent: the percentile whose interval is asked for.
        resolution_ms: the instrument's resolution.
        campaigns: trials to choose from, in the order of their letters.
        site: the number of the site with an unknown fault.
    """

    draw: Draw
    interval_ms: float
    other_frame: Literal["french", "short"]
    need_ms: int
    allowed: float
    silence_ms: int
    lost_of: int
    slow_percent: int
    weighed: tuple[str, str]
    fold_ms: float
    scatter_percent: int
    beat_ms: int
    spacing_khz: int
    counted: str
    compared_percent: int
    clock_ms: float
    sure_percent: int
    resolution_ms: float
    campaigns: Sequence[Campaign]
    site: int


def case_of(draw: Draw) -> Case:
    """Return the case of a draw."""
    need, asked = draw.random("need"), draw.random("asked")
    allowed = need.choice([0.001, 0.002, 0.004, 0.005, 0.01, 0.02])
    return Case(
        draw=draw,
        interval_ms=draw.random("rate").choice([13.7, 14.3, 15.3, 16.3, 17.3]),
        other_frame=draw.random("frame").choice(["french", "short"]),
        need_ms=need.choice(range(18, 35)),
        allowed=allowed,
        silence_ms=need.choice(range(40, 145, 5)),
        lost_of=asked.choice([100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 1_000_000]),
        slow_percent=asked.choice(range(81, 99)),
        weighed=_pair(asked),
        fold_ms=asked.choice([3, 4, 6, 7, 9, 11, 12.5, 13, 15, 17, 18, 22, 25]),
        scatter_percent=asked.choice(range(42, 61, 2)),
        beat_ms=asked.choice([4, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 18]),
        spacing_khz=asked.choice([15, 30, 60, 120]),
        counted=asked.choice(["U", "D", "DS", "SU"]),
        compared_percent=asked.choice(range(51, 96, 3)),
        clock_ms=asked.choice([1.4, 1.9, 2.6, 3.4, 4.1, 4.7, 5.3, 6.2]) * asked.choice([1, -1]),
        sure_percent=asked.choice(range(80, 98)),
        resolution_ms=asked.choice(range(2, 32, 2)) / 10,
        campaigns=_campaigns(allowed, draw.random("campaigns")),
        site=draw.random("site").choice(SITES),
    )


def _pair(chance: Random) -> tuple[str, str]:
    one, other = chance.sample(PARTS, 2)
    return one, other


def _campaigns(allowed: float, chance: Random) -> list[Campaign]:
    """Return four trials of which one shows, with 95 % confidence, that no more is late."""

    def trial(late: int, sent_of_allowed: float) -> Campaign:
        return Campaign(round(sent_of_allowed * chance.uniform(0.95, 1.05) / allowed), late)

    few, some, many = chance.randint(1, 3), chance.randint(4, 6), chance.randint(8, 11)
    trials = [
        # None late of too few, enough with few late, too few with some, more late than allowed.
        trial(0, 1.7),
        trial(few, 3.2 + 2.2 * few),
        trial(some, 1.4 * some),
        trial(many, 0.8 * many),
    ]
    return chance.sample(trials, len(trials))
