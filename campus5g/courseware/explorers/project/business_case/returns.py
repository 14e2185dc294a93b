"""What a project returns over some years: 10,000 draws of what is uncertain, and what tips it.

Each assumption is drawn from a triangle (low, likely, high), independently of the others. A year's
gain is the hours that a link stops work, times the share of them that is the network's doing, times
the share of those that the project removes, times what an hour costs. Net present value: what is
earned less what is spent, each year's divided by (1 + rate)^year (ISO 15686-5).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

DRAWS = 10_000
_SEED = 2026

AssumptionId = Literal[
    "capex_keur", "opex_keur", "stopped_h", "network_share", "avoided_share", "hour_keur", "delay"
]
ASSUMPTIONS: tuple[AssumptionId, ...] = (
    "capex_keur",
    "opex_keur",
    "stopped_h",
    "network_share",
    "avoided_share",
    "hour_keur",
    "delay",
)
SHARES = ("network_share", "avoided_share", "delay")


@dataclass(frozen=True)
class Span:
    """The low, likely and high value of an assumption."""

    low: float
    likely: float
    high: float


@dataclass(frozen=True)
class Project:
    """A project's assumptions.

    Args:
        capex_keur: spent at the beginning.
        opex_keur: spent each year.
        stopped_h: hours of work stopped a year where a link is suspected.
        network_share: of them, those that the network causes.
        avoided_share: of those, the ones that the project removes.
        hour_keur: what one of these hours costs.
        delay: the part of the first year that passes before there is any gain.
        years: that are counted.
        rate: of discount, a year.
    """

    capex_keur: Span
    opex_keur: Span
    stopped_h: Span
    network_share: Span
    avoided_share: Span
    hour_keur: Span
    delay: Span
    years: int = 5
    rate: float = 0.05

    def span(self, name: AssumptionId) -> Span:
        """Return the span of an assumption."""
        found: Span = getattr(self, name)
        return found


@dataclass(frozen=True, eq=False)
class Returns:
    """What the draws give.

    Args:
        npv_keur: the net present value of each draw.
        by_year_keur: what is earned less spent up to each year, discounted: draws by years from 0.
    """

    npv_keur: Floats
    by_year_keur: Floats

    def percentile_keur(self, percent: float) -> float:
        """Return the value that a share of the draws stays below."""
        return float(np.percentile(self.npv_keur, percent))

    @property
    def chance(self) -> float:
        """The share of draws that earn more than they cost."""
        return float((self.npv_keur > 0).mean())

    def payback_year(self, percent: float = 50) -> int | None:
        """Return the first year in which a percentile of the sum is above zero; None if none is."""
        sums = np.percentile(self.by_year_keur, percent, axis=0)
        above = np.flatnonzero(sums > 0)
        return int(above[0]) if len(above) else None


@dataclass(frozen=True)
class Swing:
    """What an assumption does to the result when it alone goes from its low to its high end.

    Args:
        name: the assumption.
        worst_keur, best_keur: the results at its two ends, the lower one first.
        threshold: the value at which the result is zero, all others likely; None if no value is.
    """

    name: AssumptionId
    worst_keur: float
    best_keur: float
    threshold: float | None

    @property
    def width_keur(self) -> float:
        """How far the two results lie apart."""
        return self.best_keur - self.worst_keur


def around(likely: float, doubt: float, most: float = float("inf")) -> Span:
    """Return a span of a share of doubt on each side of a likely value, from zero to `most`."""
    return Span(likely * (1 - doubt), likely, min(most, likely * (1 + doubt)))


def drawn(project: Project) -> Returns:
    """Return 10,000 draws of a project; the same luck for every project, so that they compare."""
    luck = _luck()
    values = {
        name: _triangle(project.span(name), luck[index]) for index, name in enumerate(ASSUMPTIONS)
    }
    by_year = _sums(values, project.years, project.rate)
    return Returns(by_year[:, -1], by_year)


def likely_npv_keur(project: Project) -> float:
    """Return the net present value with every assumption at its likely value."""
    return _npv(project, {})


def swings(project: Project) -> list[Swing]:
    """Return what each assumption does alone, the widest first."""
    found = []
    for name in ASSUMPTIONS:
        span = project.span(name)
        ends = sorted(_npv(project, {name: end}) for end in (span.low, span.high))
        found.append(Swing(name, ends[0], ends[1], _threshold(project, name)))
    return sorted(found, key=lambda one: -one.width_keur)


def doing_nothing(project: Project) -> Project:
    """Return what happens without a project: nothing spent, nothing removed."""
    none = Span(0, 0, 0)
    return replace(project, capex_keur=none, opex_keur=none, avoided_share=none)


def _threshold(project: Project, name: AssumptionId) -> float | None:
    # The result is a straight line in each assumption alone.
    at_zero, at_one = _npv(project, {name: 0.0}), _npv(project, {name: 1.0})
    if abs(at_one - at_zero) < 1e-12:
        return None
    threshold = -at_zero / (at_one - at_zero)
    if threshold < 0 or (name in SHARES and threshold > 1):
        return None
    return threshold


def _npv(project: Project, changed: Mapping[AssumptionId, float]) -> float:
    values = {
        name: np.array([changed.get(name, project.span(name).likely)]) for name in ASSUMPTIONS
    }
    return float(_sums(values, project.years, project.rate)[0, -1])


def _sums(values: Mapping[AssumptionId, Floats], years: int, rate: float) -> Floats:
    gain = (
        values["stopped_h"]
        * values["network_share"]
        * values["avoided_share"]
        * values["hour_keur"]
    )
    flows = np.repeat((gain - values["opex_keur"])[:, None], years, axis=1)
    flows[:, 0] -= gain * values["delay"]
    flows /= (1 + rate) ** np.arange(1, years + 1)
    return np.cumsum(np.column_stack([-values["capex_keur"], flows]), axis=1)


@cache
def _luck() -> Floats:
    return np.random.default_rng(_SEED).random((len(ASSUMPTIONS), DRAWS))


def _triangle(span: Span, luck: Floats) -> Floats:
    """Return draws of a triangle by its inverse; a span without width is one value."""
    width = span.high - span.low
    if width <= 0:
        return np.full_like(luck, span.likely)
    rise, fall = span.likely - span.low, span.high - span.likely
    return np.where(
        luck < rise / width,
        span.low + np.sqrt(luck * width * rise),
        span.high - np.sqrt((1 - luck) * width * fall),
    )
