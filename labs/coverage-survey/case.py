"""The case that this lab gives a learner: their yard, its limits, and what they have to judge."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from random import Random
from typing import Literal, NamedTuple

from readings import Row
from tracks import Message, cut
from yard import (
    BADGE,
    DEPTH_M,
    FULL,
    STEPS_M,
    SURVEYOR,
    WIDTH_M,
    Box,
    Place,
    Plan,
)

from campus5g.air.channel import Signal
from campus5g.air.obstacles import Obstacle
from campus5g.draw import Draw
from campus5g.inventory import Inventory, load_inventory
from campus5g.places import KITS
from campus5g.virtualkit.ran.coverage import Coverage, coverages
from campus5g.virtualkit.scenarios.scenario import Scenario, load_scenario

FIELDS = ("x", "y", "rsrp", "sinr", "cell")
MEANINGS = ("sum", "typical", "served")
MASTS = ("M1", "M2", "M3", "M4")
# Each holds two changes of cell and a round trip above 250 ms, at a change in the third only.
CUTS = (("arterial", 4.0, 26.0), ("arterial", 28.0, 52.0), ("west-to-south", 22.0, 50.0))
SLACK_S = 2.0
CONTRACTORS = ("Alpha", "Bravo", "Charlie", "Delta")
TROUBLES = ("frozen", "scale", "jump", "aisle")
# Nothing is wrong with these walks, though they look so.
SOUND = ("slow", "weak", "detour")
NEIGHBOUR = "gnb-halle-2"

Kind = Literal["hole", "overlap", "stranger", "sound"]
KINDS: tuple[Kind, ...] = ("hole", "overlap", "stranger", "sound")
SIDE_M = 9.0
CLOSE_DB = 6.0
"""Two cells within this are alike: each disturbs the other's devices."""

_A_SIDE = 3
_STEP_M = SIDE_M / _A_SIDE
"""A zone is judged by nine places of it."""

_ROWS_AN_AISLE, _AISLES = 9, 4
_EVERY_M = 4.0


@dataclass(frozen=True, eq=False)
class Yard:
    """A yard as the kit plays it, and what is true at every place of it.

    Args:
        scenario: as the kit plays it.
        cells: its coverage, by gNB.
    """

    scenario: Scenario
    cells: Mapping[str, Coverage]

    def heard(self, place: Place) -> list[Signal]:
        """Return what a modem with a true scale reads of each cell, the stronger one first."""
        device = self.scenario.devices[SURVEYOR]
        signals = (cell.signal_at(place, device) for cell in self.cells.values())
        return sorted(signals, key=lambda signal: -signal.rsrp_dbm)

    @cached_property
    def plan(self) -> Plan:
        """What the learner sees of it."""
        radio = self.scenario.radio
        first = next(iter(self.cells))
        return Plan(
            [Obstacle(**each.model_dump()) for each in radio.obstacles.values()],
            {first: radio.antenna.place, NEIGHBOUR: radio.neighbours[NEIGHBOUR].place},
            radio.antenna.height_m,
        )

    @property
    def badge_scale_db(self) -> float:
        """By how much the badge reads more than there is."""
        return self.scenario.devices[BADGE].scale_db

    @property
    def badge_body_db(self) -> float:
        """What its wearer's body takes from a badge at the belt."""
        return self.scenario.devices[BADGE].body_db


class Rules(NamedTuple):
    """The rules by which the site accepts a walk.

    Args:
        post_dbm: the true level at the reference post.
        scale_db: how far from it the first reading may be.
        repeats: how many readings in a row may be equal.
        jump_m: how far apart two readings in a row may be.
        aisles: in how many aisles, of different y, a walk has to go at least.
    """

    post_dbm: float
    scale_db: float
    repeats: int
    jump_m: float
    aisles: int


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

    @cached_property
    def kinds(self) -> Sequence[Kind]:
        """What ails each of the zones, from Z1 to Z4."""
        return [kind_of(self.yard, zone, self.limits) for zone in self.zones]

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
    x_m, y_m = yard.plan.gap
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


@cache
def yard_of(draw: Draw, mast: Place | None = None) -> Yard:
    """Return a draw's yard.

    Args:
        draw: the learner's.
        mast: where the second antenna is moved to; None where it stays.
    """
    kit = _kit()
    scenario = load_scenario(FULL, kit, variation=draw.variation)
    if mast is not None:
        radio = scenario.radio
        antenna = radio.neighbours[NEIGHBOUR].model_copy(update={"place": mast})
        moved = radio.model_copy(update={"neighbours": {**radio.neighbours, NEIGHBOUR: antenna}})
        scenario = scenario.model_copy(update={"radio": moved})
    names = [kit.gnb.name, *(each.name for each in kit.neighbours)]
    return Yard(scenario, coverages(kit.cell, scenario, names, 0))


@cache
def _kit() -> Inventory:
    return load_inventory(KITS / "virtual.yaml")


def kind_at(yard: Yard, place: tuple[float, float], rsrp_dbm: float, sinr_db: float) -> Kind:
    """Return what a place is.

    Args:
        yard: the learner's.
        place: in it.
        rsrp_dbm: the least RSRP.
        sinr_db: the least SINR.
    """
    best, other = yard.heard(place)
    if best.rsrp_dbm < rsrp_dbm:
        return "hole"
    if best.sinr_db >= sinr_db:
        return "sound"
    return "overlap" if best.rsrp_dbm - other.rsrp_dbm < CLOSE_DB else "stranger"


