"""Figures of modules: SVG files whose machines are the library's parts.

An author places a part on a line of its own, empty: ``<g data-part="mast" transform="…"/>``. It is
filled from the library, and the figure gets the tones, so that the file stands alone.
"""

import re

from campus5g.scenes.drawing import tones
from campus5g.scenes.library import library

_PLACE = re.compile(
    r'^(?P<before> *)<g data-part="(?P<name>[\w-]+)"(?P<rest>[^>\n]*?)(?:/>|>.*</g>)$', re.MULTILINE
)
_TONES = re.compile(r"^ *<style data-tones=\"\">.*</style>\n", re.MULTILINE)
_OPENING = re.compile(r"<svg\b[^>]*>\n?")


def parts_of(svg: str) -> list[str]:
    """Return the names of the parts that a figure places, in their order."""
    return [found["name"] for found in _PLACE.finditer(svg)]


def with_parts(svg: str) -> str:
    """Return a figure with its parts and tones as the library has them; as it is without parts.

    Raises:
        KeyError: the library has no such part.
    """
    if not parts_of(svg):
        return svg
    filled = _PLACE.sub(_filled, _TONES.sub("", svg))
    style = f'  <style data-tones="">{tones()}</style>\n'
    return _OPENING.sub(lambda found: found[0].rstrip("\n") + "\n" + style, filled, count=1)


def _filled(place: re.Match[str]) -> str:
    content = library()[place["name"]].content
    return f'{place["before"]}<g data-part="{place["name"]}"{place["rest"]}>{content}</g>'
