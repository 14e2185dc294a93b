"""Every awareness module in both languages, its explorers unlocked and driven to their extremes.

On a laptop, what an explorer sets and shows stands in one window. On a phone nothing is too wide,
and axe finds nothing, in the light look and in the dark one. On neither do words of a drawing
stand on each other, at the start or at an extreme; no script fails, and no explorer writes what is
not a number.
"""

import pytest
from module_pages import (
    broken_texts,
    colliding_words,
    drive_every_control,
    explorers_higher_than_window,
    guess_everything,
)
from playwright.sync_api import Page, expect
from previews import Previews, assert_accessible, assert_fits_and_is_accessible

from campus5g.authoring.catalogue import Module, catalogue
from campus5g.language import LANGUAGES, Language

pytestmark = [pytest.mark.proof, pytest.mark.browser]


PHONE, LAPTOP = (360, 740), (1366, 768)


def look_on(page: Page, screen: tuple[int, int]) -> None:
    width, height = screen
    page.set_viewport_size({"width": width, "height": height})


def unfold_everything(page: Page) -> None:
    page.locator("main details").evaluate_all(
        "all => all.forEach(details => { details.open = true; })"
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "module",
    [pytest.param(each, id=each.id) for each in catalogue() if each.kind == "awareness"],
)
def test_a_module_fits_a_laptop_and_a_phone_and_axe_finds_nothing(
    preview: Previews, module: Module, language: Language
) -> None:
    page = preview(module.id, language=language)
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(f"{error}\n{error.stack}"))
    page.on("console", lambda said: broken.extend([said.text] if said.type == "error" else []))
    title = page.get_by_role("heading", level=1)
    expect(title).to_have_text(getattr(module.manifest.title, language))

    guess_everything(page)
    look_on(page, LAPTOP)
    assert explorers_higher_than_window(page) == []
    assert colliding_words(page) == []
    drive_every_control(page)
    assert broken_texts(page) == []
    assert colliding_words(page) == []

    look_on(page, PHONE)
    assert colliding_words(page) == []
    unfold_everything(page)
    assert_fits_and_is_accessible(page)
    page.emulate_media(color_scheme="dark")
    assert_accessible(page)
    expect(page.locator(".trouble")).to_have_count(0)
    assert broken == []
