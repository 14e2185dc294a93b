"""A scene is seen: its tones reach each part, within a page and as a picture, in light and dark."""

import base64
import io
from collections import Counter
from typing import Literal

import pytest
from PIL import Image
from playwright.sync_api import Browser

from campus5g.authoring.catalogue import find_module
from campus5g.scenes.drawing import inline_svg, svg_file, tones
from campus5g.scenes.scene import load_scene

pytestmark = pytest.mark.browser

Scheme = Literal["light", "dark"]


def within_a_page() -> str:
    return f"<style>{tones()}</style>{inline_svg(scene(), 'fr')}"


def as_a_picture() -> str:
    data = base64.b64encode(svg_file(scene()).encode()).decode()
    return f'<img alt="" src="data:image/svg+xml;base64,{data}" width="960" height="400">'


def at_night() -> str:
    return f"<style>{tones()}</style>{inline_svg(scene().model_copy(update={'night': True}), 'fr')}"


def scene():
    found = load_scene(find_module("essentials-why-5g").folder)
    assert found is not None
    return found


def painted(chromium: Browser, html: str, scheme: Scheme, medium: str = "screen") -> Counter[str]:
    """The colours of a scene and how many of its pixels have them."""
    page = chromium.new_page(viewport={"width": 960, "height": 400}, color_scheme=scheme)
    page.emulate_media(media=medium)
    page.set_content(f'<body style="margin: 0">{html}')
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    page.close()
    return Counter(
        {f"#{r:02x}{g:02x}{b:02x}": count for count, (r, g, b) in picture.getcolors(2**20)}
    )


def test_a_scene_at_night_is_dark_on_a_light_page_but_not_on_paper(chromium: Browser) -> None:
    on_screen = painted(chromium, at_night(), "light")
    on_paper = painted(chromium, at_night(), "light", medium="print")

    assert on_screen["#152f3b"] > 50_000
    assert on_paper["#ffffff"] > 50_000


@pytest.mark.parametrize("drawn", [within_a_page, as_a_picture])
@pytest.mark.parametrize(
    ("scheme", "wall", "amber"), [("light", "#f1f7f9", "#ea8a10"), ("dark", "#152f3b", "#ffb454")]
)
def test_walls_machines_and_what_is_marked_have_their_tones(
    chromium: Browser, drawn, scheme: Scheme, wall: str, amber: str
) -> None:
    colours = painted(chromium, drawn(), scheme)

    assert colours[wall] > 50_000
    assert colours[amber] > 200
    assert len([each for each, count in colours.items() if count > 100]) >= 15


@pytest.mark.proof
def test_on_paper_walls_are_white_and_what_is_marked_is_darker(chromium: Browser) -> None:
    colours = painted(chromium, within_a_page(), "light", medium="print")

    assert colours["#ffffff"] > 50_000
    assert colours["#c46a00"] > 200