def zones_of(yard: Yard, area: Box, limits: tuple[float, float], chance: Random) -> list[Box]:
    """Return a zone of each kind, in an order of the learner's own.

    Args:
        yard: the learner's.
        area: the part of it that is surveyed.
        limits: the least RSRP and the least SINR.
        chance: sets the order.
    """
    kinds = {
        (column, row): kind_at(yard, place, *limits)
        for column, west in enumerate(_steps(area.west, area.east))
        for row, south in enumerate(_steps(area.south, area.north))
        for place in [(west + _STEP_M / 2, south + _STEP_M / 2)]
    }
    x_m, y_m = yard.plan.gap
    half_m = SIDE_M / 2
    found: dict[Kind, Box] = {"hole": Box(x_m - half_m, y_m - half_m, x_m + half_m, y_m + half_m)}
    corners = [at for at in kinds if (at[0] + _A_SIDE - 1, at[1] + _A_SIDE - 1) in kinds]
    for kind in KINDS[1:]:
        # Of zones that are as clear, the one that the plan tells best from another kind.
        outwards = -1 if kind == "overlap" else 1
        candidates = [
            (_count(kinds, corner, kind), outwards * _off_centre_m(box), box)
            for corner in corners
            for box in [_box(area, corner)]
            if _may_be(kind, box) and all(_apart(box, each) for each in found.values())
        ]
        found[kind] = max(candidates)[-1]
    return chance.sample(list(found.values()), len(found))


def kind_of(yard: Yard, box: Box, limits: tuple[float, float]) -> Kind:
    """Return what most of a rectangle is; parameters as for `kind_at`."""
    kinds = [kind_at(yard, place, *limits) for place in box.places(_STEP_M)]
    return max(KINDS, key=kinds.count)


def _may_be(kind: Kind, box: Box) -> bool:
    """Return whether a zone lies where one of its kind can be told from another by the plan.

    Two cells are alike towards the middle; what disturbs one alone is near its antenna.
    """
    in_between = _off_centre_m(box) <= WIDTH_M / 6
    return {"overlap": in_between, "stranger": not in_between}.get(kind, True)


def _off_centre_m(box: Box) -> float:
    """Return how far it is from the middle between the antennas."""
    return abs((box.west + box.east) / 2 - WIDTH_M / 2)


def _count(kinds: Mapping[tuple[int, int], Kind], corner: tuple[int, int], kind: Kind) -> int:
    """Return how many of the nine places of a zone are of a kind."""
    column, row = corner
    return sum(
        kinds[column + across, row + up] == kind
        for across in range(_A_SIDE)
        for up in range(_A_SIDE)
    )


def _box(area: Box, corner: tuple[int, int]) -> Box:
    west, south = area.west + corner[0] * _STEP_M, area.south + corner[1] * _STEP_M
    return Box(west, south, west + SIDE_M, south + SIDE_M)


def _steps(first: float, last: float) -> list[float]:
    return [first + each * _STEP_M for each in range(int((last - first) // _STEP_M))]


def _apart(one: Box, other: Box) -> bool:
    return (
        one.east <= other.west
        or other.east <= one.west
        or one.north <= other.south
        or other.north <= one.south
    )


def walks(rules: Rules, chance: Random) -> dict[str, list[Row]]:
    """Return four contractors' walks: one in trouble, three that only seem to be."""
    kinds = [chance.choice(TROUBLES), *SOUND]
    made = [_walk(kind, rules, chance) for kind in kinds]
    return dict(
        zip(
            chance.sample(CONTRACTORS, len(CONTRACTORS)),
            chance.sample(made, len(made)),
            strict=True,
        )
    )


def _walk(kind: str, rules: Rules, chance: Random) -> list[Row]:
    """Return a walk up one aisle and down the next.

    Args:
        kind: its trouble, or what only looks like one.
        rules: the site's.
        chance: what is drawn.
    """
    aisles = [6.0 + 5.0 * number for number in range(_AISLES)]
    if kind == "aisle":
        aisles = [aisles[number % (rules.aisles - 1)] for number in range(_AISLES)]
    astray_m = {"jump": rules.jump_m + chance.randint(7, 15), "detour": rules.jump_m - 5.0}
    level_dbm = rules.post_dbm - (14.0 if kind == "weak" else 4.0)
    frozen = {"frozen": rules.repeats + chance.randint(3, 7), "slow": rules.repeats}.get(kind, 1)
    off_db = chance.choice([-1, 1]) * (rules.scale_db + chance.choice([1.4, 2.3, 3.1, 3.9]))
    rows: list[Row] = []
    freezes_at, strays_at = chance.randint(11, 18), chance.randint(6, 28)
    along_m = [4.0 + _EVERY_M * number for number in range(_ROWS_AN_AISLE)]
    places = [
        (x, y)
        for number, y in enumerate(aisles)
        for x in (along_m if number % 2 == 0 else along_m[::-1])
    ]
    for number, (x_m, y_m) in enumerate(places):
        rsrp_dbm = level_dbm - 0.25 * x_m + chance.choice([-1, 1]) * chance.uniform(0.3, 2.4)
        if number == 0:
            rsrp_dbm = rules.post_dbm + chance.choice([-0.8, -0.4, 0.3, 0.7])
        if freezes_at < number < freezes_at + frozen:
            rsrp_dbm = rows[freezes_at].rsrp_dbm
        elif rows and round(rsrp_dbm + (off_db if kind == "scale" else 0), 1) == rows[-1].rsrp_dbm:
            rsrp_dbm += 0.2
        if kind == "scale" and not freezes_at < number < freezes_at + frozen:
            rsrp_dbm += off_db
        if number == strays_at and kind in astray_m:
            x_m = x_m + astray_m[kind] - _EVERY_M
        rows.append(Row(4.0 * number, round(x_m, 1), round(y_m, 1), round(rsrp_dbm, 1)))
    return rows
