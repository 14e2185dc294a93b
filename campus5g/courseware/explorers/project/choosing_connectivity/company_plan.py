"""The plan of a learner's company: the cabinet, the flow that decides, and the other flows.

The way to the flow that decides and the reach of an access point are to scale; the other flows are
only told apart: those that move have an arrow.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from campus5g.courseware.explorers.models.technology import WIFI_REACH_M
from campus5g.courseware.explorers.words import NO_BREAK, whole
from campus5g.language import t

_WIDTH, _HEIGHT = 400, 250
_CABINET = (40, 120)
_FLOW_X = 350
_FLOW_COLOUR, _REACH_COLOUR = "#d1601a", "#1f7fb8"
_OTHER_Y = {1: 40, 2: 165, 3: 205}


@dataclass(frozen=True)
class Company:
    """Where the flows of a company are.

    Args:
        distance_m: from the network cabinet to the flow that decides.
        moves: whether that flow moves.
        fixed: which of the three other flows stands still: 1, 2 or 3.
    """

    distance_m: float
    moves: bool
    fixed: int


COMPANIES: dict[str, Company] = {
    "warehouse-tablets": Company(90, True, 2),
    "workshop-tablets": Company(50, True, 1),
    "yard-badges": Company(200, True, 3),
    "assembly-vehicles": Company(90, True, 2),
    "tank-probes": Company(200, False, 1),
    "gate-cameras": Company(1000, False, 3),
}
"""By variant of the module's quiz."""


def company_plan(key: str) -> str:
    """Return a company's plan as an SVG element.

    Args:
        key: one of `COMPANIES`.
    """
    company = COMPANIES[key]
    scale = (_FLOW_X - _CABINET[0]) / company.distance_m
    title = t(fr="Plan de l’entreprise", en="Plan of the company")
    parts = [
        *_reach(scale),
        *_deciding(company),
        *(part for place in (1, 2, 3) for part in _other(place, company)),
        *_cabinet(),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        f'font-size="16" fill="currentColor"><title>{escape(title)}</title>{"".join(parts)}</svg>'
    )


def _reach(scale: float) -> Iterator[str]:
    x, y = _CABINET
    radius = WIFI_REACH_M * scale
    words = t(fr="un point d’accès", en="an access point")
    reach = f"{words}{t(fr=f'{NO_BREAK}:', en=':')} {whole(round(WIFI_REACH_M))}{NO_BREAK}m"
    if x + radius > _WIDTH:
        reach += t(fr=", au-delà du plan", en=", beyond the plan")
    else:
        yield (
            f'<circle cx="{x}" cy="{y}" r="{radius:.1f}" fill="none" stroke="{_REACH_COLOUR}" '
            f'stroke-width="2" stroke-dasharray="2 4"/>'
        )
    yield _line(10, _HEIGHT - 12, 34, _HEIGHT - 12, f'stroke="{_REACH_COLOUR}" {_DOTTED}')
    yield _text(40, _HEIGHT - 7, reach)


def _deciding(company: Company) -> Iterator[str]:
    x, y = _CABINET
    yield _line(x, y, _FLOW_X, y, f'stroke="{_FLOW_COLOUR}" stroke-width="2" {_DASHED}')
    yield _text((x + _FLOW_X) / 2, y - 8, f"{whole(company.distance_m)}{NO_BREAK}m", "middle")
    yield f'<circle cx="{_FLOW_X}" cy="{y}" r="13" fill="{_FLOW_COLOUR}"/>'
    yield _text(_WIDTH - 4, y - 36, t(fr="le flux qui décide", en="the flow that decides"), "end")
    if company.moves:
        yield from _arrows(_FLOW_X, y - 22)


def _other(place: int, company: Company) -> Iterator[str]:
    y = _OTHER_Y[place]
    x = _CABINET[0] + (70 if place == company.fixed else 110 + 55 * place)
    if place != company.fixed:
        yield from _arrows(x, y - 18)
    yield f'<circle cx="{x:.1f}" cy="{y}" r="11" fill="none" stroke="currentColor"/>'
    yield _text(x, y + 6, str(place), "middle")


def _cabinet() -> Iterator[str]:
    x, y = _CABINET
    yield f'<rect x="{x - 10}" y="{y - 14}" width="20" height="28"/>'
    yield _text(4, y + 32, t(fr="armoire", en="cabinet"))


def _arrows(x: float, y: float) -> Iterator[str]:
    """Yield an arrow both ways: what is below it moves."""
    yield (
        f'<path d="M{x - 20:.1f} {y}h40m-7 -5l7 5l-7 5m-26 -10l-7 5l7 5" fill="none" '
        f'stroke="currentColor" stroke-width="2"/>'
    )


_DASHED, _DOTTED = 'stroke-dasharray="8 4"', 'stroke-width="2" stroke-dasharray="2 4"'


def _line(x1: float, y1: float, x2: float, y2: float, look: str) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" {look}/>'


def _text(x: float, y: float, words: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'
