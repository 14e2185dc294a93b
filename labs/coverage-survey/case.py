"""The case that this lab gives a learner: their yard, its limits, and what they have to judge."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from random import Random

from tracks import CUTS, SLACK_S, Message, cut
from walks import Row, Rules, walks
from yard import DEPTH_M, WIDTH_M, Box, Place, Yard, yard_of
from zones import zones_of

from campus5g import t
from campus5g.courseware.lab.case_card import CaseCard
from campus5g.draw import Draw
from campus5g.kit.showing.numbers import decimal

STEPS_M = (4, 5, 6, 7, 8, 10)
FIELDS = ("x", "y", "rsrp", "sinr", "cell")
MEANINGS = ("sum", "typical", "served")
MASTS = ("M1", "M2", "M3", "M4")


@dataclass(frozen=True)
class Case:
    """What a draw sets in this lab.

    Args:
        draw: where it comes from.
        area: the part of the yard that is surveyed.
        budget: how many readings the shift leaves time for.
        fields: in the order in which the contractor's device writes them.
        separator: what it writes between them.
        rsrp_dbm: the least RSRP that the site accepts.
        sinr_db: the least SINR that the site accepts.
        reference_m: the east coordinates of the places at which two modems are compared.
        belt_m: those of the walk with the badge at the belt.
        meanings: three questions about a mean, in the order asked.
        confidence: of the interval around the covered share, in per cent.
        aisle_m: how long an aisle is that was walked.
        spacing_m: how far apart the readings in it are.
        around_s: how far from a change of cell its delay is looked for.
        track: name, start and end of the learner's cut.
        masts: where the second antenna can be moved to, by name.
        rules: by which the site accepts a contractor's walk.
        walks: of four contractors.
    """

    draw: Draw
    area: Box
    budget: int
    fields: Sequence[str]
    separator: str
    rsrp_dbm: int
    sinr_db: int
    reference_m: Sequence[float]
    belt_m: Sequence[float]
    meanings: Sequence[str]
    confidence: int
    aisle_m: int
    spacing_m: int
    around_s: float
    track: tuple[str, float, float]
    masts: Mapping[str, Place]
    rules: Rules
    walks: Mapping[str, Sequence[Row]]

    @property
    def limits(self) -> tuple[int, int]:
        """The least RSRP and the least SINR."""
        return self.rsrp_dbm, self.sinr_db

    @property
    def yard(self) -> Yard:
        """The yard as the kit plays it."""
        return yard_of(self.draw)

    @cached_property
    def zones(self) -> Sequence[Box]:
        """The four zones, from Z1 to Z4."""
        return zones_of(self.yard, self.area, self.limits, self.draw.random("zones"))

    @property
    def messages(self) -> list[Message]:
        """The learner's cut of the track."""
        return cut(*self.track)

    def line(self, **values: str) -> str:
        """Return a record as the contractor's device writes it.

        Args:
            values: the text of each field by name.
        """
        return self.separator.join(values[name] for name in self.fields)

    @property
    def card(self) -> CaseCard:
        """The case in the reader's language."""
        area, rules = self.area, self.rules
        written = f" {self.separator} ".join(self.fields)
        return CaseCard(
            self.draw.code,
            {
                t(fr="Surface à parcourir", en="Area to survey"): t(
                    fr=f"x de {area.west:.0f} à {area.east:.0f} m, y de {area.south:.0f} à "
                    f"{area.north:.0f} m",
                    en=f"x from {area.west:.0f} to {area.east:.0f} m, y from {area.south:.0f} to "
                    f"{area.north:.0f} m",
                ),
                t(fr="Relevés que le poste permet", en="Readings the shift allows"): str(
                    self.budget
                ),
                t(fr="Votre site exige", en="Your site demands"): t(
                    fr=f"RSRP ≥ −{-self.rsrp_dbm} dBm et SINR ≥ {self.sinr_db} dB",
                    en=f"RSRP ≥ −{-self.rsrp_dbm} dBm and SINR ≥ {self.sinr_db} dB",
                ),
                t(fr="Exercice 2 · un enregistrement", en="Exercise 2 · a record"): written,
                t(fr="Exercice 10 · confiance", en="Exercise 10 · confidence"): t(
                    fr=f"{self.confidence}\N{NO-BREAK SPACE}%", en=f"{self.confidence} %"
                ),
                t(fr="Exercice 11 · l’allée", en="Exercise 11 · the aisle"): t(
                    fr=f"{self.aisle_m} m, un relevé tous les {self.spacing_m} m",
                    en=f"{self.aisle_m} m, a reading every {self.spacing_m} m",
                ),
                t(fr="Exercice 13 · autour du changement", en="Exercise 13 · around a change"): t(
                    fr=f"± {decimal(self.around_s)} s", en=f"± {decimal(self.around_s)} s"
                ),
                t(
                    fr="Exercices 15 et 16 · les mâts", en="Exercises 15 and 16 · the masts"
                ): " · ".join(f"{name} ({x:.0f} ; {y:.0f})" for name, (x, y) in self.masts.items()),
                t(fr="Exercices 18 et 19 · au poteau", en="Exercises 18 and 19 · at the post"): t(
                    fr=f"−{decimal(-rules.post_dbm)} dBm, à {decimal(rules.scale_db)} dB près",
                    en=f"−{decimal(-rules.post_dbm)} dBm, within {decimal(rules.scale_db)} dB",
                ),
                t(fr="Exercices 18 et 19 · un parcours", en="Exercises 18 and 19 · a walk"): t(
                    fr=f"au plus {rules.repeats} relevés égaux de suite, au plus "
                    f"{rules.jump_m:.0f} m entre deux relevés, au moins {rules.aisles} allées",
                    en=f"at most {rules.repeats} equal readings in a row, at most "
                    f"{rules.jump_m:.0f} m between two readings, at least {rules.aisles} aisles",
                ),
            },
        )


