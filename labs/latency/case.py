"""The case that this lab gives a learner: their network, their requirement, and what they ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

from campus5g import t
from campus5g.courseware.lab.case_card import CaseCard
from campus5g.draw import Draw
from campus5g.kit.showing.numbers import decimal

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

    @property
    def card(self) -> CaseCard:
        """The case in the reader's language."""
        clock = decimal(abs(self.clock_ms))
        one, other = self.weighed
        slots = t(fr=" et ", en=" and ").join(self.counted)
        return CaseCard(
            self.draw.code,
            {
                t(fr="Votre exigence", en="Your requirement"): self.requirement,
                t(fr="Votre cadence", en="Your packet rate"): t(
                    fr=f"un paquet toutes les {decimal(self.interval_ms)} ms",
                    en=f"one packet every {decimal(self.interval_ms)} ms",
                ),
                t(fr="Exercice 2 · les perdus, comptés", en="Exercise 2 · losses, counted"): t(
                    fr=f"pour {_whole(self.lost_of)} paquets envoyés",
                    en=f"per {_whole(self.lost_of)} packets sent",
                ),
                t(
                    fr="Exercice 3 · le percentile", en="Exercise 3 · the percentile"
                ): f"p{self.slow_percent}",
                t(
                    fr="Exercice 6 · les deux parts", en="Exercise 6 · the two parts"
                ): f'"{one}", "{other}"',
                t(
                    fr="Exercice 8 · la période", en="Exercise 8 · the period"
                ): f"{decimal(self.fold_ms)} ms",
                t(fr="Exercice 9 · l’éparpillement", en="Exercise 9 · the scatter"): t(
                    fr=f"sous {self.scatter_percent} % de whole",
                    en=f"below {self.scatter_percent} % of whole",
                ),
                t(fr="Exercice 11 · l’autre réseau", en="Exercise 11 · the other network"): t(
                    fr=f"période {self.beat_ms} ms", en=f"period {self.beat_ms} ms"
                ),
                t(fr="Exercice 12 · l’autre cellule", en="Exercise 12 · the other cell"): t(
                    fr=f"{self.spacing_khz} kHz ; comptez les créneaux {slots}",
                    en=f"{self.spacing_khz} kHz; count the slots {slots}",
                ),
                t(
                    fr="Exercice 13 · à comparer", en="Exercise 13 · to be compared"
                ): f"p{self.compared_percent}",
                t(fr="Exercice 14 · l’horloge de l’AGV", en="Exercise 14 · the AGV’s clock"): (
                    t(fr=f"en avance de {clock} ms", en=f"{clock} ms ahead")
                    if self.clock_ms > 0
                    else t(fr=f"en retard de {clock} ms", en=f"{clock} ms behind")
                ),
                t(
                    fr="Exercice 15 · l’intervalle de", en="Exercise 15 · the interval of"
                ): f"p{self.sure_percent}",
                t(fr="Exercice 16 · votre instrument", en="Exercise 16 · your instrument"): t(
                    fr=f"lit à {decimal(self.resolution_ms)} ms près",
                    en=f"reads to {decimal(self.resolution_ms)} ms",
                ),
                t(fr="Exercices 19 et 20 · le site", en="Exercises 19 and 20 · the site"): t(
                    fr=f"numéro {self.site}", en=f"number {self.site}"
                ),
            },
        )

    @property
    def requirement(self) -> str:
        """The requirement in the reader's language, as a trial can check it."""
        need, share = f"{self.need_ms} ms", _percent(self.allowed)
        return t(
            fr=f"dans un sens, {need} au plus ; {share} des paquets en retard ou perdus, au plus ; "
            f"silence toléré {self.silence_ms} ms",
            en=f"one way, at most {need}; at most {share} of packets late or lost; "
            f"tolerated silence {self.silence_ms} ms",
        )


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


def _whole(number: int) -> str:
    return t(fr=f"{number:,}".replace(",", " "), en=f"{number:,}")


def _percent(share: float) -> str:
    return f"{decimal(100 * share, 1)} %"
