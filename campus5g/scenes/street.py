"""A street of the site's map: a plot for each module, side by side, with the landmark of its scene.

A page has `grounds` once, and then the plots, whose grounds go on from one to the next. Names and
states are the page's own words: a plot alone says nothing.
"""

from typing import Literal

from campus5g.scenes.library import LibraryPart, in_page, library
from campus5g.scenes.scene import HEIGHT, WIDTH, Ground, Scene

PLOT_WIDTH, PLOT_HEIGHT = 160, 120

State = Literal["open", "next", "closed"]

# Backdrops are drawn for a whole scene: at this scale three plots have the width of one.
_SCALE = PLOT_WIDTH * 3 / WIDTH
_TOP = PLOT_HEIGHT - HEIGHT * _SCALE
# Where landmarks stand, behind the road, and the largest that they are drawn.
_FOOT = 92
_LARGEST_WIDTH, _LARGEST_HEIGHT, _LARGEST_SCALE = 132, 84, 1.5
_ROAD = 108

_LOOKS: dict[State, str] = {
    "open": "",
    "next": ' class="as-signal"',
    "closed": ' class="as-mid" opacity="0.55"',
}


def landmark_of(scene: Scene | None) -> LibraryPart | None:
    """Return the part by which a module is known on the map; None without a scene.

    An author names it; otherwise it is what the scene marks, or its first part before the backdrop.
    """
    if scene is None:
        return None
    if scene.landmark is not None:
        return library()[scene.landmark]
    parts = [(each.tone, library()[each.part]) for each in scene.parts if each.part is not None]
    standing = [(tone, part) for tone, part in parts if part.kind not in ("grounds", "network")]
    marked = [part for tone, part in standing if tone == "signal"]
    return next(iter([*marked, *(part for _, part in standing)]), None)


def grounds(kinds: set[Ground]) -> str:
    """Return the grounds that the plots of a page stand on, as an SVG element that shows nothing.

    Args:
        kinds: those of the page's streets.
    """
    drawn = "".join(
        f'<g id="ground-{kind}">{library()[kind].content}</g>' for kind in sorted(kinds)
    )
    return f'<svg class="c5s street__grounds" aria-hidden="true"><defs>{drawn}</defs></svg>'


def plot(landmark: LibraryPart | None, ground: Ground, place: int, state: State) -> str:
    """Return a plot as an SVG element; the page says its words.

    Args:
        landmark: what stands on it.
        ground: the street's.
        place: of the plot in its street, from 0.
        state: whether its module is open, the next one, or still closed.
    """
    left = -(place % 3) * PLOT_WIDTH
    return (
        f'<svg class="c5s" viewBox="0 0 {PLOT_WIDTH} {PLOT_HEIGHT}" aria-hidden="true">'
        f'<use href="#ground-{ground}" transform="translate({left:g} {_TOP:g}) scale({_SCALE:g})"/>'
        f'<path class="{in_page("l-steel-dark")}" d="M-10 {_ROAD}H170" stroke-width="13"/>'
        f'<path class="{in_page("l-white")}" d="M4 {_ROAD}H160" stroke-width="1.6"'
        ' stroke-dasharray="10 10"/>'
        f"{_standing(landmark, state) if landmark else ''}</svg>"
    )


def _standing(part: LibraryPart, state: State) -> str:
    left, top, width, height = part.box
    scale = min(_LARGEST_WIDTH / width, _LARGEST_HEIGHT / height, _LARGEST_SCALE)
    x = PLOT_WIDTH / 2 - (left + width / 2) * scale
    y = _FOOT - (top + height) * scale
    place = f"translate({x:.4g} {y:.4g}) scale({scale:.4g})"
    return f'<g{_LOOKS[state]} transform="{place}">{part.content}</g>'
