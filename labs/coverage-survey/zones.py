"""The four zones of a yard that a learner has to name, and what makes each what it is."""

from collections.abc import Mapping
from random import Random
from typing import Literal

from yard import WIDTH_M, Box, Yard

Kind = Literal["hole", "overlap", "stranger", "sound"]
KINDS: tuple[Kind, ...] = ("hole", "overlap", "stranger", "sound")
SIDE_M = 9.0
CLOSE_DB = 6.0
"""Two cells within this are alike: each disturbs the other's devices."""

_A_SIDE = 3
_STEP_M = SIDE_M / _A_SIDE
"""A zone is judged by nine places of it."""


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
    x_m, y_m = yard.gap
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
