"""The walks of four contractors: one can't be used by the site's rules, three only look so."""

from random import Random
from typing import NamedTuple

CONTRACTORS = ("Alpha", "Bravo", "Charlie", "Delta")
TROUBLES = ("frozen", "scale", "jump", "aisle")
SOUND = ("slow", "weak", "detour")

_ROWS_AN_AISLE, _AISLES = 9, 4
_EVERY_M = 4.0


class Row(NamedTuple):
    """One reading of a contractor's walk; the first is at the reference post."""

    time_s: float
    x_m: float
    y_m: float
    rsrp_dbm: float


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
