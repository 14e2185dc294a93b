"""What learners wrote as HTML, without what could repaint or run in a graded copy.

Points stand in the same page as learners' texts and outputs. These may look as they like within
their own place, which the page's style sheet keeps them to (``copy.css``); they bring no style
sheets, no classes and names of the page, no scripts, no addresses but of pictures within. What
shows a page of its own shows it in a frame without any rights.
"""

import re
from functools import cache

from bleach.css_sanitizer import ALLOWED_CSS_PROPERTIES, ALLOWED_SVG_PROPERTIES, CSSSanitizer
from bleach.sanitizer import ALLOWED_TAGS, Cleaner
from pygments.token import STANDARD_TYPES

# Their content is no text to read; without this it would be left as such.
_UNREAD = re.compile(
    r"<(style|script|template|noscript|object|xmp|textarea)\b.*?</\1\s*>",
    re.IGNORECASE | re.DOTALL,
)
_TEXT = (
    *("bdi", "bdo", "big", "br", "caption", "center", "cite", "col", "colgroup", "dd", "del"),
    *("details", "dfn", "div", "dl", "dt", "figcaption", "figure", "font", "h1", "h2", "h3", "h4"),
    *("h5", "h6", "hr", "img", "ins", "kbd", "mark", "p", "pre", "q", "s", "samp", "small", "span"),
    *("strike", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr"),
    *("tt", "u", "var", "section", "iframe"),
)
_DRAWN = (
    *("svg", "g", "path", "line", "polyline", "polygon", "rect", "circle", "ellipse", "text"),
    *("tspan", "title", "desc"),
)
_LOOKS = {
    *ALLOWED_CSS_PROPERTIES,
    *("background-color", "border", "border-bottom", "border-left", "border-radius"),
    *("border-right", "border-spacing", "border-style", "border-top", "border-width"),
    *("font-size", "gap", "grid-template-columns", "line-height", "list-style-type", "margin"),
    *("margin-bottom", "margin-left", "margin-right", "margin-top", "max-height", "max-width"),
    *("opacity", "padding", "padding-bottom", "padding-left", "padding-right", "padding-top"),
    *("table-layout",),
}
_OF_ANY = frozenset({"style", "lang", "dir", "title", "role", "aria-label", "align", "scope"})
_OF_TAG = {
    "bdo": {"dir"},
    "col": {"span"},
    "details": {"open"},
    "font": {"color"},
    "iframe": {"srcdoc", "height", "width"},
    "img": {"alt", "height", "width"},
    "ol": {"start", "type"},
    "table": {"border"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
_OF_DRAWN = frozenset(
    {
        *("viewBox", "width", "height", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx"),
        *("ry", "d", "points", "transform", "text-anchor", "dominant-baseline", "font-size"),
        *("font-weight", "fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray"),
        *("stroke-linecap", "stroke-linejoin", "stroke-opacity", "opacity", "dx", "dy"),
    }
)
# Of highlighted code, of coloured terminals and of tables of pandas: none of the page's own.
_CLASSES = frozenset({"highlight", "dataframe", *STANDARD_TYPES.values()})
_COLOUR_CLASS = re.compile(r"ansi-[a-z0-9-]+")
_PICTURE = re.compile(r"data:image/(png|jpeg|gif|webp|svg\+xml);base64,[A-Za-z0-9+/=\s]+")


def harmless(html: str) -> str:
    """Return HTML of a learner's that stays within its own place and does nothing."""
    clean: str = _cleaner().clean(_UNREAD.sub("", html))
    # Without quotes: what looks like a frame inside of an attribute can't end that.
    return clean.replace("<iframe ", "<iframe sandbox ").replace("<iframe>", "<iframe sandbox>")


@cache
def _cleaner() -> Cleaner:
    return Cleaner(
        tags={*ALLOWED_TAGS, *_TEXT, *_DRAWN},
        attributes=_may_stay,
        protocols=["http", "https", "mailto", "data"],
        css_sanitizer=CSSSanitizer(
            allowed_css_properties=_LOOKS - {"float", "clear"},
            allowed_svg_properties=ALLOWED_SVG_PROPERTIES,
        ),
        strip=True,
    )


def _may_stay(tag: str, name: str, value: str) -> bool:
    match tag, name:
        case _, "class":
            return all(each in _CLASSES or _COLOUR_CLASS.fullmatch(each) for each in value.split())
        case "img", "src":
            return _PICTURE.fullmatch(value) is not None
        case "a", "href":
            return not value.strip().lower().startswith("data:")
        case _:
            drawn = tag in _DRAWN and name in _OF_DRAWN
            return drawn or name in _OF_ANY or name in _OF_TAG.get(tag, ())
