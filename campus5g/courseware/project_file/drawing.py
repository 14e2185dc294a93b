"""Drawings in a project file: SVG that only draws.

A learner's file comes from their own server, and is read in the trainer's browser: what is not on
the lists below is left out.
"""

from xml.etree import ElementTree as Xml

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from campus5g.errors import CampusError
from campus5g.language import t

_SVG = "http://www.w3.org/2000/svg"
_SHAPES = frozenset(
    {
        *("svg", "g", "title", "desc", "text", "tspan"),
        *("path", "rect", "circle", "ellipse", "line", "polyline", "polygon"),
    }
)
_LOOK = frozenset(
    {
        *("viewBox", "width", "height", "x", "y", "x1", "y1", "x2", "y2", "dx", "dy"),
        *("cx", "cy", "r", "rx", "ry", "d", "points", "transform"),
        *("fill", "fill-opacity", "fill-rule", "opacity", "role"),
        *("stroke", "stroke-width", "stroke-opacity", "stroke-dasharray"),
        *("stroke-linecap", "stroke-linejoin"),
        *("font-size", "font-weight", "text-anchor", "dominant-baseline"),
    }
)
_DEEPEST = 40


class DrawingError(CampusError):
    """A drawing that can't be read."""


def plain_svg(text: str) -> str:
    """Return a drawing with the shapes and attributes that only draw.

    Args:
        text: one SVG element.

    Raises:
        DrawingError: this is no SVG.
    """
    try:
        root = fromstring(text, forbid_dtd=True)
    except (Xml.ParseError, DefusedXmlException, ValueError) as error:
        raise _unreadable() from error
    if root.tag != f"{{{_SVG}}}svg":
        raise _unreadable()
    plain = _plain(root)
    plain.set("xmlns", _SVG)
    return Xml.tostring(plain, encoding="unicode")


def _plain(element: Xml.Element, depth: int = 0) -> Xml.Element:
    kept = Xml.Element(
        _name(element),
        {
            name: value
            for name, value in element.attrib.items()
            # url(…) is the one value that reaches beyond the drawing.
            if name in _LOOK and "url" not in value.lower()
        },
    )
    kept.text, kept.tail = element.text, element.tail
    if depth < _DEEPEST:
        kept.extend(_plain(child, depth + 1) for child in element if _name(child) in _SHAPES)
    return kept


def _name(element: Xml.Element) -> str:
    """Return a shape's name; that of anything else is on no list."""
    return str(element.tag).removeprefix(f"{{{_SVG}}}")


def _unreadable() -> DrawingError:
    return DrawingError(
        t(fr="Ce dessin n’est pas lisible.", en="This drawing can't be read."),
        t(
            fr="Remettez la figure dans le dossier depuis l’explorateur.",
            en="Put the figure into the file again, from the explorer.",
        ),
    )
