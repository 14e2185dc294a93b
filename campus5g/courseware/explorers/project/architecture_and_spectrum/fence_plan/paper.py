"""The plan of a site as SVG for paper."""

import re
from collections.abc import Iterator, Sequence
from html import escape

from campus5g.courseware.explorers.project.architecture_and_spectrum.fence_plan.model import (
    CELL_M,
    LENGTH_M,
    WIDTH_M,
    SitePlan,
)

_SCALE = 2
_AROUND = 20
_FILLS = {"A": "#bfe3c8", "B": "#f6e3ac", "C": "#f2c1bb"}


def plan_svg(plan: SitePlan, lines: Sequence[str], title: str) -> str:
    """Return a plan as an SVG element.

    Args:
        plan: the outline and the antennas.
        lines: the class of each square, A to C, row by row.
        title: what it shows.
    """
    width, height = LENGTH_M * _SCALE, WIDTH_M * _SCALE
    box = f"{-_AROUND} {-_AROUND} {width + 2 * _AROUND} {height + 2 * _AROUND}"
    corners = " ".join(f"{x * _SCALE:g},{y * _SCALE:g}" for x, y in plan.outline)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" role="img" font-size="20">'
        f"<title>{escape(title)}</title>{''.join(_squares(lines))}"
        f'<polygon points="{corners}" fill="none" stroke="#1d2733" stroke-width="4"/>'
        f'<rect x="0" y="0" width="{width}" height="{height}" fill="none" stroke="#1d2733" '
        f'stroke-width="3" stroke-dasharray="4 8"/>{"".join(_masts(plan))}</svg>'
    )


def _squares(lines: Sequence[str]) -> Iterator[str]:
    cell = CELL_M * _SCALE
    for row, line in enumerate(lines):
        for run in re.finditer(r"A+|B+|C+", line):
            yield (
                f'<rect x="{run.start() * cell}" y="{row * cell}" '
                f'width="{len(run[0]) * cell}" height="{cell}" fill="{_FILLS[run[0][0]]}"/>'
            )


def _masts(plan: SitePlan) -> Iterator[str]:
    for count, mast in enumerate(plan.masts, start=1):
        x, y = (each * _SCALE for each in mast.place)
        yield (
            f'<circle cx="{x:g}" cy="{y:g}" r="15" fill="#ffffff" stroke="#1f5f8b" '
            f'stroke-width="4"/><text x="{x:g}" y="{y + 7:g}" text-anchor="middle" '
            f'fill="#1d2733">{count}</text>'
        )
