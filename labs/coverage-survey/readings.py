"""The readings of a walk, and walking with a device."""

from collections.abc import Sequence
from random import Random
from statistics import fmean
from typing import NamedTuple

from yard import Place

from campus5g import t
from campus5g.kit import Kit, SurveyResult

DRAWS = 1000


class Row(NamedTuple):
    """One reading of a contractor's walk; the first is at the reference post."""

    time_s: float
    x_m: float
    y_m: float
    rsrp_dbm: float


class Reading(NamedTuple):
    """What was measured at one place; None for what the modem did not tell."""

    x_m: float
    y_m: float
    rsrp_dbm: float | None
    sinr_db: float | None
    cell: str | None = None
    delay_ms: float | None = None


def walk(k: Kit, ue: str, route: Sequence[Place], name: str) -> SurveyResult | None:
    """Carry a device along a route and keep what was measured; without a route, stay.

    Args:
        k: the kit.
        ue: the device.
        route: places in metres.
        name: of the evidence.
    """
    if not route:
        print(
            t(
                fr="Il n’y a pas encore de parcours : personne ne part.",
                en="There is no route yet: nobody sets off.",
            )
        )
        return None
    # On a real kit, time to walk to the next place and stand still.
    walked = k.survey(ue, route, pace_s=0.0 if k.kind == "virtual" else 6.0)
    walked.keep(name)
    return walked


def readings(walked: SurveyResult | None) -> list[Reading]:
    """Return the readings of a walk; none for nobody's."""
    if walked is None:
        return []
    table = walked.table().astype(object)
    rows = table.where(table.notna(), None).to_dict("records")
    return [
        Reading(
            row["x_m"],
            row["y_m"],
            row["rsrp_dbm"],
            row["sinr_db"],
            row["cell"],
            row["delay_ms"],
        )
        for row in rows
    ]


def mean_rsrp(rows: Sequence[Reading]) -> float:
    """Return the mean RSRP in dBm, as one compares two walks over the same places."""
    return fmean(row.rsrp_dbm for row in rows if row.rsrp_dbm is not None)


def interval_of(hits: Sequence[bool], confidence: int, seed: int) -> tuple[float, float]:
    """Return the bootstrap interval of a share, to compare with (Efron, Ann. Statist. 7, 1979).

    Args:
        hits: whether each reading meets the limits.
        confidence: in per cent.
        seed: the same one draws the same readings again.
    """
    chance = Random(seed)  # noqa: S311
    shares = sorted(fmean(chance.choices(hits, k=len(hits))) for _ in range(DRAWS))
    outside = round(DRAWS * (100 - confidence) / 200)
    inside = shares[outside : DRAWS - outside]
    return inside[0], inside[-1]