def case_of(draw: Draw) -> Case:
    """Return the case of a draw."""
    site, paper, masts = draw.random("site"), draw.random("paper"), draw.random("masts")
    area = Box(
        float(site.choice([2, 3, 4])),
        float(site.choice([1, 2, 3])),
        WIDTH_M - site.choice([2, 3, 4, 5]),
        DEPTH_M - site.choice([1, 2, 3]),
    )
    name, from_s, until_s = paper.choice(CUTS)
    rules = Rules(
        post_dbm=-paper.choice([61.0, 63.0, 64.5, 66.0, 67.5]),
        scale_db=paper.choice([2.0, 2.5, 3.0]),
        repeats=paper.choice([3, 4, 5]),
        jump_m=float(paper.choice([14, 15, 16, 18])),
        aisles=paper.choice([3, 4]),
    )
    return Case(
        draw=draw,
        area=area,
        budget=_budget(area, site),
        fields=paper.sample(FIELDS, len(FIELDS)),
        separator=paper.choice([";", "|", "/"]),
        rsrp_dbm=-site.choice([100, 101, 102, 103, 104]),
        sinr_db=site.choice([5, 6, 7, 8]),
        reference_m=[9.5 - place / 2 for place in range(12)],
        belt_m=[4 + place / 2 for place in range(12)],
        meanings=paper.sample(MEANINGS, len(MEANINGS)),
        confidence=paper.choice([80, 90, 95, 98]),
        aisle_m=paper.randrange(60, 116, 4),
        spacing_m=paper.choice([1, 2, 4]),
        around_s=paper.choice([0.8, 0.9, 1.0, 1.1, 1.2]),
        track=(
            name,
            round(from_s + paper.uniform(0, SLACK_S), 1),
            round(until_s + paper.uniform(0, SLACK_S), 1),
        ),
        masts=_masts(yard_of(draw), masts),
        rules=rules,
        walks=walks(rules, draw.random("walks")),
    )


def _budget(area: Box, chance: Random) -> int:
    """Return a number of readings for which one of the middle steps is the finest possible."""
    counts = [sum(1 for _ in area.places(step)) for step in STEPS_M]
    chosen = chance.choice([2, 3, 4])
    return min(200, counts[chosen] + chance.randint(1, counts[chosen - 1] - counts[chosen] - 1))


def _masts(yard: Yard, chance: Random) -> dict[str, Place]:
    """Return four masts, one of which looks into the gap between the stacks."""
    x_m, y_m = yard.gap
    side = 1 if y_m > DEPTH_M / 2 else -1
    edge_m = DEPTH_M / 2 + side * chance.choice([27, 28, 29])
    away = 1 if x_m < WIDTH_M / 2 else -1
    places = [
        (x_m + chance.choice([-1, 0, 1]), edge_m),
        (x_m - chance.choice([20, 21, 22, 23]), y_m),
        (x_m + chance.choice([20, 21, 22, 23]), y_m),
        (x_m + away * chance.choice([33, 34, 35, 36]), edge_m),
    ]
    return dict(zip(MASTS, chance.sample(places, len(places)), strict=True))
