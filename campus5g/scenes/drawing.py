"""Scenes as SVG: within a page that has the tones already, or as a file that stands alone."""

import re
from functools import cache
from html import escape

from campus5g.language import Language
from campus5g.look import TONES_FILE
from campus5g.scenes.library import in_page, library
from campus5g.scenes.scene import HEIGHT, WIDTH, Element, Scene

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SPACE = re.compile(r"\s*([{};:,])\s*|\s+")


def inline_svg(scene: Scene, language: Language) -> str:
    """Return a scene for a page whose style sheet has the tones.

    Args:
        scene: the scene.
        language: that of the words which a screen reader says.
    """
    shows = escape(getattr(scene.shows, language))
    return _svg(scene, f'<title id="scene-shows">{shows}</title>', "")


def svg_file(scene: Scene) -> str:
    """Return a scene as a file: it brings its tones along, and follows light, dark and paper.

    It names nothing in words: what shows it says in the reader's language what is to be seen.
    """
    return _svg(scene, f"<style>{tones()}</style>", f' width="{WIDTH}" height="{HEIGHT}"')


@cache
def tones() -> str:
    """Return the style sheet without what only its readers need."""
    css = _COMMENT.sub("", TONES_FILE.read_text(encoding="utf-8"))
    return _SPACE.sub(lambda found: found[1] or " ", css).strip()


def _svg(scene: Scene, head: str, size: str) -> str:
    names = dict.fromkeys(each.part for each in scene.parts if each.part)
    parts = "".join(f'<g id="scene-{name}">{library()[name].content}</g>' for name in names)
    drawn = "".join(map(_drawn, scene.parts))
    labelled = ' role="img" aria-labelledby="scene-shows"' if "scene-shows" in head else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="c5s{" c5s--night" if scene.night else ""}"'
        f' viewBox="0 0 {WIDTH} {HEIGHT}"{size} preserveAspectRatio="xMidYMid slice"{labelled}>'
        f"{head}<defs>{parts}</defs>{drawn}</svg>"
    )


def _drawn(element: Element) -> str:
    if element.line:
        way = "L".join(f"{x:g} {y:g}" for x, y in element.line)
        width = element.width
        dashes = f' stroke-dasharray="{width:g} {3 * width:g}"' if element.dashed else ""
        tone = in_page(f"l-{element.tone}")
        return f'<path class="{tone}" d="M{way}" stroke-width="{width:g}"{dashes}/>'
    look = "" if element.tone == "site" else f' class="as-{element.tone}"'
    if element.faint < 1:
        look += f' opacity="{element.faint:g}"'
    turn = f" rotate({element.turn:g})" if element.turn else ""
    across = -element.scale if element.mirrored else element.scale
    scale = "" if across == element.scale == 1 else f" scale({across:g} {element.scale:g})"
    return "".join(
        f'<use href="#scene-{element.part}" transform="translate({x:g} {y:g}){turn}{scale}"{look}/>'
        for x, y in element.places
    )
